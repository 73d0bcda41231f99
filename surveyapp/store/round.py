"""Rounds, their approvals, their cards and their records."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.account import Account
from surveyapp.store.base import Base, Moment, Word, one_of
from surveyapp.store.configuration import StoredConfiguration


class State(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    CANCELLED = "cancelled"


class Round(Base):
    """One collection of answers.

    ``frozen`` is set with the record S1: from then on no answer is accepted, although the box
    is not read yet. ``cleaned`` is set when a closed round's key and sealed rows are gone.
    """

    __tablename__ = "round"
    __table_args__ = (
        one_of("state", State),
        CheckConstraint("closes_at > opens_at", name="ends_after_start"),
        CheckConstraint("state IN ('draft', 'approved', 'cancelled') OR public_key IS NOT NULL",
                        name="open_has_key"),
        CheckConstraint("NOT frozen OR state IN ('open', 'closed', 'released', 'cancelled')",
                        name="frozen_after_open"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[str] = mapped_column(Word, default=State.DRAFT)
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    configuration_hash: Mapped[str] = mapped_column(ForeignKey("configuration.hash"))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    rehearsal: Mapped[bool] = mapped_column(default=False)
    frozen: Mapped[bool] = mapped_column(default=False)
    cleaned: Mapped[bool] = mapped_column(default=False)
    configuration: Mapped[StoredConfiguration] = relationship()


class Approval(Base):
    """One committee member's approval of a configuration, or of a participant list's counts."""

    __tablename__ = "approval"
    __table_args__ = (one_of("kind", ("configuration", "list")),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    # what was approved: the configuration's hash, or the Merkle root of the list
    approved: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[Account] = relationship()


class Card(Base):
    """A keyholder's card: its public key, the share sealed to it, and the share deposited."""

    __tablename__ = "card"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    share: Mapped[bytes | None] = mapped_column(LargeBinary(200))
    deposit: Mapped[bytes | None] = mapped_column(LargeBinary(200))
    account: Mapped[Account] = relationship()


class Record(Base):
    """A signed record of a round: S0 at open, S1 before and S2 after unsealing."""

    __tablename__ = "record"
    __table_args__ = (one_of("kind", ("S0", "S1", "S2")),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
