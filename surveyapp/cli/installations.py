"""Set up and look after an installation."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.cli.common import Verb, site
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import migrate
from surveyapp.store.backup import restore_backup, write_backup


@click.command(cls=Verb)
def init() -> None:
    """Make database and keys, or migrate an older database."""
    here = site()
    here.keys.installation()
    with here.store.connection() as connection:
        migrate.upgrade(connection)
    click.echo(f"ready: {here.settings.data}, keys in {here.settings.keys}")


@click.command(cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write database and releases to FILE. Key files are never in it."""
    here = site()
    try:
        write_backup(here.store, here.settings.data / "releases", file)
    except FileExistsError:
        raise Refused(gettext_noop("{file} exists already."), file=file) from None
    click.echo(f"{file}: keep the key files apart from it: {here.settings.keys}")


@click.command(cls=Verb)
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def restore(file: Path) -> None:
    """Fill a new installation from FILE."""
    here = site()
    restore_backup(here.store, here.settings.data / "releases", file)
    click.echo("restored; put the key files back into " + str(here.settings.keys))
