"""Send somebody their link again, without saying to anybody whether they are on a list.

A request is kept alike for every address, so neither the answer nor its time tells anything; the
worker looks afterwards whether somebody of this address is invited.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.orm import Session

from surveyapp.installation import Installation
from surveyapp.mail.mailing import to_invitations
from surveyapp.store.link_request import LinkRequest
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round, State

PAUSE = timedelta(hours=1)
_KEEP = text("INSERT INTO link_request (address_hash) VALUES (:hash) ON CONFLICT DO NOTHING")


def ask_for_link(connection: Connection, email: str, key: bytes) -> None:
    """Keep a request: the same statement for everybody."""
    connection.execute(_KEEP, {"hash": _hash(email.strip().lower(), key)})


def answer_requests(site: Installation) -> int:
    """Address a mail to everybody who asked and may have one; return how many mails."""
    key = site.keys.installation().address_key
    with site.store.writing() as session:
        asked = set(session.scalars(delete(LinkRequest).returning(LinkRequest.address_hash)))
        if not asked:
            return 0
        emails = session.scalars(select(Participant.email)).all()
        found = [email for email in emails if _hash(email, key) in asked]
        return sum(_resend(session, email, site.clock()) for email in sorted(found))


def _hash(email: str, key: bytes) -> bytes:
    return hmac.digest(key, b"link\0" + email.encode(), "sha256")


def _resend(session: Session, email: str, now: datetime) -> int:
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
            Participant.email == email,
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
