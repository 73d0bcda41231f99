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
from surveyapp.store import audit, links
from surveyapp.store.account import Account, SignInLink
from surveyapp.words import PRODUCT

SHORTEST_PASSWORD = 10


class WrongPassword(Refused):
    message = gettext_noop("Address, password or one-time code is wrong.")


class WrongOneTimeCode(Refused):
    message = gettext_noop("The app shows another code. Check the time of your device, try again.")


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


def check_password(
    session: Session, email: str, password: str, one_time_code: str, now: datetime
) -> Account:
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
    require_one_time_code(account, one_time_code, now)
    return account


def check_link(session: Session, token: str, one_time_code: str, now: datetime) -> Account:
    """Use a link up and return its account; who has an app for one-time codes needs it here too.

    Raises
    ------
    links.BadLink, WrongPassword
        The caller's transaction is rolled back, so that the link stays good.
    """
    account = links.use_link(session, token, now)
    require_one_time_code(account, one_time_code, now)
    return account


def note(session: Session, account: Account, how: str, now: datetime) -> None:
    """Write into the audit log that somebody signed in, and how."""
    audit.append(session, now, account.email, "account.sign_in", str(account.id), how=how)


def require_one_time_code(account: Account, one_time_code: str, now: datetime) -> None:
    """Raise ``WrongPassword`` unless the account's app shows this code (no app: nothing to do)."""
    if account.totp_secret is None:
        return
    if not pyotp.TOTP(account.totp_secret).verify(
        one_time_code.strip(), for_time=now, valid_window=1
    ):
        raise WrongPassword


def new_secret() -> str:
    """Return a secret for an app that shows one-time codes; it is kept only once confirmed."""
    return pyotp.random_base32()


def app_link(account: Account, secret: str) -> str:
    """Return the address from which an app takes a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=PRODUCT)


def confirm_totp(
    session: Session, account: Account, secret: str, code: str, *, actor: Actor, now: datetime
) -> None:
    """Keep a secret once the app has shown a right code for it."""
    if not pyotp.TOTP(secret).verify(code.strip(), for_time=now, valid_window=1):
        raise WrongOneTimeCode
    account.totp_secret = secret
    audit.append(session, now, actor.name, "account.totp", str(account.id))


def drop_totp(session: Session, account: Account, *, actor: Actor, now: datetime) -> None:
    """Sign in without one-time codes again: by the account's owner, or where a phone is lost."""
    account.totp_secret = None
    audit.append(session, now, actor.name, "account.totp_drop", str(account.id))


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
