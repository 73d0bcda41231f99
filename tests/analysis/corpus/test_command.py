"""The command prints figures, and refuses drafts with their faults by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.commands import main
from analysis.corpus.comments import corpus_csv
from tests.analysis.corpus.factory import comment, labels


def draft(folder: Path, *texts: str) -> str:
    path = folder / "draft.csv"
    complaints = [
        comment(text, voice="patent_clerk", found=labels(themes="approvals")) for text in texts
    ]
    path.write_bytes(corpus_csv(complaints))
    return str(path)


def test_a_clean_draft_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["corpus", "--check", draft(tmp_path, "Nine signatures.", "They lost the file")]) == 0
    )
    assert capsys.readouterr().err == ""


def test_faults_of_a_draft_are_listed_by_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draft(tmp_path, "They lost the file", "नौ दस्तख़त", "They lost the file!")
    assert main(["corpus", "--check", path]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        f"{path}, row 3, column text",
        f"{path}, row 4, column text",
    ]


def test_figures_of_a_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", draft(tmp_path, "Nine signatures.", "They lost the file")]) == 0
    out = capsys.readouterr().out
    assert "| en | 2 | 0 | 0 | 2 | 1 |" in out
    assert "| approvals | 2 | 0 | 0 | 2 |" in out
    assert "Not yet read twice." in out


def test_a_missing_file_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "--check", "nowhere.csv"]) == 1
    assert capsys.readouterr().err.startswith("nowhere.csv: cannot be read")


def test_agreement_of_two_readings_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = [
        comment(text, voice="patent_clerk", intended=labels(a), blind=labels(b))
        for text, a, b in (
            ("Nine signatures.", "negative", "negative"),
            ("They lost the file", "negative", "very negative"),
            ("Granted in a year", "positive", "positive"),
        )
    ]
    path = tmp_path / "en.csv"
    path.write_bytes(corpus_csv(twice))
    assert main(["corpus", str(path)]) == 0
    out = capsys.readouterr().out
    assert "| complaint | 3 | 67 % |" in out
    assert "Settled by a third reading: 1 comments." in out
