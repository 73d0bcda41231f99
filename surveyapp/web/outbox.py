"""Mails of the default set-up, read in the browser. Nothing of this exists on a public site.

A mail's HTML is shown in a frame without scripts, under a policy of its own.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from uuid import UUID

from flask import Blueprint, Flask, Response, abort, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from surveyapp.mail.outbox import PAGE, Letter, find_letter, list_letters
from surveyapp.web import access
from surveyapp.web.current import installation
from surveyapp.web.filled import show

bp = Blueprint("outbox", __name__, url_prefix="/outbox")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
PAGE_WITH_FRAME = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """Add these pages where mails lie in a folder of one's own machine, and nowhere else."""
    app.jinja_env.filters["with_links"] = with_links
    if app.extensions["installation"].settings.shows_outbox:
        app.register_blueprint(bp)


@bp.before_request
def only_from_this_machine() -> None:
    try:
        is_here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        abort(404)


@bp.get("")
@access.everyone
def index() -> ResponseReturnValue:
    words, page = request.args.get("words", ""), request.args.get("page", 1, int)
    letters, total = list_letters(installation().settings, words, page)
    return show(
        "outbox/list.html", letters=letters, total=total, words=words, page=page,
        pages=-(-total // PAGE),
    )  # fmt: skip


@bp.get("/<uuid:identity>")
@access.everyone
def letter(identity: UUID) -> ResponseReturnValue:
    reply = make_response(show("outbox/letter.html", letter=_find(identity)))
    reply.headers["Content-Security-Policy"] = PAGE_WITH_FRAME
    return reply


@bp.get("/<uuid:identity>/html")
@access.everyone
def html(identity: UUID) -> ResponseReturnValue:
    """Return the mail as it was written, with links that open in the whole window."""
    content = _find(identity).html.replace("<head>", '<head><base target="_top">', 1)
    reply = Response(content, mimetype="text/html")
    reply.headers["Content-Security-Policy"] = FRAME
    reply.headers["X-Frame-Options"] = "SAMEORIGIN"
    return reply


@bp.get("/<uuid:identity>/source")
@access.everyone
def source(identity: UUID) -> ResponseReturnValue:
    return Response(_find(identity).message.as_bytes(), mimetype="text/plain")


@bp.get("/<uuid:identity>/attachments/<int:number>")
@access.everyone
def attachment(identity: UUID, number: int) -> ResponseReturnValue:
    found = _find(identity).attachments
    if not 1 <= number <= len(found):
        abort(404)
    name, kind, content = found[number - 1]
    reply = Response(content, mimetype=kind)
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply


def with_links(text: str) -> Markup:
    """Return a plain text whose addresses can be followed."""
    parts, at = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found.group())
        parts += [escape(text[at : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def _find(identity: UUID) -> Letter:
    found = find_letter(installation().settings, identity)
    if found is None:
        abort(404)
    return found
