"""Send invitations and reminders."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

from sqlalchemy import Exists, Select, exists, func, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.mail.mailing import to_invitations
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import require
from surveyapp.store import audit, configurations
from surveyapp.store.audit import AuditEntry
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round, State

GONE_OUT = (MailState.WAITING, MailState.SENDING, MailState.SENT, MailState.IN_DOUBT)


class NobodyToMail(Refused):
    message = gettext_noop("There is nobody in {round} to send this to.")


class MailWaits(Refused):
    message = gettext_noop("Mails of {round} still wait to be sent; remind people later.")


def send_invitations(
    session: Session, round_: Round, *, only: str | None = None, actor: Actor, now: datetime
) -> int:
    """Address an invitation to everybody who has none yet; return how many."""
    require(round_, State.OPEN)
    query = _reachable(round_, only).where(~_has_mail("invitation"))
    return _send(session, round_, "invitation", query, only, actor, now)


def send_reminders(
    session: Session, round_: Round, *, only: str | None = None, actor: Actor, now: datetime
) -> int:
    """Address a reminder to everybody whose invitation went out and is not used."""
    require(round_, State.OPEN)
    waiting = session.scalar(
        select(func.count()).where(Mail.round_id == round_.id, Mail.state == MailState.WAITING)
    )
    if waiting:
        raise MailWaits(round=round_.name)
    query = _reachable(round_, only).where(_has_mail("invitation"), Invitation.used.is_(False))
    return _send(session, round_, "reminder", query, only, actor, now)


def reminders_sent(session: Session, round_: Round) -> int:
    """Return how many reminders every group has had, by the audit log."""
    query = select(AuditEntry.details).where(
        AuditEntry.subject == round_.name, AuditEntry.verb == "mail.reminder"
    )
    sent = Counter(json.loads(details).get("group") for details in session.scalars(query))
    parameters = configurations.load(session, round_.configuration_hash).parameters
    return sent[None] + min(sent[group] for group in parameters.group_ids)


def _reachable(round_: Round, only: str | None) -> Select[Invitation]:
    query = (
        select(Invitation)
        .join(Participant)
        .where(
            Invitation.round_id == round_.id,
            Participant.unsubscribed.is_(False),
            Participant.undeliverable.is_(False),
        )
        .order_by(Invitation.id)
    )
    return query.where(Invitation.group == only) if only else query


def _has_mail(kind: str) -> Exists:
    return exists().where(
        Mail.invitation_id == Invitation.id, Mail.kind == kind, Mail.state.in_(GONE_OUT)
    )


def _send(
    session: Session, round_: Round, kind: str, query: Select[Invitation],
    only: str | None, actor: Actor, now: datetime,
) -> int:  # fmt: skip
    count = to_invitations(session, kind, session.scalars(query), now)
    if not count:
        raise NobodyToMail(round=round_.name)
    details = {"group": only} if only else {}
    # how many reminders go out is how many have not answered; that moves in steps elsewhere
    shown = count if kind == "invitation" else count // 5 * 5
    audit.append(session, now, actor.name, f"mail.{kind}", round_.name, count=shown, **details)
    return count
