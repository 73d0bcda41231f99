"""Table T and the releases made of it."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, Moment, Word
from surveyapp.store.round import Round


class ResultTable(Base):
    """A round's T: its answer part from the close, its comment part from ``analyse``."""

    __tablename__ = "result_table"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    answers: Mapped[str] = mapped_column(Text)
    ciphertext_hashes: Mapped[str] = mapped_column(Text)
    comments: Mapped[str | None] = mapped_column(Text)

    @property
    def hashes(self) -> list[str]:
        """The hashes of all ciphertexts, in hexadecimal, sorted by value."""
        return list(json.loads(self.ciphertext_hashes))


class Release(Base):
    """Frozen results; the files lie in ``DATA/releases``. A correction names the one before."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    corrects: Mapped[int | None]
    why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    bundle_hash: Mapped[str] = mapped_column(String(64))
    public_hash: Mapped[str | None] = mapped_column(String(64))
    round: Mapped[Round] = relationship()


class Reply(Base):
    """A cluster's reply, printed with the report."""

    __tablename__ = "reply"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    cluster: Mapped[str] = mapped_column(Word, primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class HandCode(Base):
    """An entry of the append-only log of hand codes and labels."""

    __tablename__ = "hand_code"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    coder_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    # a theme's id, or one of the five labels
    theme: Mapped[str | None] = mapped_column(String(60))
    label: Mapped[str | None] = mapped_column(Word)
    action: Mapped[str] = mapped_column(Word)
    version: Mapped[int]
    drawn: Mapped[str] = mapped_column(Word)  # why it was coded: random, threshold, topic
