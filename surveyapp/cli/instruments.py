"""``surveyapp instrument``: instruments as spreadsheets (XLSForm) and back."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.instrument_files import read_instrument
from forms.instrument_yaml import to_yaml
from forms.xlsform.checking import check_xlsform
from forms.xlsform.reading import read_xlsform
from forms.xlsform.writing import write_xlsform
from surveyapp.cli.common import Verbs

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("instrument", cls=Verbs)
def instrument() -> None:
    """Instruments as spreadsheets, and back."""


@instrument.command("workbook")
@click.argument("file", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def workbook(file: Path, out: Path) -> None:
    """Write an instrument (YAML) as a workbook (XLSForm), checked with pyxform."""
    content = write_xlsform(read_instrument(file))
    for warning in check_xlsform(content, str(out)):
        click.echo(warning, err=True)
    out.write_bytes(content)
    click.echo(f"wrote {out}")


@instrument.command("files")
@click.argument("book", type=FILE)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def files(book: Path, out: Path) -> None:
    """Write a workbook (XLSForm) as the YAML files of an instrument: all of them, or none."""
    content = book.read_bytes()
    made = to_yaml(read_xlsform(content, str(book)))
    for warning in check_xlsform(content, str(book)):
        click.echo(warning, err=True)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (out / name).write_bytes(text)
    click.echo(f"wrote {', '.join(made)} to {out}")
