"""The close as keyholders carry it out on their pages: deposit cards, and the last one starts it.

The close runs as a process of its own, ``surveyapp round close``, which reads no cards; it outlives
the page and the web server's restart. One runs at a time: it holds a lock that the system lets go
of however it ends.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.rounds.keyholders import (
    NotToBeClosed,
    cards_missing,
    deposit,
    is_early,
    try_card,
)
from surveyapp.rounds.state import find
from surveyapp.settings import Settings
from surveyapp.store.account import Account
from surveyapp.store.round import Round

COMMAND = (sys.executable, "-c", "from surveyapp.cli.main import main; main()")


def deposit_card(
    site: Installation, name: str, account: Account, typed: str, *, ends_now: bool, actor: Actor
) -> bool:
    """Deposit a keyholder's own card; start the close and return True if it was the last one.

    Raises
    ------
    NotToBeClosed
        While the round takes answers, unless the keyholder wants to end it now.
    WrongCard, NotYourCard, WrongState
    """
    now = site.clock()
    with site.store.writing() as session:
        round_ = find(session, name)
        if is_early(round_, now) and not ends_now:
            raise NotToBeClosed(round=round_.name, end=round_.closes_at)
        try_card(session, round_, account, typed)
        deposit(session, round_, typed, site.keys.round_key(name), actor=actor, now=now)
        missing = cards_missing(session, round_)
    if not missing:
        start_close(site.settings, name, actor)
    return not missing


def start_close(settings: Settings, name: str, actor: Actor) -> None:
    """Start the close of a round in a process of its own, unless one is running."""
    folder = _folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        if not _take(lock.fileno()):
            return
        # whoever deposited a card before the round's end has said that it ends now
        command = [*COMMAND, "round", "close", name, "--early"]
        if actor.account_id is not None:
            command += ["--as", actor.name]
        with _said(settings, name).open("wb") as said:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                env=os.environ | settings.environment(), pass_fds=[lock.fileno()],
                start_new_session=True,
            )  # fmt: skip
    threading.Thread(target=child.wait, daemon=True).start()


def is_closing(settings: Settings, name: str) -> bool:
    """Return whether a process is closing the round now."""
    try:
        with (_folder(settings) / f"{name}.lock").open("r+") as lock:
            return not _take(lock.fileno())
    except FileNotFoundError:
        return False


def last_words(settings: Settings, name: str) -> str:
    """Return the last line of what the latest attempt said; it never says a card or an answer."""
    try:
        lines = _said(settings, name).read_text(errors="replace").strip().splitlines()
    except FileNotFoundError:
        return ""
    return lines[-1] if lines else ""


def is_ready(session: Session, round_: Round) -> bool:
    """Return whether enough cards lie deposited."""
    return cards_missing(session, round_) == 0


def _folder(settings: Settings) -> Path:
    return settings.data / "ceremonies"


def _said(settings: Settings, name: str) -> Path:
    return _folder(settings) / f"{name}.txt"


def _take(descriptor: int) -> bool:
    """Take the lock; a page that looks whether it is free holds it for a moment too."""
    for _ in range(3):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False
