"""Mails that are to be sent, are being sent, or were. No row holds a code or a text."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.account import Account
from surveyapp.store.base import Base, Moment, Word, one_of
from surveyapp.store.participant import Invitation


class MailState(StrEnum):
    """``in_doubt``: stopped between handing over and the reply; only a person sends it again."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    BOUNCED = "bounced"
    DROPPED = "dropped"


KINDS = ("invitation", "reminder", "resend", "S0", "S1", "sign_in", "report")


class Mail(Base):
    """One mail to one participant (through an invitation) or one account."""

    __tablename__ = "mail"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", MailState),
        CheckConstraint("(invitation_id IS NULL) <> (account_id IS NULL)", name="one_recipient"),
        Index("ix_mail_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word, default=MailState.WAITING)
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id"))
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Moment)
    problem: Mapped[str] = mapped_column(String(200), default="")
    invitation: Mapped[Invitation | None] = relationship()
    account: Mapped[Account | None] = relationship()
