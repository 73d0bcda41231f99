"""Put mails into the table, in the transaction of the verb that wants them sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.store.account import Account, Grant, Role
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round


def to_accounts(
    session: Session, kind: str, round_: Round | None, roles: Iterable[Role], now: datetime
) -> None:
    """Address a mail to everybody who holds one of the roles."""
    holders = select(Grant.account_id).where(Grant.role.in_(sorted(roles)))
    query = select(Account.id).where(Account.id.in_(holders), Account.disabled.is_(False))
    for identity in sorted(session.scalars(query)):
        round_id = round_.id if round_ else None
        session.add(Mail(kind=kind, round_id=round_id, account_id=identity, not_before=now))


def to_account(session: Session, kind: str, account: Account, now: datetime) -> None:
    """Address a mail to one account."""
    session.add(Mail(kind=kind, account_id=account.id, not_before=now))


def to_invitations(
    session: Session, kind: str, invitations: Iterable[Invitation], now: datetime
) -> int:
    """Address a mail to the participant of each invitation; return how many."""
    mails = [
        Mail(kind=kind, round_id=each.round_id, invitation_id=each.id, not_before=now)
        for each in invitations
    ]
    session.add_all(mails)
    return len(mails)
