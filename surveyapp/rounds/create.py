"""Create a round, change its draft, extend it."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import require
from surveyapp.store import audit, configurations
from surveyapp.store.round import Round, State

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]")


class BadRound(Refused):
    """A round cannot be created like this."""


def create(
    session: Session,
    name: str,
    configuration: Configuration,
    opens_at: datetime,
    closes_at: datetime,
    *,
    actor: Actor,
    now: datetime,
    rehearsal: bool = False,
) -> Round:
    """Create a round in state draft."""
    if not NAME.fullmatch(name):
        raise BadRound(
            gettext_noop("{name} is no name for a round: use small letters, digits and hyphens."),
            name=name,
        )
    if session.scalars(select(Round.id).where(Round.name == name)).first():
        raise BadRound(gettext_noop("There is a round {name} already."), name=name)
    _check_dates(opens_at, closes_at, now)
    round_ = Round(
        name=name,
        opens_at=opens_at,
        closes_at=closes_at,
        configuration_hash=configurations.keep(session, configuration, actor.account_id),
        rehearsal=rehearsal,
    )
    session.add(round_)
    session.flush()
    audit.append(
        session, now, actor.name, "round.create", name,
        configuration=configuration.hash, opens=opens_at.isoformat(), closes=closes_at.isoformat(),
    )  # fmt: skip
    return round_


def configure(
    session: Session, round_: Round, configuration: Configuration, *, actor: Actor, now: datetime
) -> None:
    """Give a draft another configuration."""
    require(round_, State.DRAFT)
    round_.configuration_hash = configurations.keep(session, configuration, actor.account_id)
    session.expire(round_, ["configuration"])
    audit.append(
        session, now, actor.name, "round.configure", round_.name, configuration=configuration.hash
    )


def extend(
    session: Session, round_: Round, closes_at: datetime, why: str, *, actor: Actor, now: datetime
) -> None:
    """Let a round end later; an extension is a deviation from the plan and needs a reason."""
    require(round_, State.DRAFT, State.APPROVED, State.OPEN)
    if round_.frozen:
        raise BadRound(gettext_noop("The round {name} is being closed."), name=round_.name)
    if closes_at <= round_.closes_at:
        raise BadRound(gettext_noop("An extension must end after {end}."), end=round_.closes_at)
    if not why.strip():
        raise BadRound(gettext_noop("Say why the round is extended; the report prints it."))
    audit.append(
        session, now, actor.name, "round.extend", round_.name,
        before=round_.closes_at.isoformat(), after=closes_at.isoformat(), why=why,
    )  # fmt: skip
    round_.closes_at = closes_at


def _check_dates(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if closes_at <= opens_at:
        raise BadRound(gettext_noop("The round must end after it begins."))
    if closes_at <= now:
        raise BadRound(gettext_noop("The end of the round lies in the past."))
