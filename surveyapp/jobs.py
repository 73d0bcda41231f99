"""The queue: jobs are asked for by name, with ids as arguments; worker.py knows what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from surveyapp.settings import Settings

Handlers = Mapping[str, Callable[..., None]]


def make_queue(settings: Settings, handlers: Handlers | None = None) -> Any:
    """Return the queue, in the installation's database server or in a file of its own.

    With ``handlers`` the queue can also run jobs; without, only ask for them.
    """
    from huey import PostgresHuey, SqliteHuey

    if settings.is_sqlite:
        queue = SqliteHuey("jobs", filename=str(settings.data / "jobs.sqlite"), results=False)
    else:
        dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
        queue = PostgresHuey("jobs", dsn=dsn, results=False)

    @queue.task(name="run")
    def run(name: str, *ids: str) -> None:
        if handlers is not None:
            handlers[name](*ids)

    queue.ask_for = run
    return queue


@lru_cache(maxsize=2)
def _asking(settings: Settings) -> Any:
    return make_queue(settings)


def enqueue(settings: Settings, name: str, *ids: str) -> None:
    """Ask for a job."""
    _asking(settings).ask_for(name, *ids)
