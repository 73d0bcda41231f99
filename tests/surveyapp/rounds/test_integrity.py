"""Whatever is changed past the program is refused at the close, or stands in a record."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from nacl.public import PrivateKey
from sqlalchemy import insert, select

from surveyapp import codes, sealing
from surveyapp.installation import Installation
from surveyapp.participants.erase import erase
from surveyapp.participants.importer import Row, add_participants
from surveyapp.participants.listing import list_leaf
from surveyapp.rounds import submit
from surveyapp.rounds.close import close
from surveyapp.rounds.freeze import KeyExchanged, ListChanged, freeze
from surveyapp.rounds.records import RecordForged, record_of
from surveyapp.rounds.unseal import TooManyInCell
from surveyapp.store import configurations
from surveyapp.store.answers import SealedResponse
from surveyapp.store.audit import AuditEntry
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Record, Round
from tests.factories import (
    TESTER,
    MadeRound,
    find_round,
    make_round,
    send_answers,
    some_answers,
)
from tests.tampering import change_one, past_the_guards

NEW = Row("new@example.org", "Nu", "New", "en", "north", "academia", "Organisation 1", "listed")


def record(site: Installation, kind: str) -> dict[str, Any]:
    with site.store.reading() as session:
        found = record_of(session, find_round(site), kind)
    assert found is not None
    return json.loads(found.content)


def freeze_it(site: Installation) -> dict[str, Any]:
    """Write S1 as the close does, before any share is used, and return what it says."""
    with site.store.writing() as session:
        round_ = session.merge(find_round(site))
        freeze(session, round_, keys=site.keys, actor=TESTER, now=site.clock())
    return record(site, "S1")


def closed(site: Installation, made: MadeRound) -> dict[str, Any]:
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    return record(site, "S2")["totals"]


def check_codes(site: Installation) -> set[str]:
    """Return the check codes of the published list."""
    with site.store.reading() as session:
        table = session.scalars(select(ResultTable)).one()
    return {codes.check_code_of(bytes.fromhex(each)) for each in table.hashes}


def test_s0_says_who_was_invited_in_numbers_and_who_approved(site: Installation) -> None:
    make_round(site, per_cell=8)
    said = record(site, "S0")
    cell = next(c for c in said["invited"] if (c["cluster"], c["group"]) == ("north", "academia"))
    assert cell == {
        "cluster": "north", "group": "academia", "invited": 8,
        "frames": {"listed": 8, "nominated": 0},
        "organisations": 6, "largest_organisation": 2, "domains": 1, "largest_domain": 8,
    }  # fmt: skip
    assert {each["kind"] for each in said["approvals"]} == {"configuration", "list"}
    assert said["signing_key"] == site.keys.installation().fingerprint
    assert said["public_key"] == site.keys.round_key("test-2026").public_key.hex()


def move(row: dict[str, Any]) -> dict[str, Any]:
    return {"cluster": "south" if row["cluster"] == "north" else "north"}


@pytest.mark.parametrize(
    "change",
    [
        move,
        lambda row: {"stakeholder_group": "industry"},
        lambda row: {"organisation": "Another one"},
        lambda row: {"frame": "nominated"},
    ],
    ids=["cluster", "group", "organisation", "frame"],
)
def test_a_participant_who_was_moved_keeps_the_round_from_closing(
    any_site: Installation, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    make_round(any_site)
    change_one(any_site, Invitation, change, Invitation.group == "academia")
    with pytest.raises(ListChanged, match="1 rows were altered"):
        freeze_it(any_site)


def test_an_exchanged_address_keeps_the_round_from_closing(site: Installation) -> None:
    make_round(site)
    change_one(site, Participant, lambda row: {"email": "friend@example.org"})
    with pytest.raises(ListChanged):
        freeze_it(site)


@pytest.mark.parametrize("knows_the_key", [False, True])
def test_a_participant_put_in_past_the_log_keeps_the_round_from_closing(
    site: Installation, knows_the_key: bool
) -> None:
    make_round(site)
    key = site.keys.installation().address_key if knows_the_key else b"guessed"
    where = (NEW.cluster, NEW.group, NEW.organisation, NEW.frame)
    person = Participant(id=uuid4(), email=NEW.email)
    with site.store.writing() as session:
        session.add(person)
        session.add(
            Invitation(
                round_id=find_round(site).id, participant_id=person.id, cluster=NEW.cluster,
                group=NEW.group, organisation=NEW.organisation, frame=NEW.frame,
                list_leaf=list_leaf(key, NEW.email, *where), code_hash=b"c" * 32,
            )
        )  # fmt: skip
    with pytest.raises(ListChanged):
        freeze_it(site)


def test_what_is_added_and_erased_by_the_program_is_counted_and_refused_nowhere(
    any_site: Installation,
) -> None:
    made = make_round(any_site, per_cell=5)
    before = record(any_site, "S0")["list_root"]
    with any_site.store.writing() as session:
        round_ = session.merge(find_round(any_site))
        add_participants(
            session, round_, [NEW], keys=any_site.keys, actor=TESTER, now=any_site.clock()
        )
    erase(any_site, "south.academia.1@example.org", actor=TESTER)
    send_answers(any_site, made, made.codes, some_answers)
    said = freeze_it(any_site)
    assert (said["added"], said["invited"], said["audit_holds"]) == (1, 21, True)
    assert said["list_root"] != before
    assert closed(any_site, made)["opened"] == 20


@pytest.mark.parametrize("column", ["public_key", "configuration_hash"])
def test_an_exchanged_key_or_configuration_keeps_the_round_from_closing(
    any_site: Installation, column: str
) -> None:
    make_round(any_site)
    with any_site.store.writing() as session:
        from tests.factories import small_configuration

        other = configurations.keep(session, small_configuration(quorum=2), None)
    own = bytes(PrivateKey.generate().public_key)
    value = own if column == "public_key" else other
    change_one(any_site, Round, lambda row: {column: value})
    with pytest.raises(KeyExchanged):
        freeze_it(any_site)


@pytest.mark.parametrize("kind", ["S0", "S1"])
def test_a_forged_record_keeps_the_round_from_closing(site: Installation, kind: str) -> None:
    made = make_round(site)
    send_answers(site, made, made.codes, some_answers)
    freeze_it(site)
    forge = {"content": record_text(site, kind).replace('"round":"test-2026"', '"round":"other"')}
    change_one(site, Record, lambda row: forge, Record.kind == kind)
    with pytest.raises(RecordForged, match=kind):
        close(site, made.name, list(made.cards[:2]), actor=TESTER)


def record_text(site: Installation, kind: str) -> str:
    with site.store.reading() as session:
        return record_of(session, find_round(site), kind).content


@pytest.mark.parametrize("harm", ["edited", "cut", "put in"])
def test_an_audit_log_that_does_not_hold_stands_in_s1(any_site: Installation, harm: str) -> None:
    make_round(any_site)
    if harm == "edited":
        change_one(any_site, AuditEntry, lambda row: {"actor": "nobody"}, AuditEntry.number == 3)
    with past_the_guards(any_site) as connection:
        table = AuditEntry.__table__
        if harm == "cut":
            connection.execute(table.delete().where(table.c.number == 3))
        if harm == "put in":
            last = connection.execute(select(table).order_by(table.c.number.desc())).first()
            forged = {**last._mapping, "number": last.number + 1, "hash": "f" * 64}
            connection.execute(insert(table).values(forged))
    assert freeze_it(any_site)["audit_holds"] is False


def put_in(site: Installation, ciphertext: bytes) -> None:
    """Insert a sealed row, and use an invitation, so that the numbers agree."""
    round_id = find_round(site).id
    with past_the_guards(site) as connection:
        table = Invitation.__table__
        free = connection.scalar(select(table.c.id).where(table.c.used.is_(False)).limit(1))
        connection.execute(table.update().where(table.c.id == free).values(used=True))
        connection.execute(
            insert(SealedResponse).values(
                id=uuid4(), round_id=round_id, receipt_hash=uuid4().bytes * 2,
                ciphertext=ciphertext,
            )
        )  # fmt: skip


def sealed(site: Installation) -> list[bytes]:
    with site.store.reading() as session:
        return list(session.scalars(select(SealedResponse.ciphertext)))


def test_copies_and_answers_put_in_are_counted_as_invalid(any_site: Installation) -> None:
    made = make_round(any_site, per_cell=6)
    send_answers(any_site, made, made.codes[:-2], some_answers)
    put_in(any_site, sealed(any_site)[0])
    round_ = find_round(any_site)
    payload = sealing.Payload(round_.id, 0, some_answers(3))
    put_in(any_site, sealing.seal(payload, round_.public_key, b"no key file" * 3, 4096))
    totals = closed(any_site, made)
    assert (totals["sealed"], totals["invalid"], totals["opened"]) == (24, 2, 22)


def test_an_edited_answer_is_invalid_and_its_check_code_is_missing(site: Installation) -> None:
    made = make_round(site, per_cell=6)
    receipts = send_answers(site, made, made.codes, some_answers)
    change_one(site, SealedResponse, lambda row: {"ciphertext": row["ciphertext"][:-1] + b"!"})
    assert closed(site, made)["invalid"] == 1
    missing = {receipt.check_code for receipt in receipts} - check_codes(site)
    assert len(missing) == 1


def test_an_answer_dropped_with_its_flag_is_missed_by_its_owner(site: Installation) -> None:
    made = make_round(site, per_cell=6)
    send_answers(site, made, made.codes[1:], some_answers)
    others = set(sealed(site))
    (receipt,) = send_answers(site, made, made.codes[:1], some_answers)
    (own,) = set(sealed(site)) - others
    code_hash = codes.digest(made.codes[0])
    with past_the_guards(site) as connection:
        rows, table = SealedResponse.__table__, Invitation.__table__
        connection.execute(rows.delete().where(rows.c.ciphertext == own))
        flag = table.update().where(table.c.code_hash == code_hash)
        connection.execute(flag.values(used=False))
    assert closed(site, made)["opened"] == 23
    assert receipt.check_code not in check_codes(site)


def test_an_older_answer_put_back_from_a_backup_is_missed_by_its_owner(site: Installation) -> None:
    made = make_round(site, per_cell=6)
    first = send_answers(site, made, made.codes, some_answers)[0]
    code = codes.parse(first.receipt_code)
    old = {row for row in sealed(site) if codes.check_code(row) == first.check_code}.pop()
    second = replace_answer(site, code, {"find": 1})
    change_one(
        site, SealedResponse, lambda row: {"ciphertext": old},
        SealedResponse.receipt_hash == codes.digest(code),
    )  # fmt: skip
    closed(site, made)
    assert second.check_code not in check_codes(site)


def replace_answer(site: Installation, code: str, answers: dict[str, Any] | None) -> submit.Receipt:
    with site.store.engine.connect() as connection:
        round_ = submit.find_receipt(connection, code, site.clock())
    with site.store.reading() as session:
        parameters = configurations.load(session, round_.configuration_hash).parameters
    ciphertext = submit.seal_answers(round_, codes.cell_of(code), answers, 0, parameters, site.keys)
    with site.store.connection() as connection:
        return submit.replace(connection, code, round_, ciphertext, site.clock())


def test_withdrawn_answers_count_in_the_check_of_their_cell(site: Installation) -> None:
    made = make_round(site, per_cell=6)
    receipts = send_answers(site, made, made.codes[:23], some_answers)
    replace_answer(site, codes.parse(receipts[0].receipt_code), None)
    change_one(
        site, Invitation, lambda row: {"used": False},
        Invitation.cluster == "north", Invitation.group == "academia",
    )  # fmt: skip
    change_one(site, Invitation, lambda row: {"used": True}, Invitation.used.is_(False),
               Invitation.cluster == "south")  # fmt: skip
    with pytest.raises(TooManyInCell):
        close(site, made.name, list(made.cards[:2]), actor=TESTER)
