"""All blueprints, in one list."""

from __future__ import annotations

from flask import Flask

from surveyapp.web import (
    account,
    api,
    areas,
    assets,
    audit,
    audit_words,
    close,
    cluster,
    coding,
    committee,
    converters,
    evaluate,
    health,
    metrics,
    outbox,
    passkeys,
    preview,
    public,
    respondent,
    wording,
)
from surveyapp.web.admin import accounts, mails, participants, rounds

MODULES = (
    respondent, public, assets, health, account, passkeys, rounds, participants, mails, accounts,
    committee, close, preview, evaluate, coding, cluster, audit, api, metrics,
)  # fmt: skip


def register_routes(app: Flask) -> None:
    """Register every page."""
    converters.init_app(app)
    for module in MODULES:
        app.register_blueprint(module.bp)
    assets.init_app(app)
    respondent.init_app(app)
    public.init_app(app)
    areas.init_app(app)
    outbox.init_app(app)
    wording.init_app(app)
    audit_words.init_app(app)
