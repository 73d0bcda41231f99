"""The close: what comes out is what went in, apart and shuffled, and the key is gone."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter

import pytest
from sqlalchemy import func, select

from analysis import merkle
from surveyapp import cards, codes
from surveyapp.installation import Installation
from surveyapp.rounds import keyholders, submit
from surveyapp.rounds.clean import LogHeld
from surveyapp.rounds.close import NotEnoughCards, WrongShares, close
from surveyapp.rounds.freeze import BoxBroken, BoxChanged, freeze
from surveyapp.rounds.keyholders import WrongCard
from surveyapp.rounds.records import is_signed_by, record_of
from surveyapp.rounds.state import WrongState
from surveyapp.rounds.unseal import TooManyInCell
from surveyapp.store import configurations
from surveyapp.store.answers import Comment, Response, SealedResponse
from surveyapp.store.participant import Invitation
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Card
from tests.factories import (
    TESTER,
    MadeRound,
    find_round,
    make_round,
    send_answers,
    some_answers,
)


def answered(site: Installation, per_cell: int = 16) -> MadeRound:
    made = make_round(site, per_cell=per_cell)
    send_answers(site, made, made.codes, some_answers)
    return made


def count(site: Installation, table: type) -> int:
    with site.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_two_of_three_cards_close(any_site: Installation) -> None:
    made = answered(any_site)
    close(any_site, made.name, [made.cards[2], made.cards[0]], actor=TESTER)
    round_ = find_round(any_site)
    assert (round_.state, round_.cleaned) == ("closed", True)
    assert count(any_site, SealedResponse) == 0
    assert not any_site.keys.has_round_key(made.name)
    with any_site.store.reading() as session:
        responses = session.scalars(select(Response)).all()
        got = Counter(
            tuple(r.answers[k] for k in ("find", "book", "grant", "sponsor")) for r in responses
        )
        comments = Counter(c.text for c in session.scalars(select(Comment)))
        shares = session.scalars(select(Card.share)).all()
    sent = [some_answers(n) for n in range(64)]
    assert got == Counter(tuple(a[k] for k in ("find", "book", "grant", "sponsor")) for a in sent)
    assert comments == Counter(a["easier"] or a["harder"] for a in sent)
    assert shares == [None, None, None]


def test_records_agree_with_each_other(any_site: Installation) -> None:
    made = answered(any_site)
    with any_site.store.reading() as session:
        sealed = list(session.scalars(select(SealedResponse.ciphertext)))
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    fingerprint = any_site.keys.installation().fingerprint
    with any_site.store.reading() as session:
        round_ = find_round(any_site)
        records = {k: record_of(session, round_, k) for k in ("S0", "S1", "S2")}
        table = session.get_one(ResultTable, round_.id)
    assert all(record and is_signed_by(record, fingerprint) for record in records.values())
    first, second = (json.loads(records[k].content) for k in ("S1", "S2"))
    hashes = sorted(hashlib.sha256(c).digest() for c in sealed)
    assert first["root"] == merkle.root(hashes)
    assert json.loads(table.ciphertext_hashes) == [h.hex() for h in hashes]
    assert first["used"] == first["sealed"] == 64
    assert second["S1"] == hashlib.sha256(records["S1"].content.encode()).hexdigest()
    assert second["table"] == hashlib.sha256(table.answers.encode()).hexdigest()
    totals = second["totals"]
    assert totals["sealed"] == totals["opened"] + totals["invalid"] + totals["withdrawn"]
    assert totals["opened"] == totals["valid"] + totals["excluded"]


def test_a_replaced_answer_counts_and_a_withdrawn_one_does_not(any_site: Installation) -> None:
    made = make_round(any_site, per_cell=16)
    receipts = send_answers(any_site, made, made.codes, some_answers)
    for number, answers in ((0, {"find": 5, "easier": "Replaced by hand."}), (1, None)):
        code = codes.parse(receipts[number].receipt_code)
        with any_site.store.engine.connect() as connection:
            round_ = submit.find_receipt(connection, code, any_site.clock())
        with any_site.store.reading() as session:
            parameters = configurations.load(session, round_.configuration_hash).parameters
        cell = codes.cell_of(code)
        sealed = submit.seal_answers(round_, cell, answers, 0, parameters, any_site.keys)
        with any_site.store.connection() as connection:
            changed = submit.replace(connection, code, round_, sealed, any_site.clock())
        assert changed.check_code == codes.check_code(sealed) != receipts[number].check_code
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    with any_site.store.reading() as session:
        record = record_of(session, find_round(any_site), "S2")
        texts = set(session.scalars(select(Comment.text)))
    assert json.loads(record.content)["totals"]["withdrawn"] == 1
    assert "Replaced by hand." in texts
    assert some_answers(0)["easier"] not in texts
    assert some_answers(1)["harder"] not in texts


def test_deposits_close_without_cards(any_site: Installation) -> None:
    made = answered(any_site)
    key = any_site.keys.round_key(made.name)
    for card in made.cards[1:]:
        with any_site.store.writing() as session:
            round_ = session.merge(find_round(any_site))
            keyholders.deposit(session, round_, card, key, actor=TESTER, now=any_site.clock())
    close(any_site, made.name, [], actor=TESTER)
    assert find_round(any_site).state == "closed"


def test_too_few_wrong_and_repeated_cards_change_nothing(any_site: Installation) -> None:
    made = answered(any_site)
    for typed, error in (
        ([], NotEnoughCards),
        ([made.cards[0]], NotEnoughCards),
        ([made.cards[0], made.cards[0]], NotEnoughCards),
        ([made.cards[0], codes.generate()], WrongCard),
        ([made.cards[0], "not a card"], WrongCard),
    ):
        with pytest.raises(error):
            close(any_site, made.name, typed, actor=TESTER)
    round_ = find_round(any_site)
    assert (round_.state, round_.frozen) == ("open", False)
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)


def test_cards_of_two_rounds_are_not_mixed(site: Installation) -> None:
    made = answered(site)
    other = make_round(site, name="other-2026")
    for typed in ([made.cards[0], other.cards[1]], [*made.cards[:2], other.cards[0]]):
        with pytest.raises(WrongCard):
            close(site, made.name, typed, actor=TESTER)
    with pytest.raises(WrongCard):
        close(site, other.name, list(made.cards[:2]), actor=TESTER)
    assert count(site, SealedResponse) == 64
    assert not find_round(site).frozen
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    assert find_round(site, "other-2026").state == "open"


def test_an_exchanged_share_is_noticed_and_another_card_helps(any_site: Installation) -> None:
    made = answered(any_site)
    public = cards.public_key(made.cards[0])
    forged = cards.split(cards.new_secret(), 2, [public, public])[0]
    with any_site.store.writing() as session:
        card = session.scalars(select(Card).where(Card.public_key == public)).one()
        card.share = forged
    with pytest.raises(WrongShares):
        close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    assert count(any_site, SealedResponse) == 64
    close(any_site, made.name, list(made.cards[1:]), actor=TESTER)
    assert find_round(any_site).state == "closed"


def test_a_frozen_round_takes_no_answer(any_site: Installation) -> None:
    made = make_round(any_site, per_cell=16)
    send_answers(any_site, made, made.codes[:-1], some_answers)
    with any_site.store.writing() as session:
        freeze(
            session, session.merge(find_round(any_site)), keys=any_site.keys, actor=TESTER,
            now=any_site.clock(),
        )  # fmt: skip
    with pytest.raises(submit.NoLongerOpen):
        send_answers(any_site, made, made.codes[-1:], some_answers)


def drop_one(site: Installation) -> None:
    """Delete one sealed response behind the program's back."""
    with site.store.connection() as connection:
        gone = connection.scalar(select(SealedResponse.id).limit(1))
        connection.execute(SealedResponse.__table__.delete().where(SealedResponse.id == gone))


