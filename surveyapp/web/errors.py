"""Errors become pages: the one place that knows status codes and wording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from analysis.faults import Faulty
from surveyapp import sealing
from surveyapp.accounts.tokens import BadToken
from surveyapp.logs import log
from surveyapp.refusal import Refused, Remark, gettext_noop
from surveyapp.rounds import submit
from surveyapp.rounds.releases import NoSuchRelease
from surveyapp.web.dates import long_end
from surveyapp.web.limits import TooManyTries, TooManyWrongCodes
from surveyapp.web.session import has_session

STATUS: dict[type[Exception], int] = {
    submit.UnknownCode: 404,
    submit.InvitationUsed: 410,
    submit.NotOpen: 403,
    submit.CannotKeep: 503,
    sealing.TooLarge: 413,
    TooManyWrongCodes: 429,
    TooManyTries: 429,
    BadToken: 401,
    NoSuchRelease: 404,
    Refused: 409,
    Faulty: 422,
}

WORDS = {
    400: (gettext_noop("This did not arrive as we expected"),
          gettext_noop("Please go back and try again.")),
    403: (gettext_noop("This page is not open to you"),
          gettext_noop("Your account may not see this page. Ask an administrator.")),
    404: (gettext_noop("There is no such page"),
          gettext_noop("Check the address, or start again from the first page.")),
    405: (gettext_noop("That is not how this page works"),
          gettext_noop("Please go back and use the form on the page.")),
    413: (gettext_noop("That was too much at once"),
          gettext_noop("What you sent is too large. Please shorten it and try again.")),
    429: (gettext_noop("Too many tries"),
          gettext_noop("Please wait a few minutes and try again.")),
    500: (gettext_noop("Something went wrong here"),
          gettext_noop("It is our fault, not yours. Nothing was changed; please try again.")),
    503: (gettext_noop("Not possible at the moment"),
          gettext_noop("Please try again in a few minutes.")),
}  # fmt: skip


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error of ours."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def translated(refusal: Refused | Remark) -> str:
    """Return what a refusal or a remark says, in the language of the request."""
    values = {key: _shown(value) for key, value in refusal.values.items()}
    return str(gettext(refusal.message).format(**values))


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return long_end(value)  # verbs name moments only as ends
    return gettext(value) if isinstance(value, str) and value else value


def init_app(app: Flask) -> None:
    """Answer every error with a page that says what to do, and log no more than its kind."""

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        return _page(status_of(error), message=translated(error))

    @app.errorhandler(Faulty)
    def faulty(error: Faulty) -> Any:
        return _page(422, faults=error.faults)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Any:
        return _page(400, message=gettext("This page has been open too long. Please try again."))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _page(error.code)

    @app.errorhandler(DBAPIError)
    def database(error: DBAPIError) -> Any:
        note(error)
        return _page(503)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        note(error)
        return _page(500)


def note(error: Exception) -> None:
    """Log the kind of an error that nobody expected, and nothing that it says."""
    log.error("unexpected error", kind=type(error).__name__, endpoint=request.endpoint)


def _page(status: int, **values: Any) -> Any:
    title, message = WORDS.get(status, WORDS[400])
    shown = {"title": gettext(title), "message": gettext(message), **values}
    if request.path.startswith("/api/"):
        return jsonify(status=status, problem=shown["message"]), status
    shown["base"] = "signed_in.html" if has_session(request.path) else "respondent/base.html"
    return render_template("error.html", status=status, **shown), status
