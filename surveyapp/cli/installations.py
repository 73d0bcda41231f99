"""Set up and look after an installation."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.cli.common import Verb, act_as, actor_of, site
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import migrate
from surveyapp.store.account import Role
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
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@act_as(Role.ADMIN)
def purge(dry_run: bool, as_email: str | None) -> None:
    """Delete what has been kept as long as the settings say (KEEP_…)."""
    from surveyapp.rounds.retention import purge as carry_out

    here = site()
    with here.store.reading() as session:
        actor = actor_of(session, as_email)
    for what, count in carry_out(here, dry_run=dry_run, actor=actor).items():
        click.echo(f"{count:>8} {what}{' would go' if dry_run else ' gone'}")


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
