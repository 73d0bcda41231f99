"""Comments read from CSV: every fault named, and the same back."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.corpus.comments import COLUMNS, corpus_csv, read_files
from analysis.faults import Faulty
from tests.analysis.corpus.factory import FRAME, comment, labels

GOOD = "a1,Two forms,en,harder,negative,0,0,approvals,factual_complaint,ann,"


def faults_of(folder: Path, *rows: str, header: str = ",".join(COLUMNS)) -> list[str]:
    path = folder / "draft.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        read_files([path], FRAME)
    return [str(fault).removeprefix(str(path)).lstrip(", ") for fault in caught.value.faults]


def test_a_file_reads_back_to_the_same_comments(tmp_path: Path) -> None:
    one = comment("Two, no: three forms", found=labels(themes="approvals hiring"))
    two = comment(
        "कुछ नहीं",
        language="hi",
        found=labels("neutral"),
        intended=labels("neutral"),
        blind=labels("positive", mixed=True),
    )
    path = tmp_path / "hi.csv"
    path.write_bytes(corpus_csv([two, one]))
    read = read_files([path], FRAME)
    assert corpus_csv(read) == path.read_bytes()
    assert [c.text for c in read] == [one.text, two.text]
    assert read[0].labels == one.labels
    assert read[0].blind is None
    assert read[1].blind == two.blind


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD.replace("en", "xx"), "row 2, column language: there is no language 'xx'"),
        (GOOD.replace("harder", "hard"), "row 2, column question: there is no question 'hard'"),
        (GOOD.replace("ann", "eve"), "row 2, column voice: there is no voice 'eve'"),
        (GOOD + "fog", "row 2, column subject: there is no subject 'fog'"),
        (GOOD.replace("0,0", "0,no"), "row 2, column suggestion: 'no' is not 0 or 1"),
        (
            GOOD.replace("approvals", "rain"),
            "row 2, column themes: the codebook has no theme 'rain'",
        ),
        (GOOD.replace("Two forms", " "), "row 2, column text: is empty"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    assert faults_of(tmp_path, row) == [message]


def test_sentiment_is_one_of_five(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, GOOD.replace("negative", "bad"))
    assert fault.startswith("row 2, column sentiment: 'bad' is not one of very negative, negative")


def test_an_id_is_used_once(tmp_path: Path) -> None:
    assert faults_of(tmp_path, GOOD, GOOD) == ["row 3, column id: 'a1' is used twice"]


def test_second_labels_are_all_there_or_none(tmp_path: Path) -> None:
    header = ",".join([*COLUMNS, "sentiment_blind"])
    assert faults_of(tmp_path, GOOD + ",negative", header=header) == [
        "row 2, column mixed_blind: is missing, although the row has labels beside it"
    ]
