"""A cluster replies to its report; the next release prints it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import require
from surveyapp.store import audit
from surveyapp.store.results import Reply
from surveyapp.store.round import Round, State


class NoCluster(Refused):
    message = gettext_noop("Your account belongs to no cluster of this round.")


def reply_of(session: Session, round_: Round, cluster: str) -> str:
    """Return a cluster's reply, empty where there is none."""
    found = session.get(Reply, (round_.id, cluster))
    return found.text if found else ""


def reply(
    session: Session, round_: Round, cluster: str | None, text: str, *, actor: Actor, now: datetime
) -> None:
    """Keep a cluster's reply in place of an earlier one; an empty text takes it back."""
    require(round_, State.CLOSED, State.RELEASED)
    if cluster is None:
        raise NoCluster
    text = text.replace("\r\n", "\n").strip()
    found = session.get(Reply, (round_.id, cluster))
    if found is not None and not text:
        session.delete(found)
    elif text:
        session.merge(Reply(round_id=round_.id, cluster=cluster, text=text))
    audit.append(
        session, now, actor.name, "round.reply", round_.name, cluster=cluster, letters=len(text)
    )
