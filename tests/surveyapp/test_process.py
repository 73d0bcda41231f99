"""Processes of ours leave nothing behind: no core, no file for others, no words in their logs."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidRequestLine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveyapp.installation import Installation
from surveyapp.server_log import QuietLogger
from tests.factories import make_round

WORD = '"canary"'
DIES = """
import os, resource, sys
from surveyapp.process import harden
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
if sys.argv[1] == "hardened":
    harden()
typed = "what somebody typed"
open("own", "w").close()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
os.abort()
"""


def die(folder: Path, how: str) -> tuple[str, list[str]]:
    """Return what a process that is aborted prints, and the files that it leaves."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", DIES, how], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == -signal.SIGABRT
    return done.stdout.strip(), sorted(path.name for path in folder.iterdir())


def test_a_process_that_dies_dumps_no_core(tmp_path: Path) -> None:
    assert die(tmp_path / "hardened", "hardened") == ("0", ["own"])
    assert (tmp_path / "hardened" / "own").stat().st_mode & 0o077 == 0
    if Path("/proc/sys/kernel/core_pattern").read_text().startswith("core"):
        # so that the test can fail: here the system would have written one
        assert die(tmp_path / "careless", "careless") == ("-1", ["core", "own"])


@pytest.fixture
def server_log() -> Iterator[tuple[QuietLogger, io.StringIO]]:
    """The web server's logger, and what it has said."""
    logger, said = QuietLogger(Config()), io.StringIO()
    logger.error_log.handlers = [logging.StreamHandler(said)]
    yield logger, said
    logger.error_log.handlers = []


def test_the_servers_log_quotes_no_request(server_log: tuple[QuietLogger, io.StringIO]) -> None:
    logger, said = server_log
    logger.warning("Invalid request from ip=203.0.113.7: Invalid request line 'GET /i?ABCD'")
    try:
        raise InvalidRequestLine("GET /i?ABCD")
    except InvalidRequestLine:
        logger.exception("Error handling request %s", "/i?ABCD")
    assert said.getvalue().splitlines() == [
        "a request was not understood and refused",
        "a request failed: InvalidRequestLine",
    ]


def test_the_servers_log_says_why_it_does_not_start(
    server_log: tuple[QuietLogger, io.StringIO],
) -> None:
    logger, said = server_log
    try:
        raise ValueError("SURVEYAPP_BASE_URL is wrong")
    except ValueError:
        logger.exception("Exception in worker process")
    assert "SURVEYAPP_BASE_URL is wrong" in said.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        """INSERT INTO comment (id, round_id, cluster, stakeholder_group, question, text, review)
        SELECT id, id, 'a', 'b', 'c', :word, 'no such review' FROM round""",
        """INSERT INTO response (id, round_id, cluster, stakeholder_group, answers)
        SELECT id, id, NULL, 'b', :word FROM round""",
        """INSERT INTO reply (round_id, cluster, text) SELECT id, :word, 'a' FROM round
        UNION ALL SELECT id, :word, 'b' FROM round""",
    ],
    ids=["check", "not null", "unique"],
)
def test_errors_of_the_database_quote_no_row(any_site: Installation, statement: str) -> None:
    make_round(any_site, opened=False)
    with pytest.raises(DBAPIError) as caught, any_site.store.connection() as connection:
        connection.execute(text(statement), {"word": WORD})
    said = "".join(traceback.format_exception(caught.value))
    assert WORD not in said
    table = statement.split()[2]
    assert table in str(caught.value.args[0])
