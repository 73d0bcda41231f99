"""A scratch installation for a synthetic round: empty, of the same kind, gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from surveyapp.installation import Installation, installed
from surveyapp.refusal import Refused
from surveyapp.store import migrate


class NoScratch(Refused):
    message = (
        "PostgreSQL lets this user create no database, so there is no place for a synthetic "
        "round. For the time of the attack: ALTER ROLE {user} CREATEDB"
    )


@contextmanager
def scratch_site(site: Installation) -> Iterator[Installation]:
    """An installation beside this one, in a folder and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="survey-attack-") as name:
        folder = Path(name)
        with _database(site, folder) as url:
            settings = replace(
                site.settings, data=folder / "data", keys=folder / "keys", database_url=url,
                mail_url="file:",
            )  # fmt: skip
            made = installed(settings, site.clock)
            made.keys.installation()
            try:
                with made.store.connection() as connection:
                    migrate.upgrade(connection)
                yield made
            finally:
                made.store.dispose()


@contextmanager
def _database(site: Installation, folder: Path) -> Iterator[str]:
    if site.store.is_sqlite:
        yield f"sqlite:///{folder}/data/survey.sqlite"
        return
    name = f"survey_attack_{uuid4().hex}"
    try:
        with site.store.outside_transactions() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    except DBAPIError:
        raise NoScratch(user=site.store.engine.url.username) from None
    try:
        yield make_url(site.settings.database_url).set(database=name).render_as_string(False)
    finally:
        with site.store.outside_transactions() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def server_folder(site: Installation) -> Path | None:
    """Return PostgreSQL's own folder, if this user could copy it and may keep its log."""
    if site.store.is_sqlite:
        return None
    with site.store.engine.connect() as connection:
        if not _is_superuser(connection):
            return None
        folder = Path(str(connection.scalar(text("SHOW data_directory"))))
    return folder if os.access(folder / "pg_wal", os.R_OK | os.X_OK) else None


def _is_superuser(connection: Connection) -> bool:
    return bool(
        connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    )
