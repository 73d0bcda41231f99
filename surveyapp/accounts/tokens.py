"""API tokens: shown once, kept as hashes, good until they expire or are withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import audit
from surveyapp.store.account import Account, ApiToken

LONGEST = timedelta(days=366)


class BadToken(Refused):
    message = gettext_noop("This token is unknown, withdrawn or too old.")


class TokenExists(Refused):
    message = gettext_noop("You have a token {name} already; withdraw it first.")


def make_token(
    session: Session, account: Account, name: str, lasts: timedelta, *, actor: Actor, now: datetime
) -> str:
    """Return a new token of an account; only its hash is kept."""
    name = name.strip()
    if session.scalars(_of(account).where(ApiToken.name == name)).first():
        raise TokenExists(name=name)
    token = secrets.token_urlsafe(32)
    expires = now + min(lasts, LONGEST)
    session.add(
        ApiToken(token_hash=_hash(token), account_id=account.id, name=name, expires=expires)
    )
    audit.append(session, now, actor.name, "account.token", str(account.id), token=name)
    return token


def tokens_of(session: Session, account: Account) -> list[ApiToken]:
    """Return an account's tokens by name."""
    return list(session.scalars(_of(account).order_by(ApiToken.name)))


def withdraw_token(
    session: Session, account: Account, name: str, *, actor: Actor, now: datetime
) -> None:
    """Make a token worthless."""
    session.execute(
        delete(ApiToken).where(ApiToken.account_id == account.id, ApiToken.name == name)
    )
    audit.append(session, now, actor.name, "account.token_withdraw", str(account.id), token=name)


def check_token(session: Session, token: str, now: datetime) -> Account:
    """Return the account of a token; raise ``BadToken``."""
    found = session.get(ApiToken, _hash(token))
    if found is None or found.expires <= now or found.account.disabled:
        raise BadToken
    return found.account


def _of(account: Account) -> Select[ApiToken]:
    return select(ApiToken).where(ApiToken.account_id == account.id)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
