"""What a code admits to: the first step of every page of a respondent."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from surveyapp import codes
from surveyapp.rounds import submit
from surveyapp.rounds.cells import cell_at
from surveyapp.rounds.submit import Invited, OpenRound, UnknownCode
from surveyapp.web import kept
from surveyapp.web.current import installation
from surveyapp.web.kept import Prepared
from surveyapp.web.limits import wrong_codes

RECEIPT_FIELD = "_receipt"  # the receipt code that an answer sent with this form will have


@dataclass(frozen=True)
class Admission:
    """A place in an open round, and the secret that a form carries for it."""

    field: str  # "code", or "receipt" where answers are replaced
    secret: str
    round: OpenRound
    cell: int
    cluster: str
    group: str
    language: str | None
    prepared: Prepared
    invited: Invited | None = None


def by_code(typed: str) -> Admission:
    """Return what an invitation's code admits to.

    Raises
    ------
    submit.UnknownCode, submit.NotOpen, submit.InvitationUsed, limits.TooManyWrongCodes
    """
    site = installation()
    code = _parse(typed, UnknownCode)
    try:
        with site.store.engine.connect() as connection:
            invited = submit.look_up(connection, code, site.clock())
    except UnknownCode:
        _count_wrong()
        raise
    prepared = kept.prepared(invited.round.configuration_hash)
    return Admission(
        "code", code, invited.round, prepared.cells[invited.cluster, invited.group],
        invited.cluster, invited.group, invited.language, prepared, invited,
    )  # fmt: skip


def by_receipt(typed: str) -> Admission:
    """Return what a receipt code admits to.

    Raises
    ------
    submit.UnknownReceipt, submit.NotOpen, limits.TooManyWrongCodes
    """
    site = installation()
    receipt = _parse(typed, submit.UnknownReceipt)
    try:
        with site.store.engine.connect() as connection:
            round_ = submit.find_receipt(connection, receipt, site.clock())
    except UnknownCode:
        _count_wrong()
        raise
    prepared = kept.prepared(round_.configuration_hash)
    cell = codes.cell_of(receipt)
    cluster, group = cell_at(prepared.configuration.parameters, cell)
    return Admission("receipt", receipt, round_, cell, cluster, group, None, prepared)


def of_request() -> Admission:
    """Return what the posted form's own code or receipt code admits to."""
    if "receipt" in request.form:
        return by_receipt(request.form["receipt"])
    return by_code(request.form.get("code", ""))


def own_receipt() -> str | None:
    """Return the receipt code that the posted form was given when it was rendered."""
    try:
        return codes.parse(request.form.get(RECEIPT_FIELD, ""))
    except codes.BadCode:
        return None


def _parse(typed: str, unknown: type[UnknownCode]) -> str:
    try:
        return codes.parse(typed)
    except codes.BadCode:
        _count_wrong()
        raise unknown from None


def _count_wrong() -> None:
    """Count a wrong code. A right one is never refused, however many wrong ones came before."""
    today = installation().clock().date()
    wrong_codes.refuse_if_many(today)
    wrong_codes.count(today)
