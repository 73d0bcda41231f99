"""Sign-in links: made for a mail or a terminal, used once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store.account import Account, SignInLink

LINK_LASTS = timedelta(days=7)


class BadLink(Refused):
    message = gettext_noop("This link is used up or too old. Ask for a new one.")


def make_link(session: Session, account: Account, now: datetime) -> str:
    """Return the token of a new link; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    session.add(
        SignInLink(token_hash=_hash(token), account_id=account.id, expires=now + LINK_LASTS)
    )
    return token


def use_link(session: Session, token: str, now: datetime) -> Account:
    """Return the account of a link and use the link up; raise ``BadLink``."""
    link = session.get(SignInLink, _hash(token))
    if link is None or link.expires <= now or link.account.disabled:
        raise BadLink
    session.execute(delete(SignInLink).where(SignInLink.token_hash == link.token_hash))
    return link.account


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
