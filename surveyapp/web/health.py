"""Liveness and readiness."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from surveyapp.web import access
from surveyapp.web.current import installation

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access.everyone
def healthz() -> ResponseReturnValue:
    with installation().store.reading() as session:
        session.execute(text("SELECT 1"))
    return jsonify(status="ok")