def test_a_dropped_answer_is_noticed(any_site: Installation) -> None:
    made = answered(any_site)
    drop_one(any_site)
    with pytest.raises(BoxBroken):
        close(any_site, made.name, list(made.cards[:2]), actor=TESTER)


def test_a_change_after_the_record_is_noticed(any_site: Installation) -> None:
    made = answered(any_site)
    with any_site.store.writing() as session:
        freeze(
            session, session.merge(find_round(any_site)), keys=any_site.keys, actor=TESTER,
            now=any_site.clock(),
        )  # fmt: skip
    drop_one(any_site)
    with any_site.store.connection() as connection:
        used = connection.scalar(select(Invitation.id).where(Invitation.used).limit(1))
        connection.execute(
            Invitation.__table__.update().where(Invitation.id == used).values(used=False)
        )
    with pytest.raises(BoxChanged):
        close(any_site, made.name, list(made.cards[:2]), actor=TESTER)


def test_more_answers_in_a_cell_than_invitations_are_refused(any_site: Installation) -> None:
    made = make_round(any_site, per_cell=16)
    send_answers(any_site, made, made.codes[:40], some_answers)
    with any_site.store.connection() as connection:
        # somebody with the key file moves a used flag to another cell
        rows = connection.execute(select(Invitation.id, Invitation.used, Invitation.cluster)).all()
        used = next(r.id for r in rows if r.used and r.cluster == "north")
        unused = next(r.id for r in rows if not r.used and r.cluster == "south")
        table = Invitation.__table__
        connection.execute(table.update().where(table.c.id == used).values(used=False))
        connection.execute(table.update().where(table.c.id == unused).values(used=True))
    with pytest.raises(TooManyInCell):
        close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    assert count(any_site, SealedResponse) == 40


