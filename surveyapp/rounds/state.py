"""Where a round stands, and what may be done there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store.guards import MOVES
from surveyapp.store.round import Round, State


class NoSuchRound(Refused):
    message = gettext_noop("There is no round {round}.")


class WrongState(Refused):
    message = gettext_noop("The round {round} is {state}; this needs a round that is {needed}.")


def find(session: Session, name: str) -> Round:
    """Return the round with this name; raise ``NoSuchRound``."""
    found = session.scalars(select(Round).where(Round.name == name)).first()
    if found is None:
        raise NoSuchRound(round=name)
    return found


def all_rounds(session: Session) -> list[Round]:
    """Return every round, the latest first."""
    return list(session.scalars(select(Round).order_by(Round.opens_at.desc(), Round.name)))


def require(round_: Round, *states: State) -> None:
    """Raise ``WrongState`` unless the round is in one of these states."""
    if State(round_.state) not in states:
        raise WrongState(round=round_.name, state=round_.state, needed=" / ".join(states))


def move(round_: Round, new: State) -> None:
    """Move a round to another state; raise ``WrongState`` where no such move exists."""
    before = [old for old, targets in MOVES.items() if new in targets]
    require(round_, *before)
    round_.state = new


def takes_answers(round_: Round, now: datetime) -> bool:
    """Return whether an answer would be accepted at this moment."""
    is_open = round_.state == State.OPEN and not round_.frozen
    return is_open and round_.opens_at <= now < round_.closes_at
