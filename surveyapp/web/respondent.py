"""The respondent's pages: code, questionnaire, thanks. No session, no cookie, nothing logged."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from surveyapp.web import access

bp = Blueprint("respondent", __name__)


@bp.get("/i")
@access.everyone
def start() -> ResponseReturnValue:
    return render_template("respondent/start.html")
