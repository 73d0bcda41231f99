"""The list of a round: its counts, and the Merkle root that pins it down."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import merkle
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round


@dataclass(frozen=True)
class CellCount:
    """Invitations of one cell: how many, how many used, by frame and by organisation."""

    cluster: str
    group: str
    invited: int
    used: int
    nominated: int
    organisations: dict[str, int]


def list_leaf(key: bytes, email: str, cluster: str, group: str, organisation: str) -> bytes:
    """Return a participant's salted leaf: whoever lacks the key cannot test who is on the list."""
    row = json.dumps([email, cluster, group, organisation], ensure_ascii=False)
    return hmac.digest(key, b"participant\0" + row.encode(), "sha256")


def list_root(session: Session, round_: Round, key: bytes) -> str:
    """Return the Merkle root of the list, computed from what the rows say now."""
    return merkle.root(_leaves(session, round_, key))


def _leaves(session: Session, round_: Round, key: bytes) -> Iterable[bytes]:
    for invitation in session.scalars(select(Invitation).where(Invitation.round_id == round_.id)):
        person = invitation.participant
        if person is None:  # erased: the leaf of the import is all that is left
            yield invitation.list_leaf
        else:
            yield list_leaf(
                key, person.email, invitation.cluster, invitation.group, invitation.organisation
            )


def cell_counts(session: Session, round_: Round) -> list[CellCount]:
    """Return the counts of every cell that has an invitation, in order of cluster and group."""
    columns = (Invitation.cluster, Invitation.group, Invitation.organisation, Invitation.frame)
    rows = session.execute(
        select(*columns, Invitation.used, func.count())
        .where(Invitation.round_id == round_.id)
        .group_by(*columns, Invitation.used)
    )
    invited: Counter[tuple[str, str]] = Counter()
    used: Counter[tuple[str, str]] = Counter()
    nominated: Counter[tuple[str, str]] = Counter()
    organisations: dict[tuple[str, str], Counter[str]] = {}
    for cluster, group, organisation, frame, was_used, count in rows:
        cell = (cluster, group)
        invited[cell] += count
        used[cell] += count * was_used
        nominated[cell] += count * (frame == "nominated")
        organisations.setdefault(cell, Counter())[organisation] += count
    return [
        CellCount(*cell, invited[cell], used[cell], nominated[cell], dict(organisations[cell]))
        for cell in sorted(invited)
    ]
