"""The respondents' verbs: look up an invitation, answer, replace, withdraw.

Two statements in one transaction; nothing here knows a time, a language or an address, and
nothing is written to the audit log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from analysis.parameters import Parameters
from surveyapp import codes, sealing
from surveyapp.keys import KeyFolder, NoKeyFile, RoundKey
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store.answers import SealedResponse
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round, State
from surveyapp.store.session import share_round


class UnknownCode(Refused):
    message = gettext_noop("We do not know this code. Please compare it with your mail or letter.")


class UnknownReceipt(UnknownCode):
    message = gettext_noop(
        "We do not know this receipt code. Please compare it with the one that the page after "
        "sending showed you. It stands in no mail."
    )


class InvitationUsed(Refused):
    message = gettext_noop("Answers have already been sent with this invitation.")


class NotOpen(Refused):
    message = gettext_noop("Answers are not being taken at the moment.")


class NotYetOpen(NotOpen):
    message = gettext_noop("Answering has not begun yet.")


class NoLongerOpen(NotOpen):
    message = gettext_noop("Answering is over.")


class CannotKeep(Refused):
    message = gettext_noop(
        "Your answers cannot be kept safely at the moment, so they have not been taken. Your "
        "code is still good: please try again later."
    )


@dataclass(frozen=True)
class OpenRound:
    """What the respondents' pages need to know of a round."""

    id: UUID
    name: str
    configuration_hash: str
    public_key: bytes
    closes_at: datetime


@dataclass(frozen=True)
class Invited:
    """An invitation that can be used now."""

    code_hash: bytes
    cluster: str
    group: str
    language: str | None
    round: OpenRound


@dataclass(frozen=True)
class Receipt:
    """What a respondent may keep: both in groups of four."""

    receipt_code: str
    check_code: str


_ROUND = (
    Round.id, Round.name, Round.configuration_hash, Round.public_key, Round.closes_at,
    Round.opens_at, Round.state, Round.frozen,
)  # fmt: skip
_OPEN_NOW = (
    select(Round.id)
    .where(
        Round.id == bindparam("in_round"),
        Round.state == State.OPEN,
        Round.frozen.is_(False),
        Round.opens_at <= bindparam("now"),
        Round.closes_at > bindparam("now"),
    )
    .exists()
)
# built once: to build and compare a statement takes longer than to carry it out
_LOOK_UP = (
    select(*_ROUND, Invitation.used, Invitation.cluster, Invitation.group, Participant.language)
    .join(Round, Round.id == Invitation.round_id)
    .outerjoin(Participant, Participant.id == Invitation.participant_id)
    .where(Invitation.code_hash == bindparam("code"))
)
_SPEND = (
    update(Invitation)
    .where(Invitation.code_hash == bindparam("code"), Invitation.used.is_(False))
    .where(_OPEN_NOW)
    .values(used=True)
)
_KEEP = insert(SealedResponse)
_FIND = (
    select(*_ROUND)
    .join(SealedResponse, SealedResponse.round_id == Round.id)
    .where(SealedResponse.receipt_hash == bindparam("receipt"))
)
_REPLACE = (
    update(SealedResponse)
    .where(SealedResponse.receipt_hash == bindparam("receipt"))
    .where(_OPEN_NOW)
    .values(ciphertext=bindparam("sealed"))
)


def look_up(connection: Connection, code: str, now: datetime) -> Invited:
    """Return the invitation of a canonical code.

    Raises
    ------
    UnknownCode, NotYetOpen, NoLongerOpen, InvitationUsed
    """
    code_hash = codes.digest(code)
    row = connection.execute(_LOOK_UP, {"code": code_hash}).first()
    if row is None:
        raise UnknownCode
    _require_open(row, now)
    if row.used:
        raise InvitationUsed
    return Invited(code_hash, row.cluster, row.stakeholder_group, row.language, _round(row))


