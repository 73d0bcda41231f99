"""What was kept as long as the settings say goes; what was published stays."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from surveyapp.cli.main import cli
from surveyapp.installation import Installation
from surveyapp.participants.copy import copy_of
from surveyapp.participants.erase import NoSuchParticipant
from surveyapp.rounds.analyse import CommentsGone, analyse
from surveyapp.rounds.release import release
from surveyapp.rounds.retention import purge
from surveyapp.settings import BadSetting, read_settings
from surveyapp.store import audit
from surveyapp.store.answers import Comment, Response
from surveyapp.store.audit import AuditEntry
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.results import ResultTable
from tests.conftest import Clock, SiteMaker
from tests.factories import TESTER, make_round
from tests.results import make_closed

EMAIL = "north.academia.0@example.org"
NAME = "test-2026"


def counts(site: Installation) -> dict[str, int]:
    tables = {"responses": Response, "comments": Comment, "people": Participant}
    with site.store.reading() as session:
        found = {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables.items()
        }
        used = select(func.count()).where(Invitation.used)
        return {**found, "used": session.scalar(used) or 0}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_each_kind_goes_when_its_time_is_up(
    make_site: SiteMaker, clock: Clock, database: str
) -> None:
    site = make_site(database, KEEP_USED="20", KEEP_RESPONSES="40", KEEP_IDENTITIES="60",
                     KEEP_AUDIT="50")  # fmt: skip
    made = make_closed(site)
    analyse(site, made.name, actor=TESTER)
    at_first = counts(site)
    assert all(at_first[name] for name in ("responses", "comments", "people", "used"))
    clock.turn(days=30)
    assert not any(purge(site, actor=TESTER).values()), "the round ended sixteen days ago"
    clock.turn(days=10)
    would = purge(site, dry_run=True, actor=TESTER)
    assert would["used flags"] == at_first["used"]
    assert counts(site) == at_first, "trying it changes nothing"
    assert purge(site, actor=TESTER) == would
    assert counts(site) == {**at_first, "used": 0}
    clock.turn(days=20)
    gone = purge(site, actor=TESTER)
    assert gone["responses and comments"] == at_first["responses"] + at_first["comments"]
    assert counts(site) | {"people": 0} == dict.fromkeys(at_first, 0)
    clock.turn(days=20)
    assert purge(site, actor=TESTER)["people"] == at_first["people"]
    assert counts(site)["people"] == 0
    with site.store.reading() as session:
        assert session.scalars(select(ResultTable)).one().answers, "table T stays"
        first = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).first()
        assert first is not None
        assert first.number > 1
        assert audit.broken_in(session) == []
    with pytest.raises(CommentsGone):
        analyse(site, made.name, actor=TESTER)
    folder = release(site, made.name, with_pdf=False, actor=TESTER)
    assert list(folder.iterdir()), "what was analysed can still be released"


def test_a_log_cut_by_hand_is_noticed(site: Installation, clock: Clock) -> None:
    make_round(site)
    clock.turn(days=2)
    with site.store.writing() as session:
        assert audit.cut(session, clock(), clock(), "tester") == 0, "nothing is younger"
        audit.append(session, clock(), "tester", "later", "x")
        assert audit.cut(session, clock(), clock(), "tester") > 0
    with site.store.reading() as session:
        log = list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))
        assert audit.broken(log) == []
        assert audit.broken(log[1:]) == [log[1].number]
    with pytest.raises(Exception, match="rows never change"), site.store.writing() as session:
        session.delete(session.scalars(select(AuditEntry).limit(1)).one())


def test_people_of_a_round_that_goes_on_stay(make_site: SiteMaker, clock: Clock) -> None:
    site = make_site(KEEP_IDENTITIES="1")
    make_round(site)
    clock.turn(days=10)
    assert purge(site, actor=TESTER)["people"] == 0


def test_zero_keeps(make_site: SiteMaker, clock: Clock) -> None:
    site = make_site(KEEP_USED="0", KEEP_RESPONSES="0", KEEP_IDENTITIES="0")
    make_closed(site, per_cell=6)
    clock.turn(days=4000)
    assert not any(purge(site, actor=TESTER).values())


def test_a_copy_holds_what_is_stored_but_not_whether_somebody_answered(
    site: Installation, clock: Clock
) -> None:
    make_round(site)
    with site.store.writing() as session:
        before = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        found = copy_of(session, f" {EMAIL.upper()}", actor=TESTER, now=clock())
        after = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    assert found["email"] == EMAIL
    assert found["firstname"] == "Asha"
    (invitation,) = found["invitations"]
    assert invitation["organisation"] == "Organisation 0"
    assert "used" not in json.dumps(found)
    assert after == before + 1
    with pytest.raises(NoSuchParticipant), site.store.writing() as session:
        copy_of(session, "nobody@example.org", actor=TESTER, now=clock())


def test_the_commands(site: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    make_round(site)
    for module in ("installations", "participants"):
        monkeypatch.setattr(f"surveyapp.cli.{module}.site", lambda: site)
    said = CliRunner().invoke(cli, ["purge", "--dry-run"])
    assert said.exit_code == 0
    assert "0 people would go" in said.output
    said = CliRunner().invoke(cli, ["participants", "copy", EMAIL])
    assert json.loads(said.output)["email"] == EMAIL
    said = CliRunner().invoke(cli, ["participants", "copy", "nobody@example.org"])
    assert said.exit_code == 1
    assert "Nobody with this address" in said.output


def test_a_time_that_is_no_number_is_refused() -> None:
    with pytest.raises(BadSetting, match="SURVEYAPP_KEEP_RESPONSES"):
        read_settings({"SURVEYAPP_KEEP_RESPONSES": "a year"})
