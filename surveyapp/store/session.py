"""Connections: one engine, sessions for reading, and transactions that write."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.orm import Session, sessionmaker

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "busy_timeout = 30000",
)


class Store:
    """The database of an installation."""

    def __init__(self, url: str) -> None:
        # parameters are answers, codes and addresses: no message may show them
        self.engine = create_engine(url, hide_parameters=True, pool_pre_ping=False)
        event.listen(self.engine, "handle_error", _quote_nothing)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(writes=True)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # SQLite lets one writer in; waiting here is fair and cheap, waiting there is neither
        self._turn = threading.Lock() if self.is_sqlite else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back on any error."""
        with self._in_turn(), self._sessions(bind=self._writer) as session, session.begin():
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in one writing transaction, for the respondents' two statements."""
        with self._in_turn(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def outside_transactions(self) -> Iterator[Connection]:
        """A connection in autocommit mode, for maintenance such as VACUUM."""
        with self._in_turn(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
        else:
            with self._turn:
                yield

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def is_sqlite_url(url: str) -> bool:
    """Return whether a database address names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def share_round(connection: Connection, round_id: UUID) -> None:
    """Keep a round from being frozen until the transaction ends (PostgreSQL; no trace on disk)."""
    _lock(connection, round_id, "pg_advisory_xact_lock_shared")


def hold_round(session: Session, round_id: UUID) -> None:
    """Wait for submissions that are under way, and keep others out until the transaction ends."""
    _lock(session.connection(), round_id, "pg_advisory_xact_lock")


def _lock(connection: Connection, round_id: UUID, function: str) -> None:
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(round_id.bytes[:8], signed=True)
        connection.execute(text(f"SELECT {function}(:key)"), {"key": key})


def _quote_nothing(context: ExceptionContext) -> None:
    """Take out of an error what the database quotes: a row that fails a check is an answer."""
    original = context.original_exception
    diagnosis = getattr(original, "diag", None)
    if diagnosis is not None:
        words = (original.sqlstate, diagnosis.table_name, diagnosis.constraint_name)  # type: ignore[attr-defined]
        text = " ".join(word for word in words if word)
    else:
        text = str(original) if isinstance(original, sqlite3.Error) else ""
    for error in (original, context.sqlalchemy_exception):
        if error is not None:
            error.args = (text or type(original).__name__,)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
