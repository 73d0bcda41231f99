"""The audit log: who did what, as a chain of hashes. Answering is never in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.store.base import Base, Moment

START = "0" * 64


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


def head(session: Session) -> str:
    """Return the hash of the last entry."""
    query = select(AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    return session.scalars(query).first() or START


def broken_in(session: Session) -> list[int]:
    """Return the numbers at which the whole log does not hold."""
    return broken(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def broken(entries: Iterable[AuditEntry]) -> list[int]:
    """Return the numbers at which the chain does not hold: changed, cut out or put in."""
    faults: list[int] = []
    previous, expected = START, 1
    for entry in entries:
        linked = entry.previous == previous and entry.number == expected
        if not linked or entry.hash != _hash(entry):
            faults.append(entry.number)
        previous, expected = entry.hash, entry.number + 1
    return faults


def _hash(entry: AuditEntry) -> str:
    parts = [entry.number, entry.at.isoformat(), entry.actor, entry.verb, entry.subject]
    text = json.dumps([*parts, entry.details, entry.previous], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
