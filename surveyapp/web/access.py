"""Who may call a view. Every view carries exactly one of these words; a test walks all routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from surveyapp.accounts import people, tokens
from surveyapp.store.account import Role
from surveyapp.web.current import installation
from surveyapp.web.headers import STATIC
from surveyapp.web.session import is_recent

View = TypeVar("View", bound=Callable[..., Any])


def everyone(view: View) -> View:
    """A page without session: respondents, the public, machines."""
    view.access = "everyone"  # type: ignore[attr-defined]
    return view


def token(view: View) -> View:
    """A call of the API, with a token of somebody who is an evaluator now."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        _, _, given = request.headers.get("Authorization", "").partition("Bearer ")
        site = installation()
        with site.store.reading() as session:
            account = tokens.check_token(session, given.strip(), site.clock())
            if Role.EVALUATOR not in account.roles:
                abort(403)
        return view(*args, **kwargs)

    guarded.access = "token"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def anonymous(view: View) -> View:
    """A page with a session for people who are not signed in yet."""
    view.access = "anonymous"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """A page for everybody who is signed in, whatever their role."""
    return _guarded(view, "signed_in", None)


def signed_in_lately(view: View) -> View:
    """A page of one's own account that a session left open must not be enough for."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_user.is_authenticated and not is_recent(installation().clock()):
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return view(*args, **kwargs)

    return _guarded(guarded, "signed_in_lately", None)  # type: ignore[return-value]


def role(*roles: Role) -> Callable[[View], View]:
    """A page for the holders of one of these roles."""

    def decorate(view: View) -> View:
        return _guarded(view, " ".join(sorted(roles)), frozenset(roles))

    return decorate


admin = role(Role.ADMIN)
committee = role(Role.COMMITTEE)
keyholder = role(Role.KEYHOLDER)
coder = role(Role.CODER)
evaluator = role(Role.EVALUATOR)
cluster = role(Role.CLUSTER)
auditor = role(Role.AUDITOR)


def init_app(app: Flask) -> None:
    """Refuse to serve a view that does not say who may call it."""

    @app.before_request
    def closed_by_default() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and request.endpoint not in STATIC and not hasattr(view, "access"):
            abort(403)


def _guarded(view: View, word: str, roles: frozenset[Role] | None) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        if roles is not None and not people.may_act(current_user, roles):
            abort(403)
        return view(*args, **kwargs)

    guarded.access = word  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
