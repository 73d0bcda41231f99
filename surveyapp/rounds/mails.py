"""What became of a round's mails, and sending again what a person decides to send again.

Reminders, and links sent again on request, go only to people who have not answered. Their numbers
move in steps, and their recipients are shown to nobody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.progress import in_steps
from surveyapp.store import audit
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.round import Round

TELLING = frozenset({"reminder", "resend"})
TROUBLED = (MailState.IN_DOUBT, MailState.FAILED)


class NotInTrouble(Refused):
    message = gettext_noop("This mail is neither in doubt nor refused; it is not sent again.")


@dataclass(frozen=True)
class TroubledMail:
    """A mail that a person must decide on; the recipient is named where that tells nothing."""

    id: UUID
    kind: str
    state: str
    problem: str
    recipient: str | None


def mail_counts(session: Session, round_: Round) -> dict[str, dict[str, int]]:
    """Return kind → state → number of mails (of telling kinds: at least so many)."""
    rows = session.execute(
        select(Mail.kind, Mail.state, func.count())
        .where(Mail.round_id == round_.id)
        .group_by(Mail.kind, Mail.state)
    )
    counts: dict[str, Counter[str]] = {}
    for kind, state, count in rows:
        shown = in_steps(count) if kind in TELLING else count
        counts.setdefault(kind, Counter())[state] = shown
    return {kind: dict(counts[kind]) for kind in sorted(counts)}


def troubled_mails(session: Session, round_: Round) -> list[TroubledMail]:
    """Return the mails in doubt or refused, in doubt first."""
    query = (
        select(Mail)
        .where(Mail.round_id == round_.id, Mail.state.in_(TROUBLED))
        .order_by(Mail.state.desc(), Mail.kind, Mail.id)
    )
    return [
        TroubledMail(mail.id, mail.kind, mail.state, _problem(mail), _recipient(mail))
        for mail in session.scalars(query)
    ]


def send_again(session: Session, mail_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Let a mail in doubt, or a refused one, wait to be sent; its Message-ID stays the same."""
    mail = session.get(Mail, mail_id)
    if mail is None or mail.state not in TROUBLED:
        raise NotInTrouble
    mail.state, mail.attempts, mail.problem, mail.not_before = MailState.WAITING, 0, "", now
    audit.append(session, now, actor.name, "mail.again", _subject(session, mail), kind=mail.kind)


def _subject(session: Session, mail: Mail) -> str:
    """Return what the log names: never a mail that tells, for the log outlives the mails."""
    if mail.kind in TELLING:
        return session.get_one(Round, mail.round_id).name
    return str(mail.id)


def _recipient(mail: Mail) -> str | None:
    if mail.account is not None:
        return mail.account.email
    if mail.kind in TELLING or mail.invitation is None or mail.invitation.participant is None:
        return None
    return mail.invitation.participant.email


def _problem(mail: Mail) -> str:
    """Return what the server said; it may have quoted the address, which a reminder must not."""
    return "" if mail.kind in TELLING else mail.problem
