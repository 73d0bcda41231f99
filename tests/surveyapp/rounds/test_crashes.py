"""Killed at any step, the close leaves the box whole or the opened round whole, and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from surveyapp.installation import Installation
from surveyapp.rounds.close import close
from surveyapp.store.answers import Comment, Response, SealedResponse
from surveyapp.store.participant import Invitation
from surveyapp.store.results import ResultTable
from tests.factories import TESTER, find_round, make_round, send_answers, some_answers

STEPS = {
    "after S1, in its transaction": ("surveyapp.rounds.close:freeze", "open"),
    "after the key was put together": ("surveyapp.rounds.close:_private_key", "open"),
    "after the box was emptied": ("surveyapp.rounds.close:_empty_box", "open"),
    "after responses were written": ("surveyapp.rounds.close:write_apart", "open"),
    "before the commit": ("surveyapp.rounds.close:_unseal", "open"),
    "after the commit": ("surveyapp.rounds.close:unseal_round", "closed"),
    "after the flags were rewritten": ("surveyapp.rounds.clean:_rewrite_used", "closed"),
    "after the mails were purged": ("surveyapp.rounds.clean:purge", "closed"),
    "after the files were rewritten": ("surveyapp.rounds.clean:rewrite", "closed"),
    "after the key was destroyed": ("surveyapp.keys:KeyFolder.destroy_round_key", "closed"),
}
ANSWERS = 40


def numbers(site: Installation) -> dict[str, int]:
    tables = {"sealed": SealedResponse, "responses": Response, "tables": ResultTable}
    with site.store.reading() as session:
        found = {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables.items()
        }
        used = session.scalar(select(func.count()).where(Invitation.used)) or 0
    return {**found, "used": used}


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_close_goes_on(any_site: Installation, step: str) -> None:
    place, expected = STEPS[step]
    made = make_round(any_site, per_cell=16)
    send_answers(any_site, made, made.codes[:ANSWERS], some_answers)
    settings = any_site.settings
    any_site.store.dispose()
    program = [sys.executable, "-m", "tests.surveyapp.rounds.killed_close"]
    killed = subprocess.run(
        [*program, made.name, place, *made.cards[:2]],
        env={
            **os.environ, "SURVEYAPP_DATA": str(settings.data),
            "SURVEYAPP_DATABASE_URL": settings.database_url,
        },
        check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert find_round(any_site).state == expected
    found = numbers(any_site)
    if expected == "open":
        assert (found["sealed"], found["responses"], found["tables"]) == (ANSWERS, 0, 0)
        assert any_site.keys.has_round_key(made.name)
    else:
        assert (found["sealed"], found["responses"], found["tables"]) == (0, ANSWERS, 1)
    assert found["used"] == ANSWERS
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    assert find_round(any_site).cleaned
    assert numbers(any_site) == {"sealed": 0, "responses": ANSWERS, "tables": 1, "used": ANSWERS}
    assert not any_site.keys.has_round_key(made.name)
    with any_site.store.reading() as session:
        texts = sorted(session.scalars(select(Comment.text)))
    sent = [some_answers(number) for number in range(ANSWERS)]
    assert texts == sorted(a["easier"] or a["harder"] for a in sent)
