"""Participants."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from surveyapp.cli.common import Verbs, act_as, actor_of, site
from surveyapp.participants.caps import cap_breaches
from surveyapp.participants.copy import copy_of
from surveyapp.participants.erase import erase
from surveyapp.participants.importer import add_participants, read_participants
from surveyapp.rounds import state
from surveyapp.store import configurations
from surveyapp.store.account import Role


@click.group(cls=Verbs)
def participants() -> None:
    """People on the lists."""


@participants.command("import")
@click.argument("name", metavar="ROUND")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=FIELD")
@click.option("--dry-run", is_flag=True, help="Check the file and change nothing.")
@act_as(Role.ADMIN)
def import_command(
    name: str, file: Path, mapping: tuple[str, ...], dry_run: bool, as_email: str | None
) -> None:
    """Put the people of FILE (CSV or XLSX) on the list of ROUND: all of them or none."""
    pairs = [pair.partition("=") for pair in mapping]
    if not all(field for _, _, field in pairs):
        raise click.UsageError("--map takes COLUMN=FIELD")
    here = site()
    with here.store.writing() as session:
        found = state.find(session, name)
        configuration = configurations.load(session, found.configuration_hash)
        columns = {column: field for column, _, field in pairs}
        rows = read_participants(file.read_bytes(), file.name, configuration, columns)
        actor = actor_of(session, as_email)
        add_participants(session, found, rows, keys=here.keys, actor=actor, now=here.clock())
        for breach in cap_breaches(session, found):
            click.echo(f"warning: {breach}", err=True)
        if dry_run:
            session.rollback()
    for (cluster, group), count in sorted(Counter((r.cluster, r.group) for r in rows).items()):
        click.echo(f"{cluster:<20} {group:<20} {count:>6}")
    click.echo(f"{len(rows)} {'would be ' if dry_run else ''}added to {name}")


@participants.command("copy")
@click.argument("email")
@act_as(Role.ADMIN)
def copy_command(email: str, as_email: str | None) -> None:
    """Print all that is stored about EMAIL, as JSON, for a person who asks for it."""
    here = site()
    with here.store.writing() as session:
        found = copy_of(session, email, actor=actor_of(session, as_email), now=here.clock())
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@participants.command("erase")
@click.argument("email")
@act_as(Role.ADMIN)
def erase_command(email: str, as_email: str | None) -> None:
    """Erase EMAIL from all lists; counts stay, answers cannot be told apart."""
    here = site()
    with here.store.reading() as session:
        actor = actor_of(session, as_email)
    erase(here, email, actor=actor)
    click.echo("erased")
