"""What all commands share: the installation, who acts, and how they end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache, wraps
from typing import Any, TypeVar

import click
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from analysis.faults import Faulty
from surveyapp import spoken
from surveyapp.accounts import people
from surveyapp.actor import Actor, operator
from surveyapp.installation import Installation, installed
from surveyapp.refusal import Refused
from surveyapp.settings import BadSetting, read_settings
from surveyapp.store import configurations
from surveyapp.store.account import Account, Role
from surveyapp.store.round import Round

Command = TypeVar("Command", bound=Callable[..., Any])


class Verb(click.Command):
    """A command that ends with status 1 and one clear line where something is refused."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refused, Faulty, BadSetting) as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except DBAPIError as error:  # its statement would fill the screen
            refused = f"The database refused: {error.args[0]}"
            said = refused if _is_ready() else "Run surveyapp init first: there is no database yet."
            click.echo(said, err=True)
            ctx.exit(1)


class Verbs(click.Group):
    """A group of such commands."""

    command_class = Verb
    group_class = type


@lru_cache(maxsize=1)
def site() -> Installation:
    """Return the installation that the environment describes."""
    return installed(read_settings())


def _is_ready() -> bool:
    """Return whether ``init`` has made the tables, as far as the database can be asked."""
    try:
        return inspect(site().store.engine).has_table(Account.__tablename__)
    except DBAPIError:
        return True


def refuse_unknown_group(session: Session, round_: Round, group: str | None) -> None:
    """Raise ``Refused`` if a group is named that the round has not."""
    known = configurations.load(session, round_.configuration_hash).parameters.group_ids
    if group is not None and group not in known:
        message = "{round} has no group {group}, but {known}"
        raise Refused(message, round=round_.name, group=group, known=", ".join(known))


def act_as(*roles: Role) -> Callable[[Command], Command]:
    """Add ``--as EMAIL``: in whose name the command acts; they hold one of these roles."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def checked(*args: Any, as_email: str | None, **kwargs: Any) -> Any:
            if as_email is not None:
                with site().store.reading() as session:
                    people.require_role(people.find(session, as_email), *roles)
            return command(*args, as_email=as_email, **kwargs)

        words = f"Act in this person's name ({' or '.join(roles)})."
        option = click.option("--as", "as_email", metavar="EMAIL", help=words)
        return option(checked)  # type: ignore[return-value]

    return decorate


def local(moment: datetime) -> str:
    """Return a moment as people read it, in the installation's time zone."""
    return f"{moment.astimezone(site().settings.zone):%Y-%m-%d %H:%M}"


def local_end(moment: datetime) -> str:
    """Return an end as people read it; midnight belongs to the day before."""
    zone = site().settings.zone
    if not spoken.is_midnight(moment, zone):
        return local(moment)
    return f"the end of {moment.astimezone(zone) - timedelta(microseconds=1):%Y-%m-%d}"


def actor_of(session: Session, email: str | None) -> Actor:
    """Return who acts: the named account, else the operator."""
    if email is None:
        return operator()
    account = people.find(session, email)
    return Actor(account.email, account.id)


def account_of(session: Session, email: str | None) -> Account:
    """Return the account that must be named for this."""
    if email is None:
        raise click.UsageError("this needs --as EMAIL: it is one person's act")
    return people.find(session, email)


def moment(text: str, *, end: bool = False) -> datetime:
    """Read a date or a time; a date alone is the day's beginning, or its end."""
    zone = site().settings.zone
    try:
        if len(text) <= len("2026-01-31"):
            day = date.fromisoformat(text) + timedelta(days=end)
            return datetime.combine(day, time(), zone)
        read = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no date such as 2026-01-31 or 2026-01-31T18:00"
        raise click.BadParameter(message) from None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def print_json(value: Any) -> None:
    """Print a result for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def on_terminal() -> bool:
    """Return whether somebody types what a command reads."""
    return sys.stdin.isatty()


def lines_of_input() -> list[str]:
    """Return the non-empty lines of standard input, asking for them on a terminal."""
    if on_terminal():
        click.echo("One a line, then Ctrl-D:", err=True)
    return [line.strip() for line in sys.stdin if line.strip()]
