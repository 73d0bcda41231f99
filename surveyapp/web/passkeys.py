"""Passkeys and one-time codes: ways to sign in that no mail and no password list can give away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from forms.account import OneTimeCodeForm
from surveyapp.accounts import passkeys, people, sign_in
from surveyapp.web import access, limits
from surveyapp.web.current import account, actor, installation
from surveyapp.web.errors import translated
from surveyapp.web.filled import carry_out, show
from surveyapp.web.session import enter

bp = Blueprint("passkeys", __name__, url_prefix="/account")
CHALLENGE = "challenge"
SECRET = "one_time_secret"  # noqa: S105 (the name of it)


@bp.route("/one-time-codes", methods=["GET", "POST"])
@access.signed_in_lately
def one_time_codes() -> ResponseReturnValue:
    form = OneTimeCodeForm()
    if SECRET not in session:
        session[SECRET] = sign_in.new_secret()
    if carry_out(form, lambda: _confirm(form)):
        session.pop(SECRET)
        flash(gettext("From now on you need the app's code to sign in."))
        return redirect(url_for("account.home"))
    link = sign_in.app_link(account(), session[SECRET])
    return show(
        "account/one_time_codes.html", form=form, secret=session[SECRET], link=link,
        square=_square(link),
    )  # fmt: skip


@bp.post("/one-time-codes/drop")
@access.signed_in_lately
def drop_one_time_codes() -> ResponseReturnValue:
    site = installation()
    with site.store.writing() as writing:
        own = people.find(writing, account().email)
        sign_in.drop_totp(writing, own, actor=actor(), now=site.clock())
    flash(gettext("You sign in without one-time codes now."))
    return redirect(url_for("account.home"))


@bp.get("/passkeys")
@access.signed_in_lately
def index() -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as reading:
        kept = passkeys.passkeys_of(reading, account())
    usable = passkeys.can_be_used(site.settings)
    return show("account/passkeys.html", passkeys=kept, usable=usable)


@bp.post("/passkeys/options")
@access.signed_in_lately
def options() -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as reading:
        offer, challenge = passkeys.offer_registration(reading, account(), site.settings)
    session[CHALLENGE] = challenge.hex()
    return _json(offer)


@bp.post("/passkeys/add")
@access.signed_in_lately
def add() -> ResponseReturnValue:
    site, sent, challenge = installation(), _sent(), _challenge()
    try:
        with site.store.writing() as writing:
            passkeys.register(
                writing, account(), str(sent.get("name", "")), sent.get("credential"), challenge,
                site.settings, actor=actor(), now=site.clock(),
            )  # fmt: skip
    except passkeys.BadPasskey as refusal:
        return jsonify(problem=translated(refusal)), 422
    flash(gettext("The passkey is added."))
    return jsonify(go=url_for("passkeys.index"))


@bp.post("/passkeys/remove")
@access.signed_in_lately
def remove() -> ResponseReturnValue:
    site = installation()
    try:
        identity = bytes.fromhex(request.form.get("id", ""))
    except ValueError:
        abort(400)
    with site.store.writing() as writing:
        passkeys.remove(writing, account(), identity, actor=actor(), now=site.clock())
    flash(gettext("The passkey is removed."))
    return redirect(url_for("passkeys.index"))


@bp.post("/sign-in/passkey-options")
@access.anonymous
def sign_in_options() -> ResponseReturnValue:
    offer, challenge = passkeys.offer_sign_in(installation().settings)
    session[CHALLENGE] = challenge.hex()
    return _json(offer)


@bp.post("/sign-in/passkey")
@access.anonymous
def sign_in_with_passkey() -> ResponseReturnValue:
    site, today = installation(), installation().clock().date()
    limits.wrong_passwords.refuse_if_many(today)
    try:
        with site.store.writing() as writing:
            found = passkeys.check(writing, _sent().get("credential"), _challenge(), site.settings)
            sign_in.note(writing, found, "passkey", site.clock())
    except passkeys.BadPasskey as refusal:
        limits.wrong_passwords.count(today)
        return jsonify(problem=translated(refusal)), 422
    enter(found, site.clock())
    return jsonify(go=url_for("account.home"))


def _square(link: str) -> Markup:
    """Return a QR code as SVG."""
    import segno

    title = gettext("Square that an app on a phone reads")
    drawing = segno.make(link, error="m").svg_inline(border=4, omitsize=True, title=title)
    return Markup(drawing)  # noqa: S704  # made of numbers and an escaped title


def _confirm(form: OneTimeCodeForm) -> None:
    site = installation()
    with site.store.writing() as writing:
        own = people.find(writing, account().email)
        code = form.one_time_code.data
        sign_in.confirm_totp(writing, own, session[SECRET], code, actor=actor(), now=site.clock())


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _challenge() -> bytes:
    """Return the challenge that was offered in this session; it is good once."""
    if CHALLENGE not in session:
        abort(400)
    return bytes.fromhex(session.pop(CHALLENGE))


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")
