"""Backups: every table as JSON lines, in the order of random keys, the same for both databases.

Key files are never in a backup; without them and the cards, its sealed responses are unreadable.
"""

from __future__ import annotations

import base64
import io
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, insert, select, text

from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import migrate
from surveyapp.store.guards import create_statements, drop_statements
from surveyapp.store.models import metadata
from surveyapp.store.session import Store

BATCH = 500


class NotEmpty(Refused):
    message = gettext_noop("The database holds data already; restore into a new installation.")


class NotABackup(Refused):
    message = gettext_noop("{file} is no backup of this program, or of a newer version of it.")


def write_backup(store: Store, releases: Path, file: Path) -> None:
    """Write database and releases into a compressed tar file, in one consistent state."""
    with store.engine.connect() as connection, tarfile.open(file, "x:gz") as archive:
        file.chmod(0o600)
        if not store.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        _add(archive, "revision", migrate.current(connection).encode())
        for table in metadata.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            lines = (json.dumps({k: _pack(v) for k, v in row.items()}) for row in rows)
            _add(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())
        for release in sorted(releases.glob("**/*")):
            if release.is_file():
                archive.add(release, f"releases/{release.relative_to(releases)}", filter=_plain)


def restore_backup(store: Store, releases: Path, file: Path) -> None:
    """Fill a new installation from a backup: all of it, or nothing."""
    try:
        with tarfile.open(file, "r:gz") as archive, store.connection() as connection:
            _refuse_filled(connection)
            revision = archive.extractfile("revision")
            migrate.upgrade(connection, revision.read().decode() if revision else "head")
            dialect = connection.dialect.name
            # the guards would refuse history: sealed answers of a round that is frozen by now
            _run(connection, drop_statements(dialect))
            for table in metadata.sorted_tables:
                _fill(connection, table, archive)
            _run(connection, create_statements(dialect))
            migrate.upgrade(connection)
            members = [m for m in archive.getmembers() if m.name.startswith("releases/")]
            archive.extractall(releases.parent, members, filter="data")
    except (tarfile.TarError, KeyError, ValueError, EOFError):
        raise NotABackup(file=file) from None


def _refuse_filled(connection: Connection) -> None:
    if migrate.current(connection) == "":
        return
    for table in metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise NotEmpty


def _fill(connection: Connection, table: Table, archive: tarfile.TarFile) -> None:
    handle = archive.extractfile(f"tables/{table.name}.jsonl")
    lines = handle.read().decode().splitlines() if handle else []
    for batch in _batches(lines):
        rows = [{k: _unpack(v) for k, v in json.loads(line).items()} for line in batch]
        connection.execute(insert(table), rows)
    if table.name == "hand_code" and connection.dialect.name == "postgresql" and lines:
        connection.execute(
            text("SELECT setval('hand_code_id_seq', (SELECT max(id) FROM hand_code))")
        )


def _batches(lines: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(lines), BATCH):
        yield lines[at : at + BATCH]


def _run(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(text(statement.replace(":", "\\:")))


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _pack(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).isoformat()}
    return {"json": value}


def _unpack(packed: dict[str, Any]) -> Any:
    ((kind, value),) = packed.items()
    if kind == "bytes":
        return base64.b64decode(value)
    if kind == "uuid":
        return UUID(value)
    return datetime.fromisoformat(value) if kind == "moment" else value
