"""Rounds: create, approve, open, close, cancel."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from analysis.configuration import read_configuration
from surveyapp.cli import common
from surveyapp.cli.common import (
    Verbs,
    account_of,
    act_as,
    actor_of,
    lines_of_input,
    local,
    local_end,
    moment,
    print_json,
    site,
)
from surveyapp.codes import show
from surveyapp.jobs import enqueue
from surveyapp.refusal import Refused
from surveyapp.rounds import approve, create, keyholders, state
from surveyapp.rounds.cancel import cancel
from surveyapp.rounds.close import close
from surveyapp.rounds.open import NotReady, open_round
from surveyapp.rounds.overview import BEFORE_OPEN
from surveyapp.rounds.standing import standing
from surveyapp.store.account import Role
from surveyapp.store.round import Round, State

FILE = click.Path(path_type=Path)


@click.group("round", cls=Verbs)
def round_() -> None:
    """Rounds of collecting answers."""


@round_.command("create")
@click.argument("name")
@click.option("--instrument", type=FILE, required=True)
@click.option("--parameters", type=FILE, required=True)
@click.option("--opens", required=True, help="Date, or date and time.")
@click.option("--closes", required=True, help="Date (its end), or date and time.")
@click.option("--rehearsal", is_flag=True, help="For trying out; every page says so.")
@act_as(Role.ADMIN)
def create_command(
    name: str, instrument: Path, parameters: Path, opens: str, closes: str, rehearsal: bool,
    as_email: str | None,
) -> None:  # fmt: skip
    """Create a round from files of an instrument and parameters."""
    here = site()
    configuration = read_configuration(instrument, parameters)
    with here.store.writing() as session:
        made = create.create(
            session, name, configuration, moment(opens), moment(closes, end=True),
            actor=actor_of(session, as_email), now=here.clock(), rehearsal=rehearsal,
        )  # fmt: skip
    click.echo(f"{made.name}: draft, configuration {made.configuration_hash}")


@round_.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_command(as_json: bool) -> None:
    """List the rounds."""
    here = site()
    with here.store.reading() as session:
        rounds = session.scalars(select(Round).order_by(Round.opens_at, Round.name)).all()
        stands = {
            r.name: f"  {standing(session, r, keys=here.keys)}"
            for r in rounds
            if r.state in BEFORE_OPEN
        }
    rows = [
        {"name": r.name, "state": r.state, "opens": r.opens_at.isoformat(),
         "closes": r.closes_at.isoformat()}
        for r in rounds
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for r in rounds:
        dates = f"{local(r.opens_at)} – {local_end(r.closes_at)}"
        click.echo(f"{r.name:<30} {r.state:<10} {dates}{stands.get(r.name, '')}")


@round_.command("approve")
@click.argument("name", metavar="ROUND")
@click.option("--list", "of_list", is_flag=True, help="Approve the list's counts.")
@act_as(Role.COMMITTEE)
def approve_command(name: str, of_list: bool, as_email: str | None) -> None:
    """Add one committee member's approval."""
    here = site()
    with here.store.writing() as session:
        found, account = state.find(session, name), account_of(session, as_email)
        actor, now = actor_of(session, as_email), here.clock()
        if of_list:
            key = here.keys.installation().address_key
            approve.approve_list(session, found, account, actor=actor, now=now, list_key=key)
        else:
            approve.approve_configuration(session, found, account, actor=actor, now=now)
        click.echo(f"{name}: {found.state}; {standing(session, found, keys=here.keys)}")


@round_.command("card")
@click.argument("name", metavar="ROUND")
@act_as(Role.KEYHOLDER)
def card_command(name: str, as_email: str | None) -> None:
    """Make a keyholder's new card and print it, this once."""
    here = site()
    with here.store.writing() as session:
        found, account = state.find(session, name), account_of(session, as_email)
        actor = actor_of(session, as_email)
        card = keyholders.make_card(session, found, account, actor=actor, now=here.clock())
    click.echo(show(card))


@round_.command("open")
@click.argument("name", metavar="ROUND")
@act_as(Role.ADMIN)
def open_command(name: str, as_email: str | None) -> None:
    """Open an approved round."""
    here = site()
    with here.store.writing() as session:
        found = state.find(session, name)
        actor = actor_of(session, as_email)
        stands = standing(session, found, keys=here.keys)
        try:
            open_round(session, found, keys=here.keys, actor=actor, now=here.clock())
        except (NotReady, state.WrongState) as error:
            if found.state not in BEFORE_OPEN:
                raise
            raise Refused("{why} ({stands})", why=error, stands=stands) from None
    enqueue(here.settings, "mail.sweep")
    click.echo(f"{name}: open; key file {here.keys.path / name}.key (keep a copy elsewhere)")


@round_.command("extend")
@click.argument("name", metavar="ROUND")
@click.option("--closes", required=True)
@click.option("--why", required=True)
@act_as(Role.ADMIN)
def extend_command(name: str, closes: str, why: str, as_email: str | None) -> None:
    """Let a round end later."""
    here = site()
    with here.store.writing() as session:
        found = state.find(session, name)
        actor, until = actor_of(session, as_email), moment(closes, end=True)
        create.extend(session, found, until, why, actor=actor, now=here.clock())
    click.echo(f"{name}: until {local_end(until)}")


@round_.command("close")
@click.argument("name", metavar="ROUND")
@click.option("--early", is_flag=True, help="End a round before its date without being asked.")
@act_as(Role.KEYHOLDER)
def close_command(name: str, early: bool, as_email: str | None) -> None:
    """Close a round with cards from standard input, one a line, and those deposited."""
    here = site()
    with here.store.reading() as session:
        found = state.find(session, name)
        if found.cleaned and found.state in (State.CLOSED, State.RELEASED):
            click.echo(f"{name}: is closed already; nothing was done")
            return
        if keyholders.is_early(found, here.clock()) and not early:
            _ask_to_end(name, local_end(found.closes_at))
        actor = actor_of(session, as_email)
        asks = found.state == State.OPEN and keyholders.cards_missing(session, found) > 0
    close(here, name, lines_of_input() if asks else [], actor=actor)
    click.echo(f"{name}: {_state(name)}")


@round_.command("cancel")
@click.argument("name", metavar="ROUND")
@click.option("--why", required=True)
@act_as(Role.ADMIN)
def cancel_command(name: str, why: str, as_email: str | None) -> None:
    """Cancel a round before its close; its answers can then never be read."""
    here = site()
    with here.store.reading() as session:
        actor = actor_of(session, as_email)
    cancel(here, name, why, actor=actor)
    click.echo(f"{name}: {_state(name)}")


def _ask_to_end(name: str, end: str) -> None:
    """Let whoever types confirm that a round ends before its date; tell all others."""
    if common.on_terminal():
        click.confirm(f"{name} takes answers until {end}. End it now?", abort=True, err=True)
    else:
        click.echo(f"{name} took answers until {end}; it ends now", err=True)


def _state(name: str) -> str:
    with site().store.reading() as session:
        return state.find(session, name).state
