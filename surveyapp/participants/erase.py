"""Erase a participant, or let one go from the mailings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.actor import SYSTEM, Actor
from surveyapp.keys import KeyFolder
from surveyapp.participants.listing import list_leaf
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import audit
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation, Participant


class NoSuchParticipant(Refused):
    message = gettext_noop("Nobody with this address is on a list.")


def erase(session: Session, email: str, *, keys: KeyFolder, actor: Actor, now: datetime) -> None:
    """Delete a person's row. Invitations stay as counts of their cell, without a name."""
    query = select(Participant).where(Participant.email == email.strip().lower())
    person = session.scalars(query).first()
    if person is None:
        raise NoSuchParticipant
    invitations = session.scalars(
        select(Invitation).where(Invitation.participant_id == person.id)
    ).all()
    key = keys.installation().address_key
    for each in invitations:
        # what the list says of a person must be true when the row that proves it goes
        row = (each.cluster, each.group, each.organisation, each.frame)
        if list_leaf(key, person.email, *row) != each.list_leaf:
            raise Refused(gettext_noop("The list was changed by hand; run surveyapp doctor."))
        each.participant_id = None
    session.execute(delete(Mail).where(Mail.invitation_id.in_([i.id for i in invitations])))
    session.flush()
    session.delete(person)
    audit.append(session, now, actor.name, "participants.erase", str(person.id))


def unsubscribe(session: Session, participant_id: UUID, now: datetime) -> bool:
    """Send this person no more mails; return False if there is no such person."""
    person = session.get(Participant, participant_id)
    if person is None:
        return False
    if not person.unsubscribed:
        person.unsubscribed = True
        audit.append(session, now, SYSTEM.name, "participants.unsubscribe", str(participant_id))
    return True
