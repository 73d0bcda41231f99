"""Freeze an open round: no answer after this, and the record S1 of all that there is."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import merkle
from surveyapp.actor import Actor
from surveyapp.keys import KeyFolder
from surveyapp.mail.mailing import to_accounts
from surveyapp.participants.listing import cell_counts, list_root
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.records import keep_record, record_of
from surveyapp.rounds.state import require
from surveyapp.store import audit
from surveyapp.store.account import Role
from surveyapp.store.answers import SealedResponse
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round, State
from surveyapp.store.session import hold_round


class BoxBroken(Refused):
    message = gettext_noop(
        "The round {round} cannot be closed: {used} invitations are used and {sealed} answers are "
        "sealed. Something outside this program changed the database; keep a copy and run "
        "surveyapp doctor."
    )


class BoxChanged(Refused):
    message = gettext_noop(
        "The round {round} cannot be closed: the sealed answers are no longer those of its record "
        "S1. Put back the database as it was then."
    )


def freeze(
    session: Session, round_: Round, *, keys: KeyFolder, actor: Actor, now: datetime
) -> None:
    """Freeze the round and write S1; where that was done before, see that nothing has changed."""
    require(round_, State.OPEN)
    hold_round(session, round_.id)
    session.refresh(round_)
    hashes = ciphertext_hashes(session, round_)
    used = session.scalar(
        select(func.count()).where(Invitation.round_id == round_.id, Invitation.used)
    )
    if used != len(hashes):
        raise BoxBroken(round=round_.name, used=used, sealed=len(hashes))
    root = merkle.root(hashes)
    if round_.frozen:
        refuse_changed(session, round_, root)
        return
    content = _record(session, round_, root, len(hashes), keys)
    keep_record(session, round_, "S1", content, keys.installation())
    round_.frozen = True
    to_accounts(session, "S1", round_, {Role.KEYHOLDER}, now)
    audit.append(
        session, now, actor.name, "round.freeze", round_.name, sealed=len(hashes), root=root
    )


def refuse_changed(session: Session, round_: Round, root: str) -> None:
    """Raise ``BoxChanged`` if the sealed responses are not those of S1."""
    record = record_of(session, round_, "S1")
    if record is None or json.loads(record.content)["root"] != root:
        raise BoxChanged(round=round_.name)


def ciphertext_hashes(session: Session, round_: Round) -> list[bytes]:
    """Return the SHA-256 of every ciphertext of the round, sorted by value."""
    query = select(SealedResponse.ciphertext).where(SealedResponse.round_id == round_.id)
    return sorted(hashlib.sha256(ciphertext).digest() for ciphertext in session.scalars(query))


def _record(
    session: Session, round_: Round, root: str, sealed: int, keys: KeyFolder
) -> dict[str, Any]:
    cells = cell_counts(session, round_)
    return {
        "invited": sum(cell.invited for cell in cells),
        "used": sum(cell.used for cell in cells),
        "sealed": sealed,
        "root": root,
        "list_root": list_root(session, round_, keys.installation().address_key),
        "audit": audit.head(session),
    }
