"""Sealed responses while a round is open; responses and comments, apart, after its close."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.base import Base, Word, one_of

Groups = String(820)  # a merged cell names all its groups, joined by +
# rows without rowid lie in the order of their random ids, so no order of arrival is kept
UNORDERED: dict[str, Any] = {"sqlite_with_rowid": False}


class SealedResponse(Base):
    """A ciphertext and the hash that lets its owner replace it. Nothing else may be kept here."""

    __tablename__ = "sealed_response"
    __table_args__ = UNORDERED

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class Response(Base):
    """One respondent's answers to everything but open items, with a new id."""

    __tablename__ = "response"
    __table_args__ = UNORDERED

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    cluster: Mapped[str] = mapped_column(Word)
    group: Mapped[str] = mapped_column("stakeholder_group", Groups)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


REVIEWS = ("waiting", "accepted", "withheld")


class Comment(Base):
    """One answer to an open item, without any link to a response or to another comment.

    ``redacted`` is what may be read: the machine's redaction until a person has reviewed it.
    """

    __tablename__ = "comment"
    __table_args__ = (one_of("review", REVIEWS), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    cluster: Mapped[str] = mapped_column(Word)
    group: Mapped[str] = mapped_column("stakeholder_group", Groups)
    question: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    redacted: Mapped[str | None] = mapped_column(Text)
    review: Mapped[str] = mapped_column(Word, default="waiting")
