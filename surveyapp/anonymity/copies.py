"""What an attacker with full read access copies: rows with all that the database says of them, the
files themselves, backups, and the whole write-ahead log."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import Connection, inspect, text

from surveyapp.installation import Installation
from surveyapp.store.backup import write_backup

Rows = list[dict[str, Any]]
WAL_PAGE, SHORT_HEADER, LONG_HEADER, IS_LONG = 8192, 24, 40, 0x0002


@dataclass(frozen=True)
class Copy:
    """One moment: each table's rows in the order of a scan, and every file."""

    rows: dict[str, Rows]
    files: dict[str, bytes]


class Copies(Protocol):
    """Takes copies of one installation."""

    def take(self, *, backup: bool) -> Copy:
        """Copy everything as it is now; with ``backup`` what the program itself writes as well."""

    def log_kept(self) -> Any:
        """While this context lasts nothing of the write-ahead log is overwritten."""

    def log(self) -> bytes:
        """Return the log since the context began; within the context."""


def copies_of(site: Installation, data_folder: Path | None = None) -> Copies:
    """Return what takes copies; ``data_folder`` is PostgreSQL's, where it can be read."""
    if site.store.is_sqlite:
        return SqliteCopies(site)
    return PostgresCopies(site, data_folder)


class SqliteCopies:
    """Copies of the database's file, its log and index, the queue and everything beside them."""

    def __init__(self, site: Installation) -> None:
        self._site = site
        self._file = Path(site.store.engine.url.database or "")

    def take(self, *, backup: bool) -> Copy:
        with self._site.store.engine.connect() as connection:
            rows = {name: _sqlite_rows(connection, name) for name in _tables(connection)}
        return Copy(rows, _files_beside(self._site, backup))

    @contextmanager
    def log_kept(self) -> Iterator[None]:
        """Let somebody read all the time: the log cannot begin anew while they do."""
        reader = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchall()
        try:
            yield
        finally:
            reader.close()

    def log(self) -> bytes:
        return self._file.with_name(f"{self._file.name}-wal").read_bytes()


class PostgresCopies:
    """Copies of tables and, on the server itself, of their files and of the write-ahead log."""

    def __init__(self, site: Installation, data_folder: Path | None) -> None:
        self._site = site
        self._folder = data_folder
        self._start = 0

    def take(self, *, backup: bool) -> Copy:
        with self._site.store.outside_transactions() as connection:
            if self._folder is not None:
                connection.execute(text("CHECKPOINT"))
            rows = {name: _postgresql_rows(connection, name) for name in _tables(connection)}
            files = self._relations(connection) if self._folder else {}
        return Copy(rows, {**files, **_files_beside(self._site, backup)})

    @contextmanager
    def log_kept(self) -> Iterator[None]:
        if self._folder is None:
            yield
            return
        slot = f"attack_{uuid4().hex}"
        self._call(f"SELECT pg_create_physical_replication_slot('{slot}', true)")
        self._start = self._position()
        try:
            yield
        finally:
            self._call(f"SELECT pg_drop_replication_slot('{slot}')")

    def log(self) -> bytes:
        if self._folder is None:
            return b""
        size = int(self._call("SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"))
        end = self._position()
        parts = []
        for number in range(self._start // size, end // size + 1):
            segment = (self._folder / "pg_wal" / _segment(number, size)).read_bytes()
            parts.append(_without_headers(segment[: max(end - number * size, 0)]))
        return b"".join(parts)

    def _relations(self, connection: Connection) -> dict[str, bytes]:
        found = connection.execute(
            text(
                "SELECT c.relname, pg_relation_filepath(c.oid) FROM pg_class c "
                "WHERE c.relkind IN ('r', 'i', 't') AND pg_relation_filepath(c.oid) IS NOT NULL "
                "AND (c.relnamespace = 'public'::regnamespace OR c.oid IN (SELECT reltoastrelid "
                "FROM pg_class WHERE relnamespace = 'public'::regnamespace))"
            )
        )
        assert self._folder is not None  # noqa: S101 - asked before
        return {f"heap {name}": (self._folder / path).read_bytes() for name, path in found}

    def _position(self) -> int:
        return int(self._call("SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')"))

    def _call(self, statement: str) -> Any:
        with self._site.store.outside_transactions() as connection:
            return connection.scalar(text(statement))


def _tables(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


def _sqlite_rows(connection: Connection, table: str) -> Rows:
    has_rowid = connection.scalar(
        text("SELECT NOT wr FROM pragma_table_list WHERE name = :name"), {"name": table}
    )
    physical = 'rowid AS "(rowid)", ' if has_rowid else ""
    return _rows(connection, f'SELECT {physical}* FROM "{table}"')  # noqa: S608 - names from the schema


def _postgresql_rows(connection: Connection, table: str) -> Rows:
    wide = ("JSON", "TEXT", "BYTEA")
    columns = inspect(connection).get_columns(table)
    chunks = "".join(
        f'pg_column_toast_chunk_id("{c["name"]}")::text::bigint AS "({c["name"]} chunk)", '
        for c in columns
        if str(c["type"]).upper() in wide and connection.dialect.server_version_info >= (17,)  # type: ignore[operator]
    )
    physical = f'ctid::text AS "(ctid)", xmin::text::bigint AS "(xmin)", {chunks}'
    return _rows(connection, f'SELECT {physical}* FROM "{table}"')  # noqa: S608 - names from the schema


def _rows(connection: Connection, statement: str) -> Rows:
    found = connection.execute(text(statement.replace("::", "\\:\\:"))).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    """Return a value as both databases give it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and (place := re.fullmatch(r"\((\d+),(\d+)\)", value)):
        return int(place[1]) << 16 | int(place[2])
    return value


def _files_beside(site: Installation, backup: bool) -> dict[str, bytes]:
    return {**_files_below(site.settings.data), **(_backup(site) if backup else {})}


def _files_below(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[f"file {path.relative_to(folder)}"] = path.read_bytes()
    return found


def _backup(site: Installation) -> dict[str, bytes]:
    """Return the members of the backup that the program itself makes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backup.tar.gz"
        write_backup(site.store, site.settings.data / "releases", file)
        with tarfile.open(file) as archive:
            members = [m for m in archive.getmembers() if m.isfile()]
            return {f"backup {m.name}": archive.extractfile(m).read() for m in members}  # type: ignore[union-attr]


def _segment(number: int, size: int) -> str:
    per_file = (1 << 32) // size
    return f"{1:08X}{number // per_file:08X}{number % per_file:08X}"


def _without_headers(data: bytes) -> bytes:
    """Return a segment's records in their order, without what stands at the head of each page."""
    parts = []
    for at in range(0, len(data) - LONG_HEADER, WAL_PAGE):
        (info,) = struct.unpack_from("<H", data, at + 2)
        header = LONG_HEADER if info & IS_LONG else SHORT_HEADER
        parts.append(data[at + header : at + WAL_PAGE])
    return b"".join(parts)
