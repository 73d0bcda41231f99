"""Keys, audit log, records and boxes: has anything been changed past the program?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import merkle
from surveyapp.doctor.finding import Finding, note, well, wrong
from surveyapp.installation import Installation
from surveyapp.keys import InstallationKeys, NoKeyFile
from surveyapp.participants.listing import altered_invitations, list_root
from surveyapp.rounds.additions import expected_list
from surveyapp.rounds.freeze import ciphertext_hashes
from surveyapp.rounds.records import RecordForged, canonical, signed_content
from surveyapp.store import audit, configurations
from surveyapp.store.participant import Invitation
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Card, Round, State

OVER = (State.CLOSED, State.RELEASED)


def audit_log(site: Installation) -> Iterator[Finding]:
    """Follow the chain of hashes from the first entry to the last."""
    with site.store.reading() as session:
        broken = audit.broken_in(session)
        entries = session.scalar(select(func.count()).select_from(audit.AuditEntry)) or 0
        head = audit.head(session)
    if broken:
        yield wrong("audit log", f"changed past the program at entry {broken[0]}: keep a copy of "
                    "the database, and compare with a backup")  # fmt: skip
    else:
        yield well("audit log", f"{entries} entries hold together; the last is {head[:16]}")


def rounds(site: Installation) -> Iterator[Finding]:
    """Look at every round: key file, list and box while it is open, records ever after."""
    with site.store.reading() as session:
        for round_ in session.scalars(select(Round).order_by(Round.opens_at, Round.name)):
            found = list(_faults(session, round_, site))
            topic = f"round {round_.name}"
            yield from (wrong(topic, fault) for fault in found)
            if not found:
                yield well(
                    topic, f"{round_.state}; {_WELL.get(State(round_.state), 'nothing to check')}"
                )
            if round_.state == State.OPEN and _single_card(session, round_):
                yield note(topic, "a single card opens it: for trying out")


_WELL = {
    State.OPEN: "key file, list, box and records agree",
    State.CLOSED: "records agree, key file and box are gone",
    State.RELEASED: "records agree, key file and box are gone",
    State.CANCELLED: "key file and box are gone",
}


def _single_card(session: Session, round_: Round) -> bool:
    configuration = configurations.load(session, round_.configuration_hash)
    return configuration.parameters.keyholders.needed == 1


def _faults(session: Session, round_: Round, site: Installation) -> Iterator[str]:
    keys = site.keys.installation()
    try:
        if round_.state == State.OPEN:
            yield from _faults_of_key(round_, site)
            yield from _faults_of_list(session, round_, keys)
            yield from _faults_of_box(session, round_, keys)
        elif round_.state in OVER:
            yield from _faults_of_records(session, round_, keys)
        if round_.state in {*OVER, State.CANCELLED}:
            yield from _left_behind(session, round_, site)
    except RecordForged as error:
        yield str(error)


def _faults_of_key(round_: Round, site: Installation) -> Iterator[str]:
    try:
        key = site.keys.round_key(round_.name)
    except NoKeyFile as error:
        yield str(error)
        return
    if (key.public_key, key.configuration.hex()) != (round_.public_key, round_.configuration_hash):
        yield "database and key file disagree, so no answer is taken: one of them was exchanged"


def _faults_of_list(session: Session, round_: Round, keys: InstallationKeys) -> Iterator[str]:
    if list_root(session, round_, keys.address_key) != expected_list(session, round_, keys).root:
        altered = altered_invitations(session, round_, keys.address_key)
        named = ", ".join(str(identity) for identity in altered[:3])
        yield (
            "its list is not the one that was approved; it will not close. "
            f"{len(altered)} rows were altered{f': invitation {named}' if altered else ''}"
        )


def _faults_of_box(session: Session, round_: Round, keys: InstallationKeys) -> Iterator[str]:
    hashes = ciphertext_hashes(session, round_)
    used = session.scalar(
        select(func.count()).where(Invitation.round_id == round_.id, Invitation.used)
    )
    if used != len(hashes):
        yield f"{used} invitations are used and {len(hashes)} answers are sealed; it will not close"
    if len(set(hashes)) != len(hashes):
        yield "two sealed answers are the same: one was copied"
    root = merkle.root(hashes)
    if round_.frozen and signed_content(session, round_, "S1", keys)["root"] != root:
        yield "the sealed answers are no longer those of its record S1"


def _faults_of_records(session: Session, round_: Round, keys: InstallationKeys) -> Iterator[str]:
    first, second = (signed_content(session, round_, kind, keys) for kind in ("S1", "S2"))
    table = session.get_one(ResultTable, round_.id)
    if hashlib.sha256(canonical(first).encode()).hexdigest() != second["S1"]:
        yield "record S2 does not belong to record S1"
    if hashlib.sha256(table.answers.encode()).hexdigest() != second["table"]:
        yield "table T is not the one that record S2 names"
    hashes = [bytes.fromhex(each) for each in table.hashes]
    if merkle.root(hashes) != first["root"]:
        yield "the list of check codes is not the one that record S1 names"
    if not first["audit_holds"]:
        yield "the audit log had been changed when it was closed (record S1)"


def _left_behind(session: Session, round_: Round, site: Installation) -> Iterator[str]:
    if not round_.cleaned:
        yield "its clean-up broke off: run surveyapp round close (or cancel) again"
    elif site.keys.has_round_key(round_.name):
        yield "its key file is there again: destroy it, with every copy"
    shares = select(func.count()).where(Card.round_id == round_.id, Card.share.is_not(None))
    if session.scalar(shares):
        yield "shares of its key are there again: an old database was put back"
