"""What departed from the plan is found in the audit log, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

from surveyapp.accounts import people
from surveyapp.installation import Installation
from surveyapp.participants.importer import add_participants
from surveyapp.reports.edition import Deviation
from surveyapp.rounds import approve, create, state
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.close import close
from surveyapp.rounds.deviations import deviations
from surveyapp.rounds.invite import send_invitations
from surveyapp.rounds.release import release
from surveyapp.rounds.tables import table_of
from surveyapp.store import configurations
from tests.conftest import Clock
from tests.factories import (
    TESTER,
    MadeRound,
    make_round,
    make_rows,
    send_answers,
    small_configuration,
    some_answers,
)

NAME = "test-2026"
# one reminder is planned for nobody here, so that only what a test does can depart from the plan
PLAN = {"minimums": {"reminders": 0}}


def found(site: Installation) -> list[Deviation]:
    with site.store.reading() as session:
        round_ = state.find(session, NAME)
        parameters = configurations.load(session, round_.configuration_hash).parameters
        return list(deviations(session, round_, table_of(session, round_), parameters))


def make_answered(site: Installation) -> MadeRound:
    made = make_round(site, small_configuration(**PLAN), per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    return made


def end(site: Installation, made: MadeRound, clock: Clock, days: int) -> None:
    clock.turn(days=days)
    close(site, NAME, list(made.cards[:2]), actor=TESTER)
    analyse(site, NAME, actor=TESTER)


def test_a_round_by_the_plan_has_none(site: Installation, clock: Clock) -> None:
    made = make_answered(site)
    with site.store.writing() as session:
        send_invitations(session, state.find(session, NAME), actor=TESTER, now=site.clock())
    end(site, made, clock, days=15)
    release(site, NAME, with_pdf=False, actor=TESTER)
    assert found(site) == []


def test_extension_addition_and_a_late_close(site: Installation, clock: Clock) -> None:
    made = make_answered(site)
    with site.store.writing() as session:
        round_ = state.find(session, NAME)
        before, later = round_.closes_at, round_.closes_at + timedelta(days=7)
        create.extend(session, round_, later, "Holidays.", actor=TESTER, now=site.clock())
        rows = make_rows(small_configuration(), 17)[16:17]
        add_participants(session, round_, rows, keys=site.keys, actor=TESTER, now=site.clock())
    end(site, made, clock, days=31)
    kinds = {own.kind: own.values for own in found(site)}
    assert kinds == {
        "extended": {
            "before": before.isoformat(), "after": later.isoformat(), "why": "Holidays.",
        },
        "added": {"count": 1},
        "closed_late": {"days": 10},
    }  # fmt: skip


def test_an_early_close_and_missing_reminders(site: Installation) -> None:
    made = make_round(site, per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    close(site, NAME, list(made.cards[:2]), actor=TESTER)
    assert [own.kind for own in found(site)] == ["closed_early", "reminders"]
    assert found(site)[1].values == {"sent": 0, "planned": 2}


def test_approvals_that_were_given_again(site: Installation) -> None:
    make_round(site, per_cell=16, opened=False)
    untold = {"answers": {"reminders": None, "cells": []}}
    with site.store.writing() as session:
        round_ = state.find(session, NAME)
        member = people.find(session, "committee@example.org")
        approve.approve_configuration(session, round_, member, actor=TESTER, now=site.clock())
        approve.back_to_draft(session, round_, actor=TESTER, now=site.clock())
        parameters = configurations.load(session, round_.configuration_hash).parameters
        (only,) = deviations(session, round_, untold, parameters)
    assert only.kind == "voided"


def test_corrections_and_new_analyses(site: Installation, clock: Clock) -> None:
    made = make_answered(site)
    end(site, made, clock, days=15)
    release(site, NAME, with_pdf=False, actor=TESTER)
    clock.turn(days=1)
    analyse(site, NAME, actor=TESTER)
    release(site, NAME, corrects=1, why="A code.", with_pdf=False, actor=TESTER)
    assert {own.kind: own.values for own in found(site)} == {
        "reanalysed": {"number": 1},
        "corrected": {"number": 2, "corrects": 1, "why": "A code."},
    }
