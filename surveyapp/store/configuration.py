"""Versions of instruments, parameters and codebooks, and the configurations made of them.

Rows never change: a trigger refuses it (store/guards.py).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, Word, one_of

KINDS = ("instrument", "parameters", "codebook")


class Document(Base):
    """One version of an instrument, parameters or a codebook: its canonical JSON under its hash."""

    __tablename__ = "document"
    __table_args__ = (one_of("kind", KINDS),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)


class StoredConfiguration(Base):
    """Instrument, parameters and codebook under one hash; ``author`` may not approve it."""

    __tablename__ = "configuration"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    instrument_hash: Mapped[str] = mapped_column(ForeignKey("document.hash"))
    parameters_hash: Mapped[str] = mapped_column(ForeignKey("document.hash"))
    codebook_hash: Mapped[str | None] = mapped_column(ForeignKey("document.hash"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    instrument: Mapped[Document] = relationship(foreign_keys=[instrument_hash])
    parameters: Mapped[Document] = relationship(foreign_keys=[parameters_hash])
    codebook: Mapped[Document | None] = relationship(foreign_keys=[codebook_hash])
