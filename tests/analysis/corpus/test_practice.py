"""Comments for practice: sound, by voices of their own, and learnt from only."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from analysis.commands import main
from analysis.corpus.comments import Comment, read_corpus
from analysis.corpus.frame import read_frame
from analysis.corpus.practice import (
    FOLDER,
    PRACTICE_COLUMNS,
    practice_faults,
    practice_report,
    read_practice,
)
from analysis.corpus.words import words
from analysis.csv_files import csv_bytes
from analysis.faults import Faulty
from tests.analysis.corpus.factory import FRAME

ROW = {
    "id": "p1",
    "text": "Chiller down 11 days",
    "language": "en",
    "question": "harder",
    "sentiment": "negative",
    "mixed": "0",
    "suggestion": "0",
    "themes": "",
    "kind": "factual_complaint",
    "voice": "dyer",
}


@cache
def shipped() -> list[Comment]:
    return read_practice(read_frame())


def write(folder: Path, *rows: dict[str, str]) -> Path:
    listed = [[(ROW | row)[name] for name in PRACTICE_COLUMNS] for row in rows]
    (folder / "en.csv").write_bytes(csv_bytes(PRACTICE_COLUMNS, listed))
    return folder


def test_what_is_shipped_is_sound() -> None:
    assert len(shipped()) > 1_000
    assert [str(fault) for fault in practice_faults(shipped(), read_frame())] == []


def test_nobody_who_is_tested_on_is_learnt_from() -> None:
    frame = read_frame()
    assert not {comment.voice for comment in shipped()} & set(frame.voices)


def test_files_stay_small_enough_to_be_kept() -> None:
    assert max(path.stat().st_size for path in FOLDER.glob("*.csv")) < 2_000_000


def test_readme_holds_the_figures_of_today() -> None:
    figures = practice_report(shipped(), read_frame())
    assert figures in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_a_voice_of_the_corpus_is_refused(tmp_path: Path) -> None:
    assert [c.voice for c in read_practice(FRAME, write(tmp_path, {}))] == ["dyer"]
    with pytest.raises(Faulty, match="is a voice of the corpus"):
        read_practice(FRAME, write(tmp_path, {"voice": "cat"}))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("voice", "", "is empty"),
        ("sentiment", "bad", "is not one of"),
        ("themes", "comets", "no theme 'comets'"),
        ("kind", "joke", "no kind 'joke'"),
    ],
)
def test_faults_of_a_row_are_named(tmp_path: Path, column: str, value: str, message: str) -> None:
    with pytest.raises(Faulty, match=message):
        read_practice(FRAME, write(tmp_path, {column: value}))


def test_a_copy_of_a_comment_of_the_corpus_is_found() -> None:
    frame = read_frame()
    original = next(c for c in read_corpus(frame) if len(words(c.text)) > 8)
    copy = replace(original, id="p1", voice="dyer")
    messages = [str(fault) for fault in practice_faults([copy], frame)]
    assert any(f"too much like {original.id}" in message for message in messages)


def test_the_command_prints_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "--practice"]) == 0
    assert capsys.readouterr().out == practice_report(shipped(), read_frame())
