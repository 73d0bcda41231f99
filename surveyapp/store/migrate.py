"""Bring a database to the newest schema, or say how far it is behind."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing, within the caller's transaction."""
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Undo migrations down to ``revision``."""
    command.downgrade(_config(connection), revision)


def is_current(connection: Connection) -> bool:
    """Return whether the schema is the one that this program knows."""
    return current(connection) == ScriptDirectory(str(FOLDER)).get_current_head()


def current(connection: Connection) -> str:
    """Return the schema's revision; empty where there is none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
