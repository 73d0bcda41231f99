"""The signed records S0, S1 and S2 of a round: what others hold against us."""

from __future__ import annotations

import json
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlalchemy.orm import Session

from surveyapp.keys import InstallationKeys
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store.round import Record, Round


class RecordForged(Refused):
    message = gettext_noop(
        "The record {kind} of {round} is missing, or not signed by this installation. Something "
        "outside this program changed the database; keep a copy and run surveyapp doctor."
    )


def canonical(content: dict[str, Any]) -> str:
    """Return the JSON that is signed: sorted keys, no spaces."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def keep_record(
    session: Session, round_: Round, kind: str, content: dict[str, Any], keys: InstallationKeys
) -> Record:
    """Sign a record and store it; a record is written once."""
    text = canonical({"record": kind, "round": round_.name, **content})
    signature = keys.signing_key.sign(text.encode()).signature
    record = Record(round_id=round_.id, kind=kind, content=text, signature=signature)
    session.add(record)
    session.flush()
    return record


def record_of(session: Session, round_: Round, kind: str) -> Record | None:
    """Return a record of the round, if it has been written."""
    return session.get(Record, (round_.id, kind))


def signed_content(
    session: Session, round_: Round, kind: str, keys: InstallationKeys
) -> dict[str, Any]:
    """Return what a record says; raise ``RecordForged`` unless our own signature is under it."""
    record = record_of(session, round_, kind)
    if record is None or not is_signed_by(record, keys.fingerprint):
        raise RecordForged(kind=kind, round=round_.name)
    content: dict[str, Any] = json.loads(record.content)
    if (content["record"], content["round"]) != (kind, round_.name):
        raise RecordForged(kind=kind, round=round_.name)
    return content


def is_signed_by(record: Record, fingerprint: str) -> bool:
    """Return whether the record carries the signature of the key with this fingerprint."""
    try:
        VerifyKey(bytes.fromhex(fingerprint)).verify(record.content.encode(), record.signature)
    except (BadSignatureError, ValueError):
        return False
    return True
