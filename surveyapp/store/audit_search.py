"""Find entries of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from surveyapp.store.audit import AuditEntry

PAGE = 100


@dataclass(frozen=True)
class Wanted:
    """What an entry must have: this verb, and these letters in actor and subject; empty: any."""

    verb: str = ""
    actor: str = ""
    subject: str = ""


def find_entries(session: Session, wanted: Wanted, page: int = 1) -> tuple[list[AuditEntry], int]:
    """Return one page of what is wanted, the newest first, and how many there are in all."""
    query = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(AuditEntry.number.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return list(session.scalars(newest)), total


def entries(session: Session) -> Iterator[AuditEntry]:
    """Yield the whole log in its order, without holding it in memory."""
    query = select(AuditEntry).order_by(AuditEntry.number)
    yield from session.scalars(query.execution_options(yield_per=1000))


def verbs(session: Session) -> list[str]:
    """Return every verb that stands in the log."""
    return list(session.scalars(select(AuditEntry.verb).distinct().order_by(AuditEntry.verb)))


def _matching(wanted: Wanted) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if wanted.verb:
        query = query.where(AuditEntry.verb == wanted.verb)
    if wanted.actor:
        query = query.where(AuditEntry.actor.icontains(wanted.actor, autoescape=True))
    if wanted.subject:
        query = query.where(AuditEntry.subject.icontains(wanted.subject, autoescape=True))
    return query
