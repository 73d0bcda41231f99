"""What the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveyapp.installation import Installation
from tests.factories import make_round


def refuse(site: Installation, statement: str) -> None:
    with pytest.raises(DBAPIError), site.store.connection() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE round SET configuration_hash = 'x'",
        "UPDATE round SET state = 'draft'",
        "UPDATE round SET state = 'released'",
        "UPDATE round SET name = 'other'",
        "UPDATE round SET public_key = NULL",
        "DELETE FROM round",
        "UPDATE document SET content = 'x'",
        "DELETE FROM document",
        "UPDATE configuration SET author_id = NULL",
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE record SET content = 'x'",
        "DELETE FROM record",
        "UPDATE invitation SET cluster = 'south' WHERE cluster = 'north'",
        "UPDATE invitation SET stakeholder_group = 'academia' WHERE stakeholder_group = 'industry'",
        "DELETE FROM invitation",
    ],
)
def test_an_open_round_is_locked(any_site: Installation, statement: str) -> None:
    make_round(any_site)
    refuse(any_site, statement)


def test_a_frozen_round_takes_no_answer(any_site: Installation) -> None:
    make_round(any_site)
    with any_site.store.connection() as connection:
        connection.execute(text("UPDATE round SET frozen = :yes"), {"yes": True})
    refuse(any_site, "UPDATE invitation SET used = NOT used")


def test_a_draft_can_change(any_site: Installation) -> None:
    make_round(any_site, opened=False)
    with any_site.store.connection() as connection:
        connection.execute(text("UPDATE invitation SET cluster = 'south'"))
        changed = connection.scalar(text("SELECT count(*) FROM invitation WHERE cluster = 'south'"))
    assert changed == 24
