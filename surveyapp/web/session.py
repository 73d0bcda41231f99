"""Sessions for people who sign in, and none at all for respondents.

A cookie, or a ``Vary: Cookie``, on a respondent's page would tie answers to a browser. So the
session is opened by path, and everything outside the signed-in areas gets an empty one that is
never saved.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_babel import lazy_gettext
from flask_login import LoginManager, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from surveyapp.store.account import Account
from surveyapp.web.current import installation

SIGNED_IN_AREAS = frozenset(
    {"account", "admin", "committee", "close", "coding", "evaluate", "cluster", "audit"}
)

LASTS_UNUSED = timedelta(hours=12)
LATELY = timedelta(minutes=30)


def has_session(path: str) -> bool:
    """Return whether a path belongs to a signed-in area."""
    return path.split("/", 2)[1] in SIGNED_IN_AREAS


class SignedInSessions(SecureCookieSessionInterface):
    """Flask's own sessions, in the signed-in areas only."""

    def open_session(self, app: Flask, incoming: Request) -> SecureCookieSession | None:
        if not has_session(incoming.path):
            return SecureCookieSession()
        return super().open_session(app, incoming)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if has_session(request.path):
            super().save_session(app, session, response)


def enter(account: Account, now: datetime) -> None:
    """Sign an account in, in a session that holds nothing from before."""
    session.clear()
    session.permanent = True
    session["since"] = int(now.timestamp())
    login_user(account)
    session.pop("_id", None)  # a hash of address and browser, which nobody needs


def is_recent(now: datetime) -> bool:
    """Return whether whoever is signed in proved not long ago who they are."""
    since = int(session.get("since", 0))
    return now.timestamp() - since < LATELY.total_seconds()


def leave() -> None:
    """Sign out."""
    logout_user()
    session.clear()


def init_app(app: Flask) -> None:
    """Give the application its sessions, sign-in and protection against forged requests."""
    app.session_interface = SignedInSessions()
    app.permanent_session_lifetime = LASTS_UNUSED
    CSRFProtect(app)
    manager = LoginManager(app)
    manager.login_view = "account.sign_in_page"
    manager.login_message = lazy_gettext("Please sign in first.")
    manager.session_protection = None  # it would keep a hash of the address in the session

    def load(stored: str) -> Account | None:
        identity, _, generation = stored.partition(":")
        with installation().store.reading() as reading:
            account = reading.get(Account, UUID(identity))
            if account is None or account.disabled or str(account.generation) != generation:
                return None
            _ = account.grants
            return account

    manager.user_loader(load)
