"""A person reviews what the machine hid in a comment, before anybody reads it verbatim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.redaction.redact import find
from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import audit
from surveyapp.store.answers import REVIEWS, Comment
from surveyapp.store.round import Round

Mark = tuple[int, int, str]
BY_HAND = "hidden"


class NotInComment(Refused):
    message = gettext_noop("“{words}” does not stand in the comment like this.")


class NotPrepared(Refused):
    message = gettext_noop("This comment has not been prepared for reading yet.")


def redacted(text: str, marks: Iterable[Mark]) -> str:
    """Return a text with a word such as ``[name]`` in place of each mark; marks may overlap."""
    pieces, last = [], 0
    for start, end, kind in sorted(marks):
        if end <= last:
            continue
        pieces += [text[last : max(start, last)], f"[{kind}]" if start >= last else ""]
        last = end
    return "".join([*pieces, text[last:]])


def found_in(text: str) -> list[Mark]:
    """Return what the program finds to hide in a text."""
    return [(mark.start, mark.end, mark.kind) for mark in find(text)]


def marks_of(text: str, phrases: Sequence[str]) -> list[Mark]:
    """Return every place at which one of the phrases stands; raise ``NotInComment``."""
    return [mark for phrase in phrases for mark in _places(text, phrase)]


def accept(
    session: Session, comment: Comment, marks: Iterable[Mark], phrases: Sequence[str], *,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Let a comment be read with these marks and phrases hidden."""
    if comment.redacted is None:
        raise NotPrepared
    hidden = [*marks, *marks_of(comment.text, phrases)]
    comment.redacted = redacted(comment.text, hidden)
    comment.review = "accepted"
    audit.append(session, now, actor.name, "comment.accept", str(comment.id), hidden=len(hidden))


def withhold(session: Session, comment: Comment, *, actor: Actor, now: datetime) -> None:
    """Let nobody read a comment verbatim; it still counts."""
    comment.review = "withheld"
    audit.append(session, now, actor.name, "comment.withhold", str(comment.id))


def next_to_review(session: Session, round_: Round) -> Comment | None:
    """Return a comment that nobody has reviewed yet."""
    query = (
        select(Comment)
        .where(
            Comment.round_id == round_.id,
            Comment.review == "waiting",
            Comment.redacted.is_not(None),
        )
        .order_by(Comment.id)
    )
    return session.scalars(query.limit(1)).first()


def review_counts(session: Session, round_: Round) -> dict[str, int]:
    """Return how many comments wait, are accepted, and are withheld."""
    rows = session.execute(
        select(Comment.review, func.count().label("number"))
        .where(Comment.round_id == round_.id)
        .group_by(Comment.review)
    )
    return dict.fromkeys(REVIEWS, 0) | {row.review: row.number for row in rows}


def _places(text: str, phrase: str) -> Iterator[Mark]:
    start = text.find(phrase)
    if start < 0:
        raise NotInComment(words=phrase)
    while start >= 0:
        yield start, start + len(phrase), BY_HAND
        start = text.find(phrase, start + len(phrase))
