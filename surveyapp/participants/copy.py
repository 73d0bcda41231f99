"""A copy of what is stored about a person, for the person who asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.participants.erase import NoSuchParticipant
from surveyapp.store import audit
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round


def copy_of(session: Session, email: str, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what the identity side knows of a person.

    Whether an invitation was used is left out: whoever makes the copy must not learn it. The
    person sees it at /i with their own code. Answers cannot be told to be anybody's.

    Raises
    ------
    NoSuchParticipant
    """
    query = select(Participant).where(Participant.email == email.strip().lower())
    person = session.scalars(query).first()
    if person is None:
        raise NoSuchParticipant
    invitations = session.execute(
        select(Invitation, Round.name)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.participant_id == person.id)
        .order_by(Round.opens_at)
    ).all()
    audit.append(session, now, actor.name, "participants.copy", str(person.id))
    return {
        "email": person.email,
        "firstname": person.firstname,
        "lastname": person.lastname,
        "language": person.language,
        "unsubscribed": person.unsubscribed,
        "undeliverable": person.undeliverable,
        "invitations": [_invitation(session, own, name) for own, name in invitations],
    }


def _invitation(session: Session, own: Invitation, name: str) -> dict[str, Any]:
    mails = session.execute(
        select(Mail.kind, Mail.state).where(Mail.invitation_id == own.id).order_by(Mail.kind)
    )
    return {
        "round": name,
        "cluster": own.cluster,
        "group": own.group,
        "organisation": own.organisation,
        "frame": own.frame,
        # a reminder tells that nobody had answered by then
        "mails": [state for kind, state in mails if kind == "invitation"],
    }
