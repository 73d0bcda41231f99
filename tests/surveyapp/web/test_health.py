"""Liveness and readiness."""

from __future__ import annotations

from sqlalchemy import text

from surveyapp.app import create_app
from surveyapp.installation import Installation
from tests.factories import make_round


def test_a_sound_site_is_ready(any_site: Installation) -> None:
    make_round(any_site)
    client = create_app(any_site.settings, any_site).test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/healthz/ready")
    assert (ready.status_code, ready.get_json()["wrong"]) == (200, [])


def test_a_missing_key_file_and_an_old_database_are_named(site: Installation) -> None:
    make_round(site)
    client = create_app(site.settings, site).test_client()
    site.keys.destroy_round_key("test-2026")
    with site.store.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    ready = client.get("/healthz/ready")
    assert (ready.status_code, ready.get_json()["wrong"]) == (503, ["database", "key files"])
    assert client.get("/healthz").status_code == 200
