"""The database: there, current, undamaged, and told to note nothing about those who answer."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from surveyapp.doctor.finding import Finding, well, wrong
from surveyapp.installation import Installation
from surveyapp.store import migrate

# deploy/postgresql/survey.conf sets these; a test compares
QUIET = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_duration": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_lock_waits": "off",
    "track_commit_timestamp": "off",
    "debug_print_parse": "off",
    "debug_print_rewritten": "off",
    "debug_print_plan": "off",
}
OFF = {"off", ""}  # since version 18 log_connections is a list of what to note


def database(site: Installation) -> Iterator[Finding]:
    """Look at the database; nothing is written."""
    try:
        with site.store.engine.connect() as connection:
            yield from _schema(connection)
            if not migrate.current(connection):
                return
            look = _sqlite if site.store.is_sqlite else _postgresql
            yield from look(connection)
    except SQLAlchemyError as error:
        yield wrong("database", f"it does not answer ({type(error).__name__}): see "
                    "SURVEYAPP_DATABASE_URL")  # fmt: skip


def is_there(site: Installation) -> bool:
    """Return whether there are tables that this program can read."""
    try:
        with site.store.engine.connect() as connection:
            return migrate.is_current(connection)
    except SQLAlchemyError:
        return False


def _schema(connection: Connection) -> Iterator[Finding]:
    revision = migrate.current(connection)
    if migrate.is_current(connection):
        yield well("database", f"its tables are this program's (revision {revision})")
    elif revision:
        yield wrong("database", f"its tables are of another version ({revision}): make a backup "
                    "and run surveyapp init")  # fmt: skip
    else:
        yield wrong("database", "it is empty: run surveyapp init")


def _sqlite(connection: Connection) -> Iterator[Finding]:
    damage = connection.execute(text("PRAGMA quick_check")).scalars().all()
    if damage == ["ok"]:
        yield well("database", "SQLite; its file is undamaged")
    else:
        yield wrong("database", f"SQLite; its file is damaged: {damage[0]}. Keep a copy, and "
                    "restore the last backup")  # fmt: skip


def _postgresql(connection: Connection) -> Iterator[Finding]:
    asked = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
    found = connection.execute(asked, {"names": list(QUIET)})
    running = {str(name): str(value) for name, value in found}
    loud = sorted(
        name
        for name, value in QUIET.items()
        if name in running and running[name] != value and not {value, running[name]} <= OFF
    )
    for name in loud:
        yield wrong("database", f"PostgreSQL notes too much: {name} is {running[name]}, must be "
                    f"{QUIET[name]} (deploy/postgresql/survey.conf)")  # fmt: skip
    if not loud:
        version = connection.scalar(text("SHOW server_version"))
        yield well("database", f"PostgreSQL {version}; it notes no statement, row or time")
    kept = text(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attname = ANY(:columns) "
        "AND attrelid = ANY(CAST(:tables AS regclass[])) AND attstattarget IS DISTINCT FROM 0"
    )
    values = {"columns": ["answers", "text", "redacted"], "tables": ["response", "comment"]}
    for table, column in connection.execute(kept, values):
        yield wrong("database", f"PostgreSQL may keep words of {table} in its statistics: "
                    f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")  # fmt: skip
