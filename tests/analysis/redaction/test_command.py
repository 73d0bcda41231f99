"""The command prints recall and precision by kind and script."""

from __future__ import annotations

import pytest

from analysis.commands import main


def test_a_table_for_each_set_of_comments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["redaction", "--list"]) == 0
    said = capsys.readouterr().out
    assert said.count("| kind or script |") == 4
    for name in ("all", "name", "phone", "aadhaar", "devanagari", "kannada", "telugu"):
        assert f"| {name} |" in said
