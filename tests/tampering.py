"""Somebody who can write to the database, past the program and past the database's own guards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, select, text

from surveyapp.installation import Installation
from surveyapp.store.guards import create_statements, drop_statements


@contextmanager
def past_the_guards(site: Installation) -> Iterator[Connection]:
    """A writing connection without triggers; they are back afterwards, as if nothing had been."""
    with site.store.connection() as connection:
        dialect = connection.dialect.name
        _run(connection, drop_statements(dialect))
        yield connection
        _run(connection, create_statements(dialect))


def change_one(
    site: Installation, table: type, change: Callable[[dict[str, Any]], dict[str, Any]],
    *where: Any,
) -> None:  # fmt: skip
    """Update one row of a table with what ``change`` makes of it."""
    columns: Table = table.__table__  # type: ignore[attr-defined]
    key = list(columns.primary_key)
    with past_the_guards(site) as connection:
        row = connection.execute(select(columns).where(*where).order_by(*key)).mappings().first()
        assert row is not None
        same = [column == row[column.name] for column in key]
        new = change(dict(row))
        connection.execute(columns.update().where(*same).values(new))


def _run(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(text(statement.replace(":", "\\:")))


@contextmanager
def refusing(site: Installation) -> Iterator[None]:
    """Let the database refuse every sealed row, as it would where something is wrong with it."""
    on_sqlite = site.store.is_sqlite
    made = (
        "CREATE TRIGGER refuse BEFORE INSERT ON sealed_response BEGIN "
        "SELECT RAISE(ABORT, 'refused'); END"
        if on_sqlite
        else "ALTER TABLE sealed_response ADD CONSTRAINT refuse CHECK (false) NOT VALID"
    )
    gone = (
        "DROP TRIGGER refuse" if on_sqlite else "ALTER TABLE sealed_response DROP CONSTRAINT refuse"
    )
    with site.store.connection() as connection:
        connection.execute(text(made))
    yield
    with site.store.connection() as connection:
        connection.execute(text(gone))
