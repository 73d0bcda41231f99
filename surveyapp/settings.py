"""Settings of an installation, from the environment and an optional ``.env`` file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

PREFIX = "SURVEYAPP_"
NUMBERS = ("proxies", "keep_responses", "keep_used", "keep_identities", "keep_audit")


class BadSetting(ValueError):
    """A setting is missing or unsafe; the message names it."""


def _setting(default: str | None, about: str) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Settings:
    """What the operator decides; each field is read from ``SURVEYAPP_`` plus its name."""

    data: Path = _setting("instance", "Folder for database, mails and releases.")
    keys: Path = _setting(None, "Folder for key files; default: DATA with .keys appended.")
    database_url: str = _setting(None, "Database; default: SQLite in DATA.")
    mail_url: str = _setting("file:", "file: (folder DATA/outbox), smtp://… or smtps://….")
    mail_from: str = _setting("survey@localhost", "Address that mails come from.")
    base_url: str = _setting("http://127.0.0.1:8000", "Address of the site, as people see it.")
    secret_key: str = _setting(None, "Signs sessions; default: made once and kept in KEYS.")
    proxies: int = _setting("0", "Number of trusted proxies in front.")
    timezone: str = _setting("Asia/Kolkata", "Time zone of dates without one.")
    contact: str = _setting("", "Address printed on pages and in mails for questions.")
    operator: str = _setting("", "Who is responsible for the data, with address; on /privacy.")
    keep_responses: int = _setting("365", "Days after the end: single answers, comments' words.")
    keep_used: int = _setting("180", "Days after the end: who has answered, without a release.")
    keep_identities: int = _setting("365", "Days after the last round's end: names, addresses.")
    keep_audit: int = _setting("0", "Days: entries of the audit log; 0: kept.")
    metrics: str = _setting("off", "on: /metrics answers programs on this machine.")

    def environment(self) -> dict[str, str]:
        """Return the variables from which another process reads the same settings."""
        return {f"{PREFIX}{key.upper()}": str(value) for key, value in asdict(self).items()}

    @property
    def is_local(self) -> bool:
        """True where the site can only be reached from this machine."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def outbox(self) -> Path:
        return self.data / "outbox"

    @property
    def shows_outbox(self) -> bool:
        """True where mails may be read in the browser: only on the operator's own machine."""
        return self.mail_url == "file:" and self.is_local

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; variables of the environment come before those of ``.env``.

    Raises
    ------
    BadSetting
        If a setting is unknown, malformed or unsafe.
    """
    if environ is None:
        found = {**{k: v or "" for k, v in dotenv_values(".env").items()}, **os.environ}
    else:
        found = dict(environ)
    given = {key.removeprefix(PREFIX): value for key, value in found.items() if key[:10] == PREFIX}
    own = {entry.name.upper(): entry for entry in fields(Settings)}
    for key in sorted(given.keys() - own.keys() - {"REFERENCE"}):
        raise BadSetting(f"{PREFIX}{key} is not a setting; see docs/operate.md")
    values: dict[str, Any] = {
        key.lower(): given.get(key) or entry.default for key, entry in own.items()
    }
    return _checked(_completed(values))


def _completed(values: dict[str, Any]) -> Settings:
    data = Path(values["data"]).absolute()
    values["data"] = data
    values["keys"] = Path(values["keys"] or f"{data}.keys").absolute()
    values["database_url"] = _driver(values["database_url"] or f"sqlite:///{data}/survey.sqlite")
    values["base_url"] = values["base_url"].rstrip("/")
    values["secret_key"] = values["secret_key"] or ""
    for name in NUMBERS:
        if not str(values[name]).isdecimal():
            raise BadSetting(f"{PREFIX}{name.upper()} must be a number, 0 or more")
        values[name] = int(values[name])
    return Settings(**values)


def _driver(url: str) -> str:
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _checked(settings: Settings) -> Settings:
    keys, data = settings.keys.resolve(), settings.data.resolve()
    if keys == data or data in keys.parents:
        raise BadSetting(
            f"{PREFIX}KEYS must lie outside {PREFIX}DATA, so that no backup holds both"
        )
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting(f"{PREFIX}DATABASE_URL must start with sqlite:/// or postgresql://")
    if settings.mail_url != "file:" and urlsplit(settings.mail_url).scheme not in {"smtp", "smtps"}:
        raise BadSetting(f"{PREFIX}MAIL_URL must be file:, smtp://… or smtps://…")
    site = urlsplit(settings.base_url)
    if site.scheme not in {"http", "https"} or not site.hostname:
        raise BadSetting(f"{PREFIX}BASE_URL must be an http or https address")
    if not settings.is_local and site.scheme != "https":
        raise BadSetting(f"{PREFIX}BASE_URL must be https unless it is this machine's own address")
    if not settings.is_local and len(settings.secret_key) < 32:
        raise BadSetting(f"{PREFIX}SECRET_KEY needs at least 32 characters on a public site")
    if settings.metrics not in {"on", "off"}:
        raise BadSetting(f"{PREFIX}METRICS must be on or off")
    if "@" not in settings.mail_from:
        raise BadSetting(f"{PREFIX}MAIL_FROM must be a mail address")
    try:
        _ = settings.zone
    except (KeyError, ValueError, OSError):
        raise BadSetting(f"{PREFIX}TIMEZONE is not the name of a time zone") from None
    return settings
