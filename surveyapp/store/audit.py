"""The audit log: who did what, as a chain of hashes. Answering is never in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.store import guards
from surveyapp.store.base import Base, Moment

START = "0" * 64
CUT = "audit.cut"


class AuditEntry(Base):
    """One entry. Details hold counts and ids, never addresses, codes or answers."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(260))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(100))
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


def append(
    session: Session, at: datetime, actor: str, verb: str, subject: str, **details: Any
) -> None:
    """Add an entry in the caller's transaction."""
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).first()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=at,
        actor=actor,
        verb=verb,
        subject=subject,
        details=json.dumps(details, sort_keys=True, ensure_ascii=False),
        previous=last.hash if last else START,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()


def cut(session: Session, before: datetime, now: datetime, actor: str) -> int:
    """Cut off the entries older than a moment, and say so in the log; return how many went.

    The database refuses to delete entries, so its guard is taken away and put back, in the
    caller's transaction.
    """
    oldest = select(AuditEntry).order_by(AuditEntry.number).limit(1)
    first = session.scalars(oldest.where(AuditEntry.at >= before)).first()
    start = session.scalars(oldest).first()
    if first is None or start is None or first.number == start.number:
        return 0
    entries = first.number - start.number
    append(session, now, actor, CUT, "audit", first=first.number, previous=first.previous,
           entries=entries)  # fmt: skip
    for statement in guards.without("audit", "DELETE", session.get_bind().dialect.name):
        if statement is None:
            session.execute(delete(AuditEntry).where(AuditEntry.number < first.number))
        else:
            session.execute(text(statement))
    return entries


def head(session: Session) -> str:
    """Return the hash of the last entry."""
    query = select(AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    return session.scalars(query).first() or START


def broken_in(session: Session) -> list[int]:
    """Return the numbers at which the whole log does not hold."""
    return broken(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def broken(entries: Iterable[AuditEntry]) -> list[int]:
    """Return the numbers at which the chain does not hold: changed, cut out or put in.

    Where old entries were cut off, the chain begins where the last entry about it says.
    """
    faults: list[int] = []
    log = list(entries)
    cuts = [json.loads(entry.details) for entry in log if entry.verb == CUT]
    previous, expected = (cuts[-1]["previous"], cuts[-1]["first"]) if cuts else (START, 1)
    for entry in log:
        linked = entry.previous == previous and entry.number == expected
        if not linked or entry.hash != _hash(entry):
            faults.append(entry.number)
        previous, expected = entry.hash, entry.number + 1
    return faults


def _hash(entry: AuditEntry) -> str:
    parts = [entry.number, entry.at.isoformat(), entry.actor, entry.verb, entry.subject]
    content = json.dumps([*parts, entry.details, entry.previous], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
