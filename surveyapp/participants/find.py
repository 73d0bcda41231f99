"""Find people on the list of a round. Whether somebody has answered is never part of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One person on the list."""

    email: str
    name: str
    language: str
    cluster: str
    group: str
    organisation: str
    frame: str
    unsubscribed: bool
    undeliverable: bool


def find_people(
    session: Session, round_: Round, words: str = "", page: int = 1
) -> tuple[list[Listed], int]:
    """Return one page of the people whose address, name or organisation holds the words.

    The second value is how many there are in all.
    """
    query = _matching(round_, words.strip())
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(
        query.order_by(Participant.email).limit(PAGE).offset((max(page, 1) - 1) * PAGE)
    )
    return [_listed(person, invitation) for person, invitation in rows], total


def count_unreachable(session: Session, round_: Round) -> dict[str, int]:
    """Return how many do not want mails, and to how many no mail gets through."""
    base = (
        select(func.count())
        .select_from(Invitation)
        .join(Participant)
        .where(Invitation.round_id == round_.id)
    )
    return {
        "unsubscribed": session.scalar(base.where(Participant.unsubscribed)) or 0,
        "undeliverable": session.scalar(base.where(Participant.undeliverable)) or 0,
    }


def _matching(round_: Round, words: str) -> Select[Participant, Invitation]:
    query = (
        select(Participant, Invitation)
        .join(Invitation, Invitation.participant_id == Participant.id)
        .where(Invitation.round_id == round_.id)
    )
    for word in words.split()[:5]:
        columns = (
            Participant.email, Participant.firstname, Participant.lastname,
            Invitation.organisation,
        )  # fmt: skip
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return query


def _listed(person: Participant, invitation: Invitation) -> Listed:
    return Listed(
        email=person.email,
        name=f"{person.firstname} {person.lastname}".strip(),
        language=person.language,
        cluster=invitation.cluster,
        group=invitation.group,
        organisation=invitation.organisation,
        frame=invitation.frame,
        unsubscribed=person.unsubscribed,
        undeliverable=person.undeliverable,
    )
