"""One at a time at the mails: a lock that the system lets go of even if its holder is killed."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from surveyapp.settings import Settings


@contextmanager
def alone(settings: Settings, *, wait: bool = False) -> Iterator[bool]:
    """Yield whether nobody else is at the mails; with ``wait``, when nobody is any more.

    Whoever waits holds no transaction: a sweep needs the database to come to its end.
    """
    with (settings.data / "mail.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
