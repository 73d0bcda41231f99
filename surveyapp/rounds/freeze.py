"""Freeze an open round: no answer after this, and the record S1 of all that there is."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import merkle
from surveyapp.actor import Actor
from surveyapp.keys import InstallationKeys, KeyFolder
from surveyapp.mail.mailing import to_accounts
from surveyapp.participants.listing import altered_invitations, cell_counts, list_root
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.additions import Expected, expected_list
from surveyapp.rounds.records import keep_record, signed_content
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


class KeyExchanged(Refused):
    message = gettext_noop(
        "The round {round} cannot be closed: its public key or its configuration is not the one "
        "that its record S0 names. Something outside this program changed the database; keep a "
        "copy and run surveyapp doctor."
    )


class ListChanged(Refused):
    message = gettext_noop(
        "The round {round} cannot be closed: its list is not the one that was approved, with what "
        "the audit log says was added; {altered} rows were altered. Something outside this program "
        "changed the database; keep a copy and run surveyapp doctor."
    )


def freeze(
    session: Session, round_: Round, *, keys: KeyFolder, actor: Actor, now: datetime
) -> None:
    """Freeze the round and write S1; where that was done before, see that nothing has changed."""
    require(round_, State.OPEN)
    hold_round(session, round_.id)
    session.refresh(round_)
    installation = keys.installation()
    _refuse_exchanged(session, round_, installation)
    listed = _refuse_changed_list(session, round_, installation)
    hashes = ciphertext_hashes(session, round_)
    used = session.scalar(
        select(func.count()).where(Invitation.round_id == round_.id, Invitation.used)
    )
    if used != len(hashes):
        raise BoxBroken(round=round_.name, used=used, sealed=len(hashes))
    root = merkle.root(hashes)
    if round_.frozen:
        refuse_changed(session, round_, root, installation)
        return
    content = _record(session, round_, root, len(hashes), listed)
    keep_record(session, round_, "S1", content, installation)
    round_.frozen = True
    to_accounts(session, "S1", round_, {Role.KEYHOLDER}, now)
    audit.append(
        session, now, actor.name, "round.freeze", round_.name, sealed=len(hashes), root=root
    )


def refuse_changed(session: Session, round_: Round, root: str, keys: InstallationKeys) -> None:
    """Raise ``BoxChanged`` if the sealed responses are not those of S1."""
    if signed_content(session, round_, "S1", keys)["root"] != root:
        raise BoxChanged(round=round_.name)


def _refuse_exchanged(session: Session, round_: Round, keys: InstallationKeys) -> None:
    first = signed_content(session, round_, "S0", keys)
    public = round_.public_key.hex() if round_.public_key else ""
    if (first["public_key"], first["configuration"]) != (public, round_.configuration_hash):
        raise KeyExchanged(round=round_.name)


def _refuse_changed_list(session: Session, round_: Round, keys: InstallationKeys) -> Expected:
    expected = expected_list(session, round_, keys)
    if list_root(session, round_, keys.address_key) != expected.root:
        altered = len(altered_invitations(session, round_, keys.address_key))
        raise ListChanged(round=round_.name, altered=altered)
    return expected


def ciphertext_hashes(session: Session, round_: Round) -> list[bytes]:
    """Return the SHA-256 of every ciphertext of the round, sorted by value."""
    query = select(SealedResponse.ciphertext).where(SealedResponse.round_id == round_.id)
    return sorted(hashlib.sha256(ciphertext).digest() for ciphertext in session.scalars(query))


def _record(
    session: Session, round_: Round, root: str, sealed: int, listed: Expected
) -> dict[str, Any]:
    cells = cell_counts(session, round_)
    return {
        "invited": sum(cell.invited for cell in cells),
        "used": sum(cell.used for cell in cells),
        "sealed": sealed,
        "root": root,
        "list_root": listed.root,
        "added": listed.added,
        "audit": audit.head(session),
        "audit_holds": not audit.broken_in(session),
    }
