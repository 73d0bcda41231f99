"""Send somebody their link again, without saying to anybody whether they are on a list."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.mail.mailing import to_invitations
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round, State

PAUSE = timedelta(hours=1)


def resend(session: Session, email: str, now: datetime) -> int:
    """Address the link of every open round to this person; return how many mails.

    A used invitation is left out. Whoever was sent the link within the last hour waits, so that
    nobody can fill somebody else's mailbox.
    """
    recent = (
        select(Mail.id)
        .where(Mail.invitation_id == Invitation.id, Mail.kind == "resend")
        .where((Mail.not_before > now - PAUSE) | (Mail.state == MailState.WAITING))
    )
    query = (
        select(Invitation)
        .join(Participant)
        .join(Round, Round.id == Invitation.round_id)
        .where(
            Participant.email == email.strip().lower(),
            Participant.unsubscribed.is_(False),
            Round.state == State.OPEN,
            Round.frozen.is_(False),
            Round.closes_at > now,
            Invitation.used.is_(False),
            ~recent.exists(),
        )
        .order_by(Invitation.id)
    )
    return to_invitations(session, "resend", session.scalars(query), now)
