"""People on the list, and their invitations."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, Word, one_of

FRAMES = ("listed", "nominated")


class Participant(Base):
    """A person on a list. Erasing one deletes this row; invitations stay, without a name."""

    __tablename__ = "participant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    firstname: Mapped[str] = mapped_column(String(100), default="")
    lastname: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    unsubscribed: Mapped[bool] = mapped_column(default=False)
    undeliverable: Mapped[bool] = mapped_column(default=False)


class Invitation(Base):
    """One participant in one round. ``used`` says that an answer came in, never when or which."""

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("frame", FRAMES),
        UniqueConstraint("round_id", "participant_id"),
        CheckConstraint("NOT used OR code_hash IS NOT NULL", name="used_has_code"),
        Index("ix_invitation_cell", "round_id", "cluster", "stakeholder_group"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"))
    cluster: Mapped[str] = mapped_column(Word)
    group: Mapped[str] = mapped_column("stakeholder_group", Word)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    frame: Mapped[str] = mapped_column(Word, default="listed")
    # the salted leaf of the list's Merkle tree, as it was imported (participants/listing.py)
    list_leaf: Mapped[bytes] = mapped_column(LargeBinary(32))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    used: Mapped[bool] = mapped_column(default=False)
    participant: Mapped[Participant | None] = relationship()
