"""Receipts: an unknown one writes nothing; nothing stored tells whether anybody kept one."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from surveyapp import codes
from surveyapp.installation import Installation
from surveyapp.rounds import submit
from surveyapp.store.answers import SealedResponse
from surveyapp.store.audit import AuditEntry
from tests.factories import MadeRound, make_round, send_answers, small_configuration, some_answers


@pytest.fixture
def answered(site: Installation) -> MadeRound:
    made = make_round(site)
    send_answers(site, made, made.codes[:8], some_answers)
    return made


def stored(site: Installation) -> dict[str, bytes]:
    """Return every byte of the data folder, with the log written into the database first."""
    with site.store.outside_transactions() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    files = (file for file in site.settings.data.rglob("*") if file.is_file())
    # the index of the write-ahead log is rebuilt at will and holds page numbers only
    return {str(file): file.read_bytes() for file in files if not file.name.endswith("-shm")}


def test_an_unknown_receipt_writes_not_one_byte(site: Installation, answered: MadeRound) -> None:
    with site.store.engine.connect() as connection:
        round_ = submit.look_up(connection, answered.codes[-1], site.clock()).round
    before = stored(site)
    unknown = codes.with_cell(0)
    with pytest.raises(submit.UnknownCode), site.store.connection() as connection:
        submit.find_receipt(connection, unknown, site.clock())
    with pytest.raises(submit.UnknownCode), site.store.connection() as connection:
        submit.replace(connection, unknown, round_, b"another ciphertext", site.clock())
    with site.store.connection() as connection:
        assert submit.receipt_of(connection, unknown) is None
    assert stored(site) == before


def test_looking_at_a_receipt_leaves_no_trace(site: Installation, answered: MadeRound) -> None:
    receipts = send_answers(site, answered, answered.codes[8:9], some_answers)
    before = stored(site)
    code = codes.parse(receipts[0].receipt_code)
    with site.store.connection() as connection:
        submit.find_receipt(connection, code, site.clock())
        assert submit.receipt_of(connection, code) == receipts[0]
    assert stored(site) == before


def test_rows_of_those_who_replaced_look_like_all_others(
    any_site: Installation,
) -> None:
    """Same columns, same sizes, no more rows, no entry in the log; one hash a row, always."""
    made = make_round(any_site)
    receipts = send_answers(any_site, made, made.codes[:8], some_answers)
    with any_site.store.reading() as session:
        log = session.scalar(select(func.count()).select_from(AuditEntry))
    code = codes.parse(receipts[3].receipt_code)
    with any_site.store.connection() as connection:
        round_ = submit.find_receipt(connection, code, any_site.clock())
        parameters = small_configuration().parameters
        sealed = submit.seal_answers(round_, 0, None, 0, parameters, any_site.keys)
        submit.replace(connection, code, round_, sealed, any_site.clock())
    with any_site.store.reading() as session:
        rows = session.scalars(select(SealedResponse)).all()
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == log
    assert len(rows) == len(receipts)
    assert {len(row.receipt_hash) for row in rows} == {32}
    assert len({len(row.ciphertext) for row in rows}) == 1
    assert set(SealedResponse.__table__.columns.keys()) == {
        "id", "round_id", "receipt_hash", "ciphertext",
    }  # fmt: skip
