"""The respondent's pages: code, questionnaire, thanks. No session, no cookie, nothing logged."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from forms.shortening import to_shorten
from surveyapp import sealing
from surveyapp.refusal import Refused
from surveyapp.rounds import submit
from surveyapp.web import access, admission, kept
from surveyapp.web.admission import Admission
from surveyapp.web.current import installation
from surveyapp.web.errors import note, status_of, translated
from surveyapp.web.languages import LANGUAGES, speak
from surveyapp.web.limits import TooManyWrongCodes
from surveyapp.web.questionnaire import EMPTY_FIELD, blank, filled
from surveyapp.web.thanks import thanks

bp = Blueprint("respondent", __name__, url_prefix="/i")
LARGEST_FORM = 1_000_000
BESIDE_ANSWERS = 160  # bytes of a sealed response that are no answers, with some to spare


def init_app(app: Flask) -> None:
    """Take these pages out of the protection that rests on sessions; they have none."""
    app.extensions["csrf"].exempt(bp)
    kept.init_app(app)


@bp.before_request
def limit_size() -> None:
    request.max_content_length = LARGEST_FORM


@bp.get("")
@access.everyone
def start() -> ResponseReturnValue:
    return _start_page()


@bp.post("")
@access.everyone
def enter() -> ResponseReturnValue:
    return blank(admission.by_code(request.form.get("code", "")))


@bp.post("/used")
@access.everyone
def used() -> ResponseReturnValue:
    try:
        speak(admission.by_code(request.form.get("code", "")).language)
    except submit.InvitationUsed as refusal:
        return _message(gettext("Your code has been used"), translated(refusal))
    return _message(
        gettext("Your code has not been used"),
        gettext("Nobody has sent answers with this code yet. You can use it now."),
    )


@bp.post("/language")
@access.everyone
def change_language() -> ResponseReturnValue:
    return filled(admission.of_request())


@bp.post("/answers")
@access.everyone
def answers() -> ResponseReturnValue:
    admitted = admission.of_request()
    reading = admitted.prepared.questionnaire.read(request.form)
    if reading.faults:
        status = 413 if all(fault.too_long for fault in reading.faults) else 422
        return filled(admitted, reading.faults, status=status)
    if EMPTY_FIELD not in request.form and not any(map(_is_given, reading.answers.values())):
        return filled(admitted, message=_nothing_answered(), status=422, is_empty=True)
    try:
        return _sent(admitted, _keep(admitted, reading.answers, reading.run))
    except sealing.TooLarge:
        fault = to_shorten(reading.answers, _room(admitted))
        return filled(admitted, (fault,), status=413)
    except submit.CannotKeep as refusal:
        return filled(admitted, message=translated(refusal), status=status_of(refusal))


@bp.get("/language", endpoint="language_alone")
@bp.get("/answers", endpoint="answers_alone")
@bp.get("/used", endpoint="used_alone")
@access.everyone
def come_again() -> ResponseReturnValue:
    """Help whoever asks for the address of a form, say by a reload: that came without its code."""
    return _start_page(is_lost=True)


@bp.get("/receipt")
@bp.get("/again", endpoint="again_alone")
@bp.get("/withdraw", endpoint="withdraw_alone")
@access.everyone
def ask_receipt() -> ResponseReturnValue:
    return _receipt_page()


@bp.post("/receipt")
@access.everyone
def receipt() -> ResponseReturnValue:
    admitted = admission.by_receipt(request.form.get("receipt", ""))
    return render_template("respondent/receipt.html", receipt=admitted.secret)


@bp.post("/again")
@access.everyone
def again() -> ResponseReturnValue:
    return blank(admission.by_receipt(request.form.get("receipt", "")))


@bp.post("/withdraw")
@access.everyone
def withdraw() -> ResponseReturnValue:
    """Withdraw, but ask first: one tap must not do it."""
    admitted = admission.by_receipt(request.form.get("receipt", ""))
    if "sure" not in request.form:
        return render_template("respondent/sure.html", receipt=admitted.secret)
    return thanks("withdrawn", _keep(admitted, None, 0), admitted.round.closes_at)


@bp.errorhandler(submit.UnknownCode)
@bp.errorhandler(TooManyWrongCodes)
def wrong_code(refusal: Refused) -> ResponseReturnValue:
    page = _receipt_page if "receipt" in request.form else _start_page
    return page(translated(refusal)), status_of(refusal)


@bp.errorhandler(submit.InvitationUsed)
def already_used(refusal: submit.InvitationUsed) -> ResponseReturnValue:
    """Say so; to the same form sent twice also what its first sending was told."""
    own = admission.own_receipt()
    if own is not None:
        with installation().store.engine.connect() as connection:
            found = submit.receipt_of(connection, own)
        if found is not None:
            return thanks("twice", found, status=410)
    title = gettext("Your answers have arrived")
    message = translated(refusal)
    return render_template("respondent/used.html", title=title, message=message), 410


@bp.errorhandler(submit.NotOpen)
def not_open(refusal: submit.NotOpen) -> ResponseReturnValue:
    if isinstance(refusal, submit.NotYetOpen):
        advice = gettext("Please keep your mail, and come back on the first day that it names.")
    else:
        advice = gettext("Answers can no longer be sent or changed. Thank you for your interest.")
    title = gettext("No answers are taken at the moment")
    return _message(title, translated(refusal), advice), status_of(refusal)


@bp.errorhandler(submit.CannotKeep)
def cannot_keep(refusal: submit.CannotKeep) -> ResponseReturnValue:
    page = _message(gettext("Not possible at the moment"), translated(refusal))
    return page, status_of(refusal)


def _keep(admitted: Admission, given: dict[str, Any] | None, run: int) -> submit.Receipt:
    """Seal first, outside any transaction; then spend or replace.

    Raises
    ------
    submit.CannotKeep
        Also when the database fails: its transaction is undone, and the form comes back filled.
    """
    site = installation()
    ciphertext = submit.seal_answers(
        admitted.round, admitted.cell, given, run,
        admitted.prepared.configuration.parameters, site.keys,
    )  # fmt: skip
    try:
        with site.store.connection() as connection:
            return _written(connection, admitted, ciphertext)
    except DBAPIError as error:
        note(error)
        raise submit.CannotKeep from None


def _written(connection: Connection, admitted: Admission, ciphertext: bytes) -> submit.Receipt:
    now = installation().clock()
    if admitted.invited is None:
        return submit.replace(connection, admitted.secret, admitted.round, ciphertext, now)
    own = admission.own_receipt()
    return submit.answer(connection, admitted.invited, admitted.cell, ciphertext, now, own)


def _is_given(answer: Any) -> bool:
    return answer is not None and answer != []


def _nothing_answered() -> str:
    words: str = gettext(
        "You have not answered anything yet. You can answer now; or press the button for sending "
        "once more to send an empty form."
    )
    return words


def _room(admitted: Admission) -> int:
    size = admitted.prepared.configuration.parameters.response_bytes
    return size - sealing.OVERHEAD - BESIDE_ANSWERS


def _sent(admitted: Admission, receipt: submit.Receipt) -> ResponseReturnValue:
    speak(admitted.language)
    what = "sent" if admitted.invited is not None else "replaced"
    return thanks(what, receipt, admitted.round.closes_at)


def _start_page(message: str | None = None, *, is_lost: bool = False) -> str:
    return render_template(
        "respondent/start.html", message=message, typed=request.form.get("code"),
        asked_language=_asked_language(), is_lost=is_lost,
    )  # fmt: skip


def _receipt_page(message: str | None = None) -> str:
    return render_template(
        "respondent/answered.html", message=message, typed=request.form.get("receipt"),
        asked_language=_asked_language(),
    )  # fmt: skip


def _asked_language() -> str | None:
    asked = request.values.get("language")
    return asked if asked in LANGUAGES else None


def _message(title: str, *paragraphs: str) -> str:
    return render_template("respondent/message.html", title=title, paragraphs=paragraphs)
