"""``python -m analysis themes``: no comment is lost, topics are found."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.commands import main
from analysis.redaction.redact import redact
from analysis.sentiment.examples import LABELLED

CODEBOOK = """
codebook: patients
version: 1
language: en
themes:
  - {id: waiting, name: Waiting, definition: Waiting times and delays,
     keywords: [wait, waiting, delay, late, time, hours, on time]}
  - {id: staff, name: Staff, definition: How friendly and helpful staff are,
     keywords: [staff, friendly, helpful, kind, polite, caring, professional]}
"""
FILES = ("assignments.csv", "topics.csv", "topic_summary.csv", "summary.json")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_input(folder: Path, *, backwards: bool = False) -> Path:
    rows = [row["text"] for row in read(LABELLED / "nhs_neas.csv")[:900]]
    rows += ["nil", "", "The same long sentence stands here twice."]
    rows += ["The same long sentence stands here twice."]
    entries = [(f"c{number}", text) for number, text in enumerate(rows)]
    path = folder / "comments.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *(entries[::-1] if backwards else entries)])
    return path


def run(folder: Path, *more: str, backwards: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    given = make_input(folder, backwards=backwards)
    arguments = ["themes", "--input", given, "--codebook", folder / "codebook.yaml"]
    command = [*map(str, arguments), "--out", str(folder / "out"), *more]
    subprocess.run([sys.executable, "-m", "analysis", *command], check=True, capture_output=True)
    return folder / "out"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("themes") / "first")


def test_counts_add_up_to_the_comments(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["comments"] == sum(summary["counts"].values()) == 904
    assert summary["counts"]["contentless"] >= 2
    assert summary["counts"]["repeated"] >= 1
    coded = {row["id"] for row in read(out / "assignments.csv")}
    assert summary["counts"]["coded"] <= len(coded) <= summary["counts"]["coded"] + 50


def test_evidence_is_a_slice_of_the_comment(out: Path) -> None:
    for row in read(out / "assignments.csv"):
        assert 0.5 <= float(row["confidence"]) <= 1
        for start, end in json.loads(row["evidence"]):
            assert row["text"][start:end].strip()


def test_topics_are_stable_and_made_of_comments_without_a_theme(out: Path) -> None:
    summary = {row["topic_id"]: row for row in read(out / "topic_summary.csv")}
    placed = read(out / "topics.csv")
    assert summary
    assert not {row["id"] for row in placed} & {row["id"] for row in read(out / "assignments.csv")}
    for key, topic in summary.items():
        assert float(topic["stability"]) >= 0.6
        own = [row["text"] for row in placed if row["topic_id"] == key]
        assert len(own) == int(topic["size"])
        quotes = json.loads(topic["quotes"])
        assert all(any(quote in redact(text) for text in own) for quote in quotes)
        terms = topic["terms"].split("; ")
        words = [word for term in terms for word in term.split()]
        assert topic["label"] == ", ".join(terms[:3])
        assert len(words) == len(set(words))


def test_another_process_with_shuffled_rows_writes_the_same(out: Path, tmp_path: Path) -> None:
    other = run(tmp_path / "second", backwards=True)
    for name in FILES:
        lines = [sorted((folder / name).read_bytes().split(b"\n")) for folder in (out, other)]
        assert lines[0] == lines[1], name


def test_people_are_right_against_the_machine(out: Path, tmp_path: Path) -> None:
    before = read(out / "assignments.csv")[0]
    log = tmp_path / "log.csv"
    log.write_text(
        "id,theme,action,coder,version\n"
        f"{before['id']},{before['theme']},remove,ann,1\n"
        "c899,staff,add,ann,1\n",
        "utf-8",
    )
    after = read(run(tmp_path / "third", "--corrections", str(log)) / "assignments.csv")
    given = [(row["id"], row["theme"]) for row in after]
    assert (before["id"], before["theme"]) not in given
    own = next(row for row in after if (row["id"], row["theme"]) == ("c899", "staff"))
    assert float(own["confidence"]) == 1


def test_faults_of_a_log_are_all_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    log = tmp_path / "log.csv"
    log.write_text("id,theme,action,coder,version\n,x,give,ann,one\n", "utf-8")
    given = ["themes", "--input", str(make_input(tmp_path)), "--corrections", str(log)]
    given += ["--codebook", str(tmp_path / "codebook.yaml"), "--out", str(tmp_path / "out")]
    assert main(given) == 1
    assert capsys.readouterr().err.count("row 2") == 4
    assert not (tmp_path / "out").exists()


def test_few_comments_have_no_topics(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    (tmp_path / "c.csv").write_text("text\nWe waited for hours\nThe lift is broken\n", "utf-8")
    given = ["themes", "--input", str(tmp_path / "c.csv"), "--out", str(tmp_path / "out")]
    assert main([*given, "--codebook", str(tmp_path / "codebook.yaml")]) == 0
    assert read(tmp_path / "out" / "topics.csv") == []
    assert [row["theme"] for row in read(tmp_path / "out" / "assignments.csv")] == ["waiting"]
