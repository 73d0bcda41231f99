"""The shipped corpus: complete, clean, and as its README says (land with the data)."""

from __future__ import annotations

from functools import cache

from analysis.corpus import alpha
from analysis.corpus.comments import Comment, read_corpus
from analysis.corpus.frame import FOLDER, Frame, read_frame
from analysis.corpus.likeness import likeness_faults
from analysis.corpus.report import report
from analysis.corpus.rows import row_faults
from analysis.corpus.shares import shortfalls


@cache
def shipped() -> tuple[Frame, list[Comment]]:
    frame = read_frame()
    return frame, read_corpus(frame)


def test_counts_and_shares_are_as_planned() -> None:
    frame, comments = shipped()
    assert [str(fault) for fault in shortfalls(comments, frame)] == []


def test_no_comment_is_faulty() -> None:
    _, comments = shipped()
    assert [str(fault) for fault in row_faults(comments)] == []


def test_no_repeat_near_duplicate_or_template() -> None:
    _, comments = shipped()
    assert [str(fault) for fault in likeness_faults(comments)] == []


def test_every_comment_was_read_twice() -> None:
    _, comments = shipped()
    assert all(comment.intended and comment.blind for comment in comments)


def test_the_readings_agree_in_english() -> None:
    _, comments = shipped()
    found = alpha.sentiment_alpha(c for c in comments if c.language == "en")
    assert found is not None
    assert found >= alpha.LEAST_SENTIMENT


def test_files_stay_small_enough_to_be_kept() -> None:
    assert max(path.stat().st_size for path in FOLDER.glob("*.csv")) < 2_000_000


def test_readme_holds_the_figures_of_today() -> None:
    frame, comments = shipped()
    assert report(comments, frame) in (FOLDER / "README.md").read_text(encoding="utf-8")