def seal_answers(
    round_: OpenRound,
    cell: int,
    answers: dict[str, Any] | None,
    run: int,
    parameters: Parameters,
    keys: KeyFolder,
) -> bytes:
    """Return the ciphertext of one response, before any transaction begins.

    ``answers`` stand in the instrument's order (None: withdrawn); ``run`` is the longest run of
    equal answers as they were presented.

    Raises
    ------
    sealing.TooLarge, CannotKeep
    """
    key = sealing_key(round_, keys)
    payload = sealing.Payload(round_.id, cell, answers, run)
    return sealing.seal(payload, key.public_key, key.mac_key, parameters.response_bytes)


def answer(
    connection: Connection, invited: Invited, cell: int, ciphertext: bytes, now: datetime,
    receipt_code: str | None = None,
) -> Receipt:  # fmt: skip
    """Spend the invitation and keep the sealed response; both or neither.

    A form brings its own receipt code, so that a second sending of the same form, after a reply
    that was lost, can be shown it again.

    Raises
    ------
    InvitationUsed, NotOpen
    """
    if receipt_code is None or codes.cell_of(receipt_code) != cell:
        receipt_code = codes.with_cell(cell)
    share_round(connection, invited.round.id)
    values = {"code": invited.code_hash, "in_round": invited.round.id, "now": now}
    spent = connection.execute(_SPEND, values)
    if spent.rowcount != 1:
        _say_why(connection, invited, now)
    kept = {
        "id": uuid4(),
        "round_id": invited.round.id,
        "receipt_hash": codes.digest(receipt_code),
        "ciphertext": ciphertext,
    }
    connection.execute(_KEEP, kept)
    return Receipt(codes.show(receipt_code), codes.check_code(ciphertext))


def find_receipt(connection: Connection, receipt_code: str, now: datetime) -> OpenRound:
    """Return the round of a receipt code whose answer can still be replaced.

    Raises
    ------
    UnknownReceipt, NotOpen
    """
    row = connection.execute(_FIND, {"receipt": codes.digest(receipt_code)}).first()
    if row is None:
        raise UnknownReceipt
    _require_open(row, now)
    return _round(row)


def receipt_of(connection: Connection, receipt_code: str) -> Receipt | None:
    """Return the receipt of the answer that was kept with this receipt code, if there is one."""
    ciphertext = connection.scalar(
        select(SealedResponse.ciphertext).where(
            SealedResponse.receipt_hash == codes.digest(receipt_code)
        )
    )
    if ciphertext is None:
        return None
    return Receipt(codes.show(receipt_code), codes.check_code(ciphertext))


def replace(
    connection: Connection, receipt_code: str, round_: OpenRound, ciphertext: bytes, now: datetime
) -> Receipt:
    """Put another response in the place of one's own.

    Raises
    ------
    UnknownReceipt, NotOpen
    """
    share_round(connection, round_.id)
    values = {
        "receipt": codes.digest(receipt_code),
        "in_round": round_.id,
        "now": now,
        "sealed": ciphertext,
    }
    replaced = connection.execute(_REPLACE, values)
    if replaced.rowcount != 1:
        find_receipt(connection, receipt_code, now)
        raise NotOpen
    return Receipt(codes.show(receipt_code), codes.check_code(ciphertext))


def sealing_key(round_: OpenRound, keys: KeyFolder) -> RoundKey:
    """Return the key file of a round if it agrees with the database; else ``CannotKeep``."""
    try:
        key = keys.round_key(round_.name)
    except (
        NoKeyFile,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ):  # missing, or no key file at all
        raise CannotKeep from None
    agrees = key.public_key == round_.public_key
    if not agrees or key.configuration.hex() != round_.configuration_hash:
        raise CannotKeep
    return key


def _require_open(row: Any, now: datetime) -> None:
    if row.state in {State.DRAFT, State.APPROVED} or now < row.opens_at:
        raise NotYetOpen
    if row.state != State.OPEN or row.frozen or now >= row.closes_at:
        raise NoLongerOpen


def _round(row: Any) -> OpenRound:
    return OpenRound(row.id, row.name, row.configuration_hash, row.public_key, row.closes_at)


def _say_why(connection: Connection, invited: Invited, now: datetime) -> None:
    """Raise what kept an invitation from being spent."""
    row = connection.execute(_LOOK_UP, {"code": invited.code_hash}).one()
    _require_open(row, now)
    raise InvitationUsed
