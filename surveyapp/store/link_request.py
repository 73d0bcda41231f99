"""Requests for one's link, until the worker has looked at them."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.answers import UNORDERED
from surveyapp.store.base import Base


class LinkRequest(Base):
    """A keyed hash of an address that somebody typed: on a list or not, nobody can read which."""

    __tablename__ = "link_request"
    __table_args__ = UNORDERED

    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
