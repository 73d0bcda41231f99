"""The doctor finds nothing wrong with what is well, and names everything that is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from surveyapp.doctor.database import QUIET
from surveyapp.doctor.examine import examine, summary
from surveyapp.doctor.finding import Finding, Grade
from surveyapp.installation import Installation
from surveyapp.rounds.cancel import cancel
from surveyapp.rounds.close import close
from surveyapp.store.answers import SealedResponse
from surveyapp.store.audit import AuditEntry
from surveyapp.store.participant import Invitation
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Record
from tests.conftest import SiteMaker
from tests.factories import TESTER, make_round, send_answers, some_answers
from tests.postgresql import shipped_settings
from tests.smtp import SmtpServer, free_port, start_smtp
from tests.tampering import change_one, past_the_guards


def faults(site: Installation) -> list[str]:
    return [f"{each.topic}: {each.says}" for each in all_of(site) if each.grade is Grade.WRONG]


def all_of(site: Installation) -> list[Finding]:
    site.keys.installation()
    for path in (site.settings.data / "survey.sqlite",):
        if path.exists():
            path.chmod(0o600)
    return list(examine(site))


def said(site: Installation, topic: str) -> str:
    return " ".join(each.says for each in all_of(site) if each.topic == topic)


def test_nothing_is_wrong_with_rounds_in_every_state(any_site: Installation) -> None:
    made = make_round(any_site, per_cell=6)
    send_answers(any_site, made, made.codes, some_answers)
    make_round(any_site, name="gone-2026")
    cancel(any_site, "gone-2026", "a test", actor=TESTER)
    assert faults(any_site) == []
    assert "key file, list, box and records agree" in said(any_site, "round test-2026")
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    assert faults(any_site) == []
    assert "records agree" in said(any_site, "round test-2026")
    assert "are gone" in said(any_site, "round gone-2026")
    assert summary(all_of(any_site)).startswith("Nothing is wrong")


def test_the_shipped_settings_of_postgresql_are_those_that_are_looked_for() -> None:
    shipped = {name: value.strip("'") for name, value in shipped_settings().items()}
    assert shipped == QUIET


def test_a_database_server_that_notes_statements_is_found(make_site: SiteMaker) -> None:
    site = make_site("postgresql")
    assert faults(site) == []
    with site.store.connection() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE \"{name}\" SET log_statement = 'all'"))
        connection.execute(text("ALTER TABLE comment ALTER COLUMN text SET STATISTICS 100"))
    site.store.dispose()
    (loud, kept) = faults(site)
    assert "log_statement is all, must be none" in loud
    assert "ALTER TABLE comment ALTER COLUMN text SET STATISTICS 0" in kept


def drop_answer(site: Installation) -> None:
    with past_the_guards(site) as connection:
        table = SealedResponse.__table__
        gone = connection.scalar(select(table.c.id).limit(1))
        connection.execute(table.delete().where(table.c.id == gone))


def move_participant(site: Installation) -> None:
    change_one(site, Invitation, lambda row: {"cluster": "south"}, Invitation.cluster == "north")


def edit_log(site: Installation) -> None:
    change_one(site, AuditEntry, lambda row: {"actor": "nobody"}, AuditEntry.number == 3)


def forge_record(site: Installation) -> None:
    change_one(site, Record, lambda row: {"signature": b"x" * 64}, Record.kind == "S0")


def lose_key(site: Installation) -> None:
    (site.keys.path / "test-2026.key").unlink()


def open_folder(site: Installation) -> None:
    site.settings.keys.chmod(0o755)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (drop_answer, "24 invitations are used and 23 answers are sealed"),
        (move_participant, "its list is not the one that was approved"),
        (edit_log, "changed past the program at entry 3"),
        (forge_record, "record S0"),
        (lose_key, "is not in the keys folder"),
        (open_folder, "chmod go="),
    ],
)
def test_harm_to_an_open_round_is_named(
    site: Installation, harm: Callable[[Installation], None], words: str
) -> None:
    made = make_round(site)
    send_answers(site, made, made.codes, some_answers)
    harm(site)
    assert any(words in fault for fault in faults(site)), faults(site)


def change_table(site: Installation) -> None:
    change_one(site, ResultTable, lambda row: {"answers": row["answers"] + " "})


def change_hashes(site: Installation) -> None:
    change_one(site, ResultTable, lambda row: {"ciphertext_hashes": '["' + "0" * 64 + '"]'})


def put_key_back(site: Installation) -> None:
    (site.keys.path / "test-2026.key").write_text("{}")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (change_table, "table T is not the one"),
        (change_hashes, "the list of check codes is not the one"),
        (put_key_back, "its key file is there again"),
    ],
)
def test_harm_to_a_closed_round_is_named(
    site: Installation, harm: Callable[[Installation], None], words: str
) -> None:
    made = make_round(site)
    send_answers(site, made, made.codes, some_answers)
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    harm(site)
    assert any(words in fault for fault in faults(site)), faults(site)


def test_an_empty_place_is_told_what_to_do(make_site: SiteMaker, tmp_path: Any) -> None:
    site = make_site(
        DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite", KEYS=str(tmp_path / "nothing")
    )
    found = [each.says for each in examine(site) if each.grade is Grade.WRONG]
    assert any("run surveyapp init" in each for each in found)
    assert not (tmp_path / "nothing").exists(), "the doctor makes nothing"


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with start_smtp() as server:
        yield server


def test_the_mail_server_is_asked_and_sends_nothing(make_site: SiteMaker, smtp: SmtpServer) -> None:
    site = make_site(MAIL_URL=f"smtp://127.0.0.1:{smtp.port}")
    assert "answers" in said(site, "mail")
    assert smtp.mails == []
    silent = make_site(MAIL_URL=f"smtp://127.0.0.1:{free_port()}")
    assert "does not answer" in said(silent, "mail")
