"""Liveness and readiness."""

from __future__ import annotations

import os
from collections.abc import Callable

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from surveyapp.installation import Installation
from surveyapp.store.round import Round, State
from surveyapp.web import access
from surveyapp.web.current import installation

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access.everyone
def healthz() -> ResponseReturnValue:
    """Answer while the process and its database do."""
    with installation().store.reading() as session:
        session.execute(text("SELECT 1"))
    return jsonify(status="ok")


@bp.get("/healthz/ready")
@access.everyone
def ready() -> ResponseReturnValue:
    """Answer 503 and what is wrong unless everything that answering needs is there."""
    site = installation()
    wrong = [name for name, is_well in CHECKS.items() if not is_well(site)]
    return jsonify(status="not ready" if wrong else "ok", wrong=wrong), 503 if wrong else 200


def _database(site: Installation) -> bool:
    from surveyapp.store import migrate

    try:
        with site.store.engine.connect() as connection:
            return migrate.is_current(connection)
    except SQLAlchemyError:
        return False


def _data(site: Installation) -> bool:
    return os.access(site.settings.data, os.R_OK | os.W_OK | os.X_OK)


def _keys(site: Installation) -> bool:
    """Every open round needs its key file, or answers to it are refused."""
    try:
        with site.store.reading() as session:
            names = session.scalars(select(Round.name).where(Round.state == State.OPEN)).all()
    except SQLAlchemyError:
        return False
    return all(site.keys.has_round_key(name) for name in names)


CHECKS: dict[str, Callable[[Installation], bool]] = {
    "database": _database,
    "data folder": _data,
    "key files": _keys,
}
