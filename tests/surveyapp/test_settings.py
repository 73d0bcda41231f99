"""Settings: safe defaults, and one clear line where something is unsafe."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from surveyapp.settings import PREFIX, BadSetting, Settings, read_settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "operate.md"
PUBLIC = {"SURVEYAPP_BASE_URL": "https://survey.example.org", "SURVEYAPP_SECRET_KEY": "s" * 32}


def test_defaults_suit_ones_own_machine(tmp_path: Path) -> None:
    settings = read_settings({"SURVEYAPP_DATA": str(tmp_path / "data")})
    assert settings.is_sqlite
    assert settings.is_local
    assert settings.shows_outbox
    assert settings.keys == tmp_path / "data.keys"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SURVEYAPP_DATE": "x"}, "SURVEYAPP_DATE is not a setting"),
        ({"SURVEYAPP_DATA": "/srv/a", "SURVEYAPP_KEYS": "/srv/a/keys"}, "KEYS must lie outside"),
        ({"SURVEYAPP_DATA": "/srv/a", "SURVEYAPP_KEYS": "/srv/a"}, "KEYS must lie outside"),
        ({"SURVEYAPP_DATABASE_URL": "mysql://x"}, "DATABASE_URL must start"),
        ({"SURVEYAPP_MAIL_URL": "ftp://x"}, "MAIL_URL must be"),
        ({"SURVEYAPP_MAIL_FROM": "me"}, "MAIL_FROM must be"),
        ({"SURVEYAPP_BASE_URL": "survey.example.org"}, "BASE_URL must be"),
        ({**PUBLIC, "SURVEYAPP_BASE_URL": "http://survey.example.org"}, "must be https"),
        ({**PUBLIC, "SURVEYAPP_SECRET_KEY": "short"}, "SECRET_KEY needs at least 32"),
        ({"SURVEYAPP_PROXIES": "-1"}, "PROXIES must be a number"),
        ({"SURVEYAPP_TIMEZONE": "Mars/Olympus"}, "TIMEZONE is not"),
    ],
)
def test_an_unsafe_setting_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        read_settings(environ)


def test_a_public_site_never_shows_the_outbox() -> None:
    assert not read_settings(PUBLIC).shows_outbox


def test_every_setting_stands_in_the_document() -> None:
    text = DOCUMENT.read_text()
    missing = [f.name for f in fields(Settings) if f"`{PREFIX}{f.name.upper()}`" not in text]
    assert not missing
