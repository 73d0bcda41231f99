"""``python -m analysis sentiment`` keeps the input's rows and columns and writes all or nothing."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.commands import main
from analysis.sentiment.cells import COLUMNS

TEXT = [
    ("Getting a slot took six weeks and four signatures.", "harder"),
    ('He said "no", twice;\nand left', "What has made your science or technology work harder?"),
    ("கருவி கிடைக்கவில்லை ಸಿಗಲಿಲ್ಲ", "easier"),
    ("nil", "harder"),
    ("", ""),
]


def write(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...], **options: str) -> Path:
    with path.open("w", encoding=options.get("encoding", "utf-8"), newline="") as file:
        writer = csv.writer(file, delimiter=options.get("delimiter", ","))
        writer.writerow(header)
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "options", [{}, {"encoding": "utf-8-sig", "delimiter": ";"}], ids=["plain", "with mark"]
)
def test_rows_and_columns_stay_and_ours_follow(tmp_path: Path, options: dict[str, str]) -> None:
    rows = [(f"r{number}", text, question) for number, (text, question) in enumerate(TEXT)]
    given = write(tmp_path / "c.csv", rows, ("id", "text", "question"), **options)
    out = tmp_path / "s.csv"
    assert main(["sentiment", "--input", str(given), "--out", str(out)]) == 0
    found = read(out)
    assert list(found[0]) == ["id", "text", "question", *COLUMNS]
    assert [(row["id"], row["text"], row["question"]) for row in found] == rows
    assert found[0]["label"] == "negative"
    for start, end, _ in json.loads(found[0]["evidence"]):
        assert rows[0][1][start:end].strip()
    for row in found[2], found[4]:
        assert not any(row[name] for name in COLUMNS[:6])


def test_counts_are_printed_and_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = write(tmp_path / "c.csv", TEXT, ("text", "question"))
    assert main(["sentiment", "--input", str(given), "--out", str(tmp_path / "s"), "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts.pop("comments") == sum(counts.values()) == len(TEXT)
    assert counts["contentless"] == 2


def test_a_column_of_the_input_with_one_of_our_names_is_kept_under_another(tmp_path: Path) -> None:
    given = write(tmp_path / "c.csv", [("Very helpful staff", "positive")], ("text", "label"))
    assert main(["sentiment", "--input", str(given), "--out", str(tmp_path / "s.csv")]) == 0
    row = read(tmp_path / "s.csv")[0]
    assert row["input_label"] == "positive"
    assert row["label"].endswith("positive")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "row 1, column text: the column 'text' is missing"),
        (b"text,b\nx\ny,z,w\n", "row 2: has 1 columns, but the header has 2"),
        (b"text\n\xff\xfe\n", "is not UTF-8"),
        (b"", "is empty"),
        (b"text,text\na,b\n", "stands here twice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    (tmp_path / "c.csv").write_bytes(content)
    given = ["sentiment", "--input", str(tmp_path / "c.csv"), "--out", str(tmp_path / "s.csv")]
    assert main(given) == 1
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["c.csv"]


def test_no_rows_result_depends_on_others(tmp_path: Path) -> None:
    results = []
    for name, rows in (("a", TEXT), ("b", TEXT[::-1])):
        given = write(tmp_path / f"{name}.csv", rows, ("text", "question"))
        out = tmp_path / f"{name}.out"
        subprocess.run(
            [sys.executable, "-m", "analysis", "sentiment", "--input", given, "--out", out],
            check=True,
            capture_output=True,
        )
        results.append(sorted(out.read_bytes().split(b"\n")))
    assert results[0] == results[1]


def test_explanation_names_rules_probabilities_and_themes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "Getting a slot on the microscope took six weeks."
    assert main(["explain", text, "--question", "harder"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"kind": "friction", "rule": "took long", "text": "took six weeks"} in found["rules"]
    own, asked = found["probabilities"].values()
    assert asked["negative"] > own["negative"]
    assert "equipment_booking" in [theme["theme"] for theme in found["themes"]]


def test_reading_loads_no_heavy_library() -> None:
    code = (
        "import sys; from tests.analysis.text.readers import shipped_reader;"
        "shipped_reader().read('The visa took six weeks', 'harder');"
        "print([m for m in ('sklearn', 'nltk', 'scipy', 'numpy', 'requests') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
