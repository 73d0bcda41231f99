"""The schema: migrations make what the models say, and back; columns that must not be are not."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from surveyapp.installation import Installation
from surveyapp.store import migrate
from surveyapp.store.models import metadata


def test_migrations_end_at_the_models(any_site: Installation) -> None:
    with any_site.store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert migrate.is_current(connection)


def test_down_and_up_again_leaves_the_same_schema(any_site: Installation) -> None:
    def schema() -> list[str]:
        with any_site.store.connection() as connection:
            names = inspect(connection).get_table_names()
            return [n for n in sorted(names) if n != "alembic_version"]

    before = schema()
    with any_site.store.connection() as connection:
        migrate.downgrade(connection)
    assert schema() == []
    with any_site.store.connection() as connection:
        migrate.upgrade(connection)
    assert schema() == before


def test_a_sealed_response_has_these_columns_and_no_other(any_site: Installation) -> None:
    with any_site.store.connection() as connection:
        columns = {c["name"] for c in inspect(connection).get_columns("sealed_response")}
    assert columns == {"id", "round_id", "receipt_hash", "ciphertext"}


def test_no_table_with_answers_has_a_time_or_a_counter(any_site: Installation) -> None:
    with any_site.store.connection() as connection:
        inspector = inspect(connection)
        for table in ("sealed_response", "response", "comment", "invitation"):
            for column in inspector.get_columns(table):
                kind = str(column["type"]).upper()
                assert not any(word in kind for word in ("DATE", "TIME", "SERIAL")), column
                assert not column.get("autoincrement") or "CHAR" in kind or "UUID" in kind
            foreign = {key["referred_table"] for key in inspector.get_foreign_keys(table)}
            assert foreign <= {"round", "participant"}


def test_answers_lie_in_tables_without_rowid(site: Installation) -> None:
    with site.store.connection() as connection:
        for table in ("sealed_response", "response", "comment"):
            query = text("SELECT sql FROM sqlite_master WHERE name = :name")
            made = connection.scalar(query, {"name": table})
            assert "WITHOUT ROWID" in str(made)


def test_sqlite_writes_through_and_wipes(site: Installation) -> None:
    with site.store.connection() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "temp_store")
        }
    assert values == {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2,
    }  # fmt: skip
