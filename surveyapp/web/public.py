"""Pages for everybody: first page, languages, anonymity, link again, mailings, check code."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from surveyapp import codes
from surveyapp.jobs import enqueue
from surveyapp.mail.addresses import participant_of
from surveyapp.participants.erase import unsubscribe as stop_mails
from surveyapp.participants.resend import ask_for_link
from surveyapp.rounds.check_code import any_unopened, round_with
from surveyapp.web import access
from surveyapp.web.current import installation
from surveyapp.web.limits import WrongTries

bp = Blueprint("public", __name__)
resends = WrongTries(10, 60)


def init_app(app: Flask) -> None:
    """Take these pages out of the protection that rests on sessions; they have none."""
    app.extensions["csrf"].exempt(bp)


@bp.get("/")
@access.everyone
def home() -> ResponseReturnValue:
    return render_template("public/home.html")


@bp.get("/languages")
@access.everyone
def languages() -> ResponseReturnValue:
    return render_template("public/languages.html")


@bp.get("/privacy")
@access.everyone
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html", settings=installation().settings)


@bp.get("/accessibility")
@access.everyone
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html")


@bp.get("/check-code")
@access.everyone
def check_code() -> ResponseReturnValue:
    return render_template("public/check_code.html")


@bp.post("/check-code")
@access.everyone
def look_up_check_code() -> ResponseReturnValue:
    """Say whether a check code is on the list of a box that was closed; nothing is kept."""
    typed = request.form.get("code", "")
    with installation().store.reading() as session:
        found, is_open = round_with(session, typed), any_unopened(session)
    is_one = codes.parse_check_code(typed) is not None
    page = render_template(
        "public/check_code.html", typed=typed, found=found, is_one=is_one, is_open=is_open,
        done=True,
    )  # fmt: skip
    return page, 200 if found else 404


@bp.get("/resend")
@access.everyone
def resend() -> ResponseReturnValue:
    return render_template("public/resend.html")


@bp.post("/resend")
@access.everyone
def resend_now() -> ResponseReturnValue:
    """Answer alike, after the same work, whether or not the address is on a list."""
    site = installation()
    today = site.clock().date()
    resends.refuse_if_many(today)
    resends.count(today)
    key = site.keys.installation().address_key
    with site.store.connection() as connection:
        ask_for_link(connection, request.form.get("email", "")[:254], key)
    enqueue(site.settings, "links.send")
    return render_template("public/resend.html", done=True)


@bp.get("/unsubscribe")
@access.everyone
def unsubscribe() -> ResponseReturnValue:
    """Ask first: mail scanners open links."""
    return render_template("public/unsubscribe.html", token=request.args.get("id", ""))


@bp.post("/unsubscribe")
@access.everyone
def unsubscribe_now() -> ResponseReturnValue:
    """Stop the mails, from the page's button or in one click (RFC 8058)."""
    site = installation()
    token = request.values.get("id", "")
    person = participant_of(token, site.keys.installation().address_key)
    with site.store.writing() as session:
        known = person is not None and stop_mails(session, person, site.clock())
    page = render_template("public/unsubscribe.html", token=token, done=known, unknown=not known)
    return page, 200 if known else 404
