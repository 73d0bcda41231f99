"""Sessions for people who sign in, and none at all for respondents.

A cookie, or a ``Vary: Cookie``, on a respondent's page would tie answers to a browser. So the
session is opened by path, and everything outside the signed-in areas gets an empty one that is
never saved.
"""

from __future__ import annotations

from uuid import UUID

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from surveyapp.store.account import Account
from surveyapp.web.current import installation

SIGNED_IN_AREAS = frozenset(
    {"account", "admin", "committee", "close", "coding", "evaluate", "cluster", "audit"}
)


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


def init_app(app: Flask) -> None:
    """Give the application its sessions, sign-in and protection against forged requests."""
    app.session_interface = SignedInSessions()
    CSRFProtect(app)
    manager = LoginManager(app)
    manager.login_view = "account.sign_in"
    manager.session_protection = None  # it would keep a hash of the address in the session

    def load(stored: str) -> Account | None:
        identity, _, generation = stored.partition(":")
        with installation().store.reading() as session:
            account = session.get(Account, UUID(identity))
            if account is None or account.disabled or str(account.generation) != generation:
                return None
            _ = account.grants
            return account

    manager.user_loader(load)
