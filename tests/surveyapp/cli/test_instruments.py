"""Instruments become workbooks and come back, from the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from analysis.instrument_files import read_instrument
from surveyapp.cli.main import cli
from tests.factories import FORMS

SHIPPED = FORMS / "instruments" / "st_clusters.yaml"


def test_an_instrument_goes_out_and_comes_back(tmp_path: Path) -> None:
    book, folder = tmp_path / "book.xlsx", tmp_path / "made"
    runner = CliRunner()
    out = runner.invoke(cli, ["instrument", "workbook", str(SHIPPED), "--out", str(book)])
    assert out.exit_code == 0, out.output
    back = runner.invoke(cli, ["instrument", "files", str(book), "--out", str(folder)])
    assert back.exit_code == 0, back.output
    assert read_instrument(folder / "st_clusters.yaml") == read_instrument(SHIPPED)


def test_what_is_no_workbook_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    done = CliRunner().invoke(cli, ["instrument", "files", str(SHIPPED), "--out", str(folder)])
    assert done.exit_code == 1
    assert "is no workbook" in done.output
    assert not folder.exists()
