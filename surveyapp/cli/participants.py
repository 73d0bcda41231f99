"""Participants."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
from sqlalchemy.orm import Session

from analysis.parameters import Parameters
from surveyapp.cli.common import Verbs, act_as, actor_of, site
from surveyapp.participants.caps import cap_breaches
from surveyapp.participants.copy import copy_of
from surveyapp.participants.erase import erase
from surveyapp.participants.importer import (
    add_participants,
    read_participants,
    unread_columns,
)
from surveyapp.participants.listing import cell_counts, few_invited
from surveyapp.participants.replace import replace_participants
from surveyapp.rounds import state
from surveyapp.rounds.overview import BEFORE_OPEN
from surveyapp.store import configurations
from surveyapp.store.account import Role
from surveyapp.store.round import Round


@click.group(cls=Verbs)
def participants() -> None:
    """People on the lists."""


@participants.command("import")
@click.argument("name", metavar="ROUND")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=FIELD")
@click.option("--replace", is_flag=True, help="Put FILE in the list's place, before the opening.")
@click.option("--dry-run", is_flag=True, help="Check the file and change nothing.")
@act_as(Role.ADMIN)
def import_command(
    name: str, file: Path, mapping: tuple[str, ...], replace: bool, dry_run: bool,
    as_email: str | None,
) -> None:  # fmt: skip
    """Put the people of FILE (CSV or XLSX) on the list of ROUND: all of them or none.

    \b
    Columns that must be there:
      email         one mail address
      cluster       id or name of a cluster of the parameters
      group         id or name of a stakeholder group
    Columns that may be there:
      firstname, lastname
      language      one of the instrument's, such as hi
      organisation  where the person works; caps and small cells count it
      frame         listed (chosen by the list's rule) or nominated

    --map COLUMN=FIELD reads a column with another name.
    """
    columns = _columns(mapping)
    here, content = site(), file.read_bytes()
    verb = replace_participants if replace else add_participants
    with here.store.writing() as session:
        found = state.find(session, name)
        configuration = configurations.load(session, found.configuration_hash)
        rows = read_participants(content, file.name, configuration, columns)
        actor = actor_of(session, as_email)
        verb(session, found, rows, keys=here.keys, actor=actor, now=here.clock())
        _warn(session, found, configuration.parameters)
        if dry_run:
            session.rollback()
    for column in unread_columns(content, file.name, columns):
        click.echo(f"column {column} is not read", err=True)
    for (cluster, group), count in sorted(Counter((r.cluster, r.group) for r in rows).items()):
        click.echo(f"{cluster:<20} {group:<20} {count:>6}")
    added = "put in the place of the list of" if replace else "added to"
    click.echo(f"{len(rows)} {'would be ' if dry_run else ''}{added} {name}")


def _columns(mapping: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in mapping]
    if not all(field for _, _, field in pairs):
        raise click.UsageError("--map takes COLUMN=FIELD")
    return {column: field for column, _, field in pairs}


def _warn(session: Session, round_: Round, parameters: Parameters) -> None:
    """Say what the list as it is now will keep from opening, or from a rank."""
    closed = "; the round will not open with this" if round_.state in BEFORE_OPEN else ""
    for breach in cap_breaches(session, round_):
        click.echo(f"warning: {breach}{closed}", err=True)
    for cluster, group, invited in few_invited(cell_counts(session, round_), parameters):
        least = parameters.minimums.invited
        click.echo(
            f"warning: {cluster} / {group}: {invited} invited, a rank needs {least}", err=True
        )


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
