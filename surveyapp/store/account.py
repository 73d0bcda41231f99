"""People who sign in, what they may do, and how they prove who they are."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, Moment, Word, one_of


class Role(StrEnum):
    """What an account may do; see docs/glossary.md."""

    ADMIN = "admin"
    COMMITTEE = "committee"
    KEYHOLDER = "keyholder"
    CODER = "coder"
    EVALUATOR = "evaluator"
    CLUSTER = "cluster"
    AUDITOR = "auditor"


class Account(Base):
    """A person who signs in. Respondents have no account."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    disabled: Mapped[bool] = mapped_column(default=False)
    # changes with every new password; sessions and links made before are void
    generation: Mapped[int] = mapped_column(default=0)
    grants: Mapped[list[Grant]] = relationship(
        cascade="all, delete-orphan", order_by="Grant.role, Grant.cluster"
    )

    # what Flask-Login asks of whoever is signed in
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return not self.disabled

    def get_id(self) -> str:
        """Return what a session keeps: it is void once the generation has changed."""
        return f"{self.id}:{self.generation}"

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.grants)

    @property
    def cluster(self) -> str | None:
        """The one cluster whose report this account reads."""
        return next((g.cluster for g in self.grants if g.role == Role.CLUSTER), None)


class Grant(Base):
    """A role of an account; the role ``cluster`` names one cluster."""

    __tablename__ = "role_grant"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("(role = 'cluster') = (cluster IS NOT NULL)", name="cluster_named"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Word, primary_key=True)
    cluster: Mapped[str | None] = mapped_column(Word)


class SignInLink(Base):
    """A link that signs in once."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    expires: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[Account] = relationship()


class ApiToken(Base):
    """A token with which a program reads releases; only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(100))
    expires: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[Account] = relationship()


class Passkey(Base):
    """A WebAuthn credential."""

    __tablename__ = "passkey"

    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(100))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    account: Mapped[Account] = relationship()
