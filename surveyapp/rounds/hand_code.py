"""Codes that people give: an append-only log that comes before the machine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.coding_plan import TWICE, Plan, Suggestion
from surveyapp.rounds.state import require
from surveyapp.store import audit
from surveyapp.store.account import Account
from surveyapp.store.answers import Comment
from surveyapp.store.results import HandCode
from surveyapp.store.round import Round, State

LABELS = ("negative", "neutral", "positive")


class NotReadable(Refused):
    message = gettext_noop("This comment is not reviewed yet, or is withheld; it is not coded.")


class BadCode(Refused):
    message = gettext_noop("Choose one of the labels and themes that are offered.")


@dataclass(frozen=True)
class Coded:
    """How far coding is: of the drawn comments, how many are coded, and how many by two people."""

    drawn: int
    coded: int
    twice: int
    mine: int


def hand_code(
    session: Session, round_: Round, comment: Comment, coder: Account, *, label: str,
    themes: Collection[str], known: Collection[str], suggested: Suggestion, version: int,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Append one coder's label and themes of a comment: what they confirm, add and remove."""
    require(round_, State.CLOSED, State.RELEASED)
    if comment.review != "accepted":
        raise NotReadable
    if label not in LABELS or not set(themes) <= set(known):
        raise BadCode

    def append(action: str, *, theme: str | None = None, label: str | None = None) -> None:
        session.add(
            HandCode(
                comment_id=comment.id, coder_id=coder.id, theme=theme, label=label,
                action=action, version=version, drawn=suggested.drawn,
            )
        )  # fmt: skip

    append("confirm" if label == suggested.label else "add", label=label)
    for theme in sorted(themes):
        append("confirm" if theme in suggested.themes else "add", theme=theme)
    for theme in sorted(set(suggested.themes) - set(themes)):
        append("remove", theme=theme)
    session.flush()
    audit.append(session, now, actor.name, "comment.code", str(comment.id), themes=len(themes))


def next_to_code(
    session: Session, round_: Round, plan: Plan, coder: Account, skipped: Collection[UUID] = ()
) -> Comment | None:
    """Return the next drawn comment that may be read and that needs this coder."""
    readable = set(
        session.scalars(
            select(Comment.id).where(Comment.round_id == round_.id, Comment.review == "accepted")
        )
    )
    coders = _coders(session, round_)
    for key in plan.order:
        wanted = 2 if plan.of(key).drawn == TWICE else 1
        given = coders.get(key, set())
        if key in readable and key not in skipped and coder.id not in given and len(given) < wanted:
            return session.get(Comment, key)
    return None


def coded(session: Session, round_: Round, plan: Plan, coder: Account) -> Coded:
    """Return how far the coding of a round is."""
    coders = _coders(session, round_)
    return Coded(
        drawn=len(plan.order),
        coded=sum(key in coders for key in plan.order),
        twice=sum(len(given) > 1 for given in coders.values()),
        mine=sum(coder.id in given for given in coders.values()),
    )


def latest_codes(
    session: Session, comment: Comment, coder: Account
) -> tuple[str | None, set[str]] | None:
    """Return the label and themes that a coder gave last, None if they have not coded it."""
    query = (
        select(HandCode)
        .where(HandCode.comment_id == comment.id, HandCode.coder_id == coder.id)
        .order_by(HandCode.id)
    )
    rows = session.scalars(query).all()
    if not rows:
        return None
    label = next((row.label for row in reversed(rows) if row.label), None)
    themes: set[str] = set()
    for row in rows:
        if row.theme and row.action == "remove":
            themes.discard(row.theme)
        elif row.theme:
            themes.add(row.theme)
    return label, themes


def _coders(session: Session, round_: Round) -> dict[UUID, set[UUID]]:
    own = select(Comment.id).where(Comment.round_id == round_.id)
    rows = session.execute(
        select(HandCode.comment_id, HandCode.coder_id)
        .where(HandCode.comment_id.in_(own))
        .group_by(HandCode.comment_id, HandCode.coder_id)
        .having(func.count() > 0)
    )
    found: dict[UUID, set[UUID]] = {}
    for comment, coder in rows:
        found.setdefault(comment, set()).add(coder)
    return found