def test_a_copied_answer_counts_as_invalid(any_site: Installation) -> None:
    made = answered(any_site)
    with any_site.store.connection() as connection:
        rows = connection.execute(select(SealedResponse.id, SealedResponse.ciphertext)).all()
        table = SealedResponse.__table__
        copy = table.update().where(table.c.id == rows[1].id)
        connection.execute(copy.values(ciphertext=rows[0].ciphertext))
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    with any_site.store.reading() as session:
        record = record_of(session, find_round(any_site), "S2")
    assert json.loads(record.content)["totals"]["invalid"] == 1


def test_a_round_with_too_few_answers_is_destroyed(any_site: Installation) -> None:
    made = make_round(any_site)
    send_answers(any_site, made, made.codes[:4], some_answers)
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    assert find_round(any_site).state == "cancelled"
    assert count(any_site, Response) == count(any_site, SealedResponse) == 0
    assert not any_site.keys.has_round_key(made.name)


def test_a_closed_round_stays_closed(site: Installation) -> None:
    made = answered(site)
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    close(site, made.name, [], actor=TESTER)
    assert find_round(site).state == "closed"
    cancelled = make_round(site, name="other-2026", opened=False)
    with pytest.raises(WrongState):
        close(site, cancelled.name, [], actor=TESTER)


def test_a_program_that_reads_keeps_the_log_and_so_the_close_waits_for_its_end(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = answered(site)
    monkeypatch.setattr("surveyapp.store.session.PRAGMAS", ("journal_mode = WAL",))
    site.store.dispose()  # connections that do not wait half a minute for the reader
    reader = sqlite3.connect(site.settings.data / "survey.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM round").fetchall()
    with pytest.raises(LogHeld):
        close(site, made.name, list(made.cards[:2]), actor=TESTER)
    assert (find_round(site).state, find_round(site).cleaned) == ("closed", False)
    reader.close()
    close(site, made.name, [], actor=TESTER)
    assert find_round(site).cleaned
    log = site.settings.data / "survey.sqlite-wal"
    assert not log.exists() or b"Easier because" not in log.read_bytes()
