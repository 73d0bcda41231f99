"""The list of a round: its counts, and the Merkle root that pins it down."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import merkle
from analysis.parameters import Parameters
from surveyapp.store.participant import Invitation, Participant
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


def list_leaf(
    key: bytes, email: str, cluster: str, group: str, organisation: str, frame: str
) -> bytes:
    """Return a participant's salted leaf: whoever lacks the key cannot test who is on the list."""
    row = json.dumps([email, cluster, group, organisation, frame], ensure_ascii=False)
    return hmac.digest(key, b"participant\0" + row.encode(), "sha256")


def list_root(session: Session, round_: Round, key: bytes) -> str:
    """Return the Merkle root of the list, computed from what the rows say now."""
    return merkle.root(says for _, says, _ in _leaves(session, round_, key))


def altered_invitations(session: Session, round_: Round, key: bytes) -> list[UUID]:
    """Return the invitations whose rows no longer say what was imported."""
    leaves = _leaves(session, round_, key)
    return sorted(identity for identity, says, imported in leaves if says != imported)


def _leaves(session: Session, round_: Round, key: bytes) -> Iterator[tuple[UUID, bytes, bytes]]:
    """Yield each invitation with the leaf that its row gives now and that of the import."""
    columns = (
        Invitation.id, Invitation.list_leaf, Participant.email, Invitation.cluster,
        Invitation.group, Invitation.organisation, Invitation.frame,
    )  # fmt: skip
    query = (
        select(*columns)
        .outerjoin(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.round_id == round_.id)
    )
    for identity, imported, email, *row in session.execute(query):
        # of somebody erased the leaf of the import is all that is left
        yield identity, list_leaf(key, email, *row) if email else imported, imported


def domain_counts(session: Session, round_: Round) -> dict[tuple[str, str], Counter[str]]:
    """Return how many people of each mail domain are in each cell; the erased have none."""
    query = (
        select(Invitation.cluster, Invitation.group, Participant.email)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.round_id == round_.id)
    )
    counts: dict[tuple[str, str], Counter[str]] = {}
    for cluster, group, email in session.execute(query):
        counts.setdefault((cluster, group), Counter())[email.rpartition("@")[2]] += 1
    return counts


def few_invited(cells: Iterable[CellCount], parameters: Parameters) -> list[tuple[str, str, int]]:
    """Return cluster, group and number of each cell with too few invitations for a rank."""
    invited = {(cell.cluster, cell.group): cell.invited for cell in cells}
    return [
        (*cell, invited.get(cell, 0))
        for cell in product(parameters.cluster_ids, parameters.group_ids)
        if invited.get(cell, 0) < parameters.minimums.invited
        and not parameters.complete_list(*cell)
    ]


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
