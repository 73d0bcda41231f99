"""Erase a participant, or let one go from the mailings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.actor import SYSTEM, Actor
from surveyapp.installation import Installation
from surveyapp.mail.purge import purge
from surveyapp.participants.listing import list_leaf
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import audit
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation, Participant


class NoSuchParticipant(Refused):
    message = gettext_noop("Nobody with this address is on a list.")


def erase(site: Installation, email: str, *, actor: Actor) -> None:
    """Delete a person's row and mails. Invitations stay as counts of their cell, without a name."""
    with site.store.writing() as session:
        mails = _erase(session, email, site, actor)
    purge(site.settings, mails)


def _erase(session: Session, email: str, site: Installation, actor: Actor) -> list[UUID]:
    """Return the mails whose files are to be deleted as well."""
    query = select(Participant).where(Participant.email == email.strip().lower())
    person = session.scalars(query).first()
    if person is None:
        raise NoSuchParticipant
    invitations = session.scalars(
        select(Invitation).where(Invitation.participant_id == person.id)
    ).all()
    key = site.keys.installation().address_key
    for each in invitations:
        # what the list says of a person must be true when the row that proves it goes
        row = (each.cluster, each.group, each.organisation, each.frame)
        if list_leaf(key, person.email, *row) != each.list_leaf:
            raise Refused(gettext_noop("The list was changed by hand; run surveyapp doctor."))
        each.participant_id = None
    own = Mail.invitation_id.in_([each.id for each in invitations])
    mails = list(session.scalars(select(Mail.id).where(own)))
    session.execute(delete(Mail).where(own))
    session.flush()
    session.delete(person)
    audit.append(session, site.clock(), actor.name, "participants.erase", str(person.id))
    return mails


def unsubscribe(session: Session, participant_id: UUID, now: datetime) -> bool:
    """Send this person no more mails; return False if there is no such person."""
    person = session.get(Participant, participant_id)
    if person is None:
        return False
    if not person.unsubscribed:
        person.unsubscribed = True
        audit.append(session, now, SYSTEM.name, "participants.unsubscribe", str(participant_id))
    return True
