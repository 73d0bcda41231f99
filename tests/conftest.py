"""Fixtures: a database of each kind, an installation around it, a clock that tests can turn."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from sqlalchemy import text

from surveyapp.installation import Installation, installed
from surveyapp.settings import read_settings
from surveyapp.store import migrate
from surveyapp.store.session import Store
from tests.anonymity.summary import pytest_terminal_summary
from tests.postgresql import PostgresServer, start_postgresql
from tests.reference import FOLDER

__all__ = ["pytest_terminal_summary"]  # the attacks' table

# the same examples everywhere, and no test that fails because a machine is slow
hypothesis.settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def turn(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture(scope="session")
def reference() -> Path | None:
    """The folder of reference data, where there is one."""
    return FOLDER if FOLDER.is_dir() else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A real PostgreSQL server."""
    with start_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    store = Store(f"sqlite:///{path}")
    with store.connection() as connection:
        migrate.upgrade(connection)
    with store.outside_transactions() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    store.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgresServer) -> str:
    """The name of a migrated database to copy."""
    store = Store(postgresql.create("survey_template"))
    with store.connection() as connection:
        migrate.upgrade(connection)
    store.dispose()
    return "survey_template"


@pytest.fixture
def clock() -> Clock:
    return Clock()


SiteMaker = Callable[..., Installation]


@pytest.fixture
def make_site(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[SiteMaker]:
    """Make installations: ``make_site("sqlite")``, ``make_site("postgresql", MAIL_URL=…)``."""
    made: list[tuple[Installation, Callable[[], None]]] = []

    def make(database: str = "sqlite", **settings: str) -> Installation:
        data = tmp_path / f"data{len(made)}"
        data.mkdir(mode=0o700)
        drop: Callable[[], None] = lambda: None  # noqa: E731
        if database == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            shutil.copy(template, data / "survey.sqlite")
            url = f"sqlite:///{data}/survey.sqlite"
        else:
            server: PostgresServer = request.getfixturevalue("postgresql")
            name = f"test_{uuid4().hex}"
            url = server.create(name, request.getfixturevalue("postgresql_template"))
            drop = lambda: server.drop(name)  # noqa: E731
        environ = {f"SURVEYAPP_{key}": value for key, value in settings.items()}
        given = {"SURVEYAPP_DATA": str(data), "SURVEYAPP_DATABASE_URL": url, **environ}
        site = installed(read_settings(given), clock)
        made.append((site, drop))
        return site

    yield make
    for site, drop in made:
        site.store.dispose()
        drop()


@pytest.fixture
def site(make_site: SiteMaker) -> Installation:
    """An installation on SQLite."""
    return make_site()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_site(make_site: SiteMaker, request: pytest.FixtureRequest) -> Installation:
    """An installation on each database in turn."""
    return make_site(request.param)
