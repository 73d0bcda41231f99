"""Fixtures: the program as it runs in earnest, on each database, and its SMTP server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.running import Running
from tests.postgresql import PostgresServer
from tests.smtp import SmtpServer, free_port, start_smtp


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with start_smtp() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path, smtp: SmtpServer) -> Iterator[Running]:
    environ = {"SURVEYAPP_DATA": str(tmp_path / "data"), "SURVEYAPP_MAIL_URL": smtp.url}
    server: PostgresServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        environ["SURVEYAPP_DATABASE_URL"] = server.create("end_to_end")
    program = Running(environ, free_port())
    yield program
    program.stop()
    if server:
        server.drop("end_to_end")
