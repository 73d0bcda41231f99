"""Send somebody a link that signs in once, if there is such an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.mail.mailing import to_account
from surveyapp.store import audit
from surveyapp.store.account import Account
from surveyapp.store.mail import Mail, MailState


def ask_link(session: Session, email: str, now: datetime) -> None:
    """Queue a mail with a link; whoever asks learns nothing about whether there is an account.

    One mail waits at most, so that nobody's mailbox is filled by asking again and again. What is
    asked for unknown addresses is logged as well: the same is written, in the same time.
    """
    query = select(Account).where(Account.email == email.strip().lower())
    account = session.scalars(query).first()
    if account is None or account.disabled:
        audit.append(session, now, "stranger", "account.ask_link", "unknown")
        return
    if not _one_waits(session, account):
        to_account(session, "sign_in", account, now)
    audit.append(session, now, account.email, "account.ask_link", str(account.id))


def _one_waits(session: Session, account: Account) -> bool:
    waiting = select(Mail.id).where(
        Mail.account_id == account.id, Mail.kind == "sign_in", Mail.state == MailState.WAITING
    )
    return session.scalars(waiting).first() is not None
