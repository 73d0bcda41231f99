"""Auditors read the log, find what they look for, and see when it was tampered with."""

from __future__ import annotations

import itertools
import json
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store import audit
from surveyapp.store.audit import AuditEntry
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
    assert "round.open" in everything.text
    opened = auditor.get("/audit?verb=round.open&subject=test")
    assert opened.tree.xpath("//tbody/tr/td[4]/text()") == ["round.open"]
    assert "Nothing was found." in auditor.get("/audit?actor=nobody").text
    assert auditor.get("/audit?page=0").status == 200


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
