"""Every promise of the threat model names a test, and every test that is named exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(r"`(tests/[\w/]+\.py)`")
PROMISES = "fails if untrue"


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def faults_in(text: str) -> list[str]:
    """Return the tests named in a document that do not exist."""
    missing = [file for file in FILE.findall(text) if not (ROOT / file).is_file()]
    for file, name in NAMED.findall(text):
        if not (ROOT / file).is_file() or name not in names_in(file):
            missing.append(f"{file}::{name}")
    return missing


def rows_without_test(text: str) -> list[str]:
    """Return the rows of tables of promises that name no test."""
    bare, in_table = [], False
    for line in text.splitlines():
        if not line.startswith("|"):
            in_table = False
        elif line.rstrip(" |").endswith(PROMISES):
            in_table = True
        elif in_table and not line.startswith("| ---") and not NAMED.search(line):
            bare.append(line)
    return bare


@pytest.mark.parametrize("page", ["threat-model.md", "anonymity.md"])
def test_every_named_test_exists(page: str) -> None:
    text = (DOCS / page).read_text()
    assert FILE.findall(text) or NAMED.findall(text)
    assert faults_in(text) == []


def test_every_promise_names_a_test() -> None:
    text = (DOCS / "threat-model.md").read_text()
    assert text.count(PROMISES) >= 4
    assert rows_without_test(text) == []


def test_a_missing_test_and_a_bare_promise_would_be_found() -> None:
    gone = "`tests/house/test_threat_model.py::test_that_is_gone`"
    assert faults_in(f"see {gone}") == [gone.strip("`")]
    assert faults_in("`tests/house/test_gone.py`") == ["tests/house/test_gone.py"]
    table = f"| promise | {PROMISES} |\n| --- | --- |\n| all is well | we think |\n"
    assert rows_without_test(table) == ["| all is well | we think |"]
