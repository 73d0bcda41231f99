"""Long work that pages ask for: the worker does it, and pages read how it went.

What is known of an errand lies in a small file in the data folder: it is of use for an hour, and
belongs neither into the database nor into the audit log, where the verbs themselves write.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from analysis.faults import Faulty
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.jobs import enqueue
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.settings import Settings
from surveyapp.store.account import Account
from surveyapp.store.round import Round

GIVEN_UP = timedelta(hours=1)
UNDER_WAY = ("waiting", "running")


class AskedAlready(Refused):
    message = gettext_noop("This is under way. Look again in a minute.")


@dataclass(frozen=True)
class Errand:
    """How it stands: waiting, running, done or failed; ``said`` is why it failed."""

    state: str
    said: str
    at: int

    def is_under_way(self, now: datetime) -> bool:
        """Return whether one must wait for it; a worker that stopped is not waited for."""
        return self.state in UNDER_WAY and now.timestamp() - self.at < GIVEN_UP.total_seconds()


Verb = Callable[[str, Actor], object]


def ask(site: Installation, kind: str, round_: Round, account: Account, why: str = "") -> None:
    """Ask the worker for an errand; raise ``AskedAlready`` while one of the kind is under way."""
    found = errand_of(site.settings, kind, round_.name)
    if found is not None and found.is_under_way(site.clock()):
        raise AskedAlready
    _note(site, kind, round_.name, "waiting")
    enqueue(site.settings, f"round.{kind}", str(round_.id), str(account.id), why)


def carry_out(site: Installation, kind: str, round_id: str, account_id: str, verb: Verb) -> None:
    """Carry an errand out in the name of whoever asked for it, and note how it ended."""
    with site.store.reading() as session:
        name = session.get_one(Round, UUID(round_id)).name
        account = session.get_one(Account, UUID(account_id))
        actor = Actor(account.email, account.id)
    _note(site, kind, name, "running")
    try:
        verb(name, actor)
    except (Refused, Faulty) as refusal:
        _note(site, kind, name, "failed", str(refusal))
    except BaseException:
        _note(site, kind, name, "failed", "something went wrong; see the log of the worker")
        raise
    else:
        _note(site, kind, name, "done")


def errand_of(settings: Settings, kind: str, name: str) -> Errand | None:
    """Return how the last errand of a kind stands, None if there was none."""
    try:
        return Errand(**json.loads(_file(settings, kind, name).read_text()))
    except FileNotFoundError:
        return None


def _note(site: Installation, kind: str, name: str, state: str, said: str = "") -> None:
    file = _file(site.settings, kind, name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(asdict(Errand(state, said, int(site.clock().timestamp())))))
    beside.replace(file)


def _file(settings: Settings, kind: str, name: str) -> Path:
    return settings.data / "errands" / f"{name}.{kind}.json"
