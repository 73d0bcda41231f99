"""Replace the list of a round that is not open yet: whoever is not on the new one goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.keys import KeyFolder
from surveyapp.participants.importer import Row, add_participants
from surveyapp.rounds.state import require
from surveyapp.store import audit
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round, State

AT_ONCE = 500


def replace_participants(
    session: Session, round_: Round, rows: list[Row], *, keys: KeyFolder, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """Put rows in the place of a round's list; return how many people were on it.

    Raises
    ------
    WrongState
        Once the round is open: codes are out, and nobody goes any more.
    """
    require(round_, State.DRAFT, State.APPROVED)
    of_round = Invitation.round_id == round_.id
    former = list(session.scalars(select(Invitation.participant_id).where(of_round)))
    session.execute(delete(Invitation).where(of_round))
    audit.append(session, now, actor.name, "participants.replace", round_.name, removed=len(former))
    add_participants(session, round_, rows, keys=keys, actor=actor, now=now)
    _forget(session, [person for person in former if person is not None])
    return len(former)


def _forget(session: Session, people: list[UUID]) -> None:
    """Delete who is on no list any more, unless we must remember not to write to them."""
    listed = select(Invitation.id).where(Invitation.participant_id == Participant.id).exists()
    for at in range(0, len(people), AT_ONCE):
        session.execute(
            delete(Participant).where(
                Participant.id.in_(people[at : at + AT_ONCE]),
                ~listed,
                Participant.unsubscribed.is_(False),
                Participant.undeliverable.is_(False),
            )
        )
