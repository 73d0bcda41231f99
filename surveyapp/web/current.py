"""What a view reaches for: the installation it runs in, and who is signed in."""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask_login import current_user

from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.store.account import Account


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
