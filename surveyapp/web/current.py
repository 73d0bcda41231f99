"""What a view reaches for: the installation it runs in, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import abort, current_app
from flask_login import current_user
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.rounds import state
from surveyapp.store.account import Account
from surveyapp.store.round import Round

Result = TypeVar("Result")


def installation() -> Installation:
    """Return the installation that serves this request."""
    return cast(Installation, current_app.extensions["installation"])


def account() -> Account:
    """Return the signed-in account; only for views behind a role."""
    return cast(Account, current_user._get_current_object())


def actor() -> Actor:
    """Return the signed-in account as the audit log names it."""
    signed_in = account()
    return Actor(signed_in.email, signed_in.id)


def acting() -> dict[str, Any]:
    """Return who acts and when, as every verb wants to know."""
    return {"actor": actor(), "now": installation().clock()}


def on_round(name: str, verb: Callable[[Session, Round], Result]) -> Result:
    """Run a verb on a round in one transaction; answer 404 where there is no such round."""
    with installation().store.writing() as session:
        return verb(session, find_round(session, name))


def find_round(session: Session, name: str) -> Round:
    """Return a round, or answer that there is none."""
    try:
        return state.find(session, name)
    except state.NoSuchRound:
        abort(404)


def local(moment: datetime) -> datetime:
    """Read a moment that was typed without a zone as one of the installation's zone."""
    return moment.replace(tzinfo=installation().settings.zone)
