"""What a running installation consists of, handed to every verb that needs a part of it."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.clock import Clock, now
from surveyapp.keys import KeyFolder
from surveyapp.settings import Settings
from surveyapp.store.session import Store


@dataclass(frozen=True)
class Installation:
    """Settings, database, keys and clock of one installation."""

    settings: Settings
    store: Store
    keys: KeyFolder
    clock: Clock = now


def installed(settings: Settings, clock: Clock = now) -> Installation:
    """Return the installation that the settings describe; the data folder is made if missing."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Installation(settings, Store(settings.database_url), KeyFolder(settings.keys), clock)
