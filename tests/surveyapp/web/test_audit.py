"""Auditors read the log, find what they look for, and see when it was tampered with."""

from __future__ import annotations

import itertools
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

import surveyapp
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store import audit
from surveyapp.store.audit import AuditEntry
from surveyapp.web.audit_words import VERBS
from tests.factories import make_round
from tests.people import Person, sign_in


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


@pytest.fixture
def auditor(app: Flask, site: Installation) -> Person:
    make_round(site)
    return sign_in(app, site, "auditor@example.org")


def test_entries_are_found(auditor: Person) -> None:
    everything = auditor.get("/audit")
    assert "opened the round" in everything.text
    opened = auditor.get("/audit?verb=round.open&subject=test")
    assert opened.tree.xpath("//tbody/tr/td[4]/text()") == ["opened the round"]
    assert "fingerprint of the key: " in opened.text
    assert "{" not in everything.tree.xpath("string(//tbody)")
    assert "Nothing was found." in auditor.get("/audit?actor=nobody").text
    assert auditor.get("/audit?page=0").status == 200


def test_every_verb_of_the_program_has_words() -> None:
    written = re.compile(r"""audit\.append\([^"']*?f?"((?:[a-z_]+)\.[a-z_{}0-9]+)\"""", re.DOTALL)
    sources = [path.read_text() for path in Path(surveyapp.__file__).parent.rglob("*.py")]
    found = {verb for source in sources for verb in written.findall(source)}
    assert len(found) > 30
    assert {verb for verb in found if "{" not in verb} <= VERBS.keys()
    for kind in ("invitation", "reminder"):
        assert f"mail.{kind}" in VERBS
    for kind in ("configuration", "list"):
        assert f"round.approve_{kind}" in VERBS


def test_details_are_said(auditor: Person, site: Installation) -> None:
    closes = "2026-12-05T18:30:00+00:00"  # midnight in India
    with site.store.writing() as session:
        audit.append(
            session, site.clock(), "somebody", "round.extend", "test-2026", before=closes,
            after=closes, why="holidays", added={"north/academia": 3}, cells_checked=True, odd=1,
        )  # fmt: skip
    said = auditor.get("/audit?actor=somebody").text
    for words in (
        "moved the end of the round", "before: the end of 5 December 2026", "reason: holidays",
        "added: north/academia 3", "counts of cells agree: yes", "odd: 1",
    ):  # fmt: skip
        assert words in said


def test_the_chain_is_checked(auditor: Person, site: Installation) -> None:
    assert "Every entry fits" in auditor.get("/audit/check").text
    with site.store.connection() as connection:
        connection.execute(text("DROP TRIGGER audit_update"))
        connection.execute(text("UPDATE audit SET actor = 'somebody else' WHERE number = 5"))
    page = auditor.get("/audit/check")
    assert "The chain is broken" in page.text
    assert page.tree.xpath("string(//div[@role='alert']/p[2])").strip() == "5"


def test_the_whole_log_can_be_taken_along_and_checked(auditor: Person, site: Installation) -> None:
    lines = auditor.client.get("/audit/log.jsonl").data.decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    for before, after in itertools.pairwise(rows):
        assert after["previous"] == before["hash"]
    entries = [AuditEntry(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]
    assert audit.broken(entries) == []
