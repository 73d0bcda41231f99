"""Signing in: links that work once, passwords, and one-time codes from an app."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import audit
from surveyapp.store.account import Account, SignInLink

SHORTEST_PASSWORD = 10


class WrongPassword(Refused):
    message = gettext_noop("Address, password or one-time code is wrong.")


class WeakPassword(Refused):
    message = gettext_noop("A password needs at least {length} characters.")


@cache
def _hasher() -> PasswordHasher:
    # OWASP's parameters for argon2id
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def set_password(
    session: Session, account: Account, password: str, *, actor: Actor, now: datetime
) -> None:
    """Set a password; sessions and links from before are void."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(length=SHORTEST_PASSWORD)
    account.password_hash = _hasher().hash(password)
    account.generation += 1
    session.execute(delete(SignInLink).where(SignInLink.account_id == account.id))
    audit.append(session, now, actor.name, "account.password", str(account.id))


def check_password(session: Session, email: str, password: str, one_time_code: str) -> Account:
    """Return the account; raise ``WrongPassword`` after the same work in every case."""
    query = select(Account).where(Account.email == email.strip().lower())
    account = session.scalars(query).first()
    known = account.password_hash if account and account.password_hash else _nobodys_hash()
    try:
        _hasher().verify(known, password)
    except VerificationError:
        raise WrongPassword from None
    if account is None or account.disabled or not account.password_hash:
        raise WrongPassword
    if account.totp_secret and not _totp(account).verify(one_time_code.strip(), valid_window=1):
        raise WrongPassword
    return account


def start_totp(account: Account) -> tuple[str, str]:
    """Return a new secret and the address that an authenticator app reads; nothing is kept."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name="survey")


def confirm_totp(
    session: Session, account: Account, secret: str, code: str, *, actor: Actor, now: datetime
) -> None:
    """Keep a secret once the app has shown a right code for it."""
    if not pyotp.TOTP(secret).verify(code.strip(), valid_window=1):
        raise WrongPassword
    account.totp_secret = secret
    audit.append(session, now, actor.name, "account.totp", str(account.id))


def _totp(account: Account) -> pyotp.TOTP:
    return pyotp.TOTP(account.totp_secret or "")


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
