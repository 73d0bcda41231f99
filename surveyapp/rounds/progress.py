"""How far a round is, by cell: the one place from which numbers of used invitations are shown.

A number that moves by one with each answer orders the answers, and one that says that everybody
in a cell has answered names who has. So numbers move in steps of five and never say "all".
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.participants.listing import CellCount, cell_counts
from surveyapp.store.round import Round

STEP = 5


@dataclass(frozen=True)
class CellProgress:
    """What may be shown of a cell while its round runs; ``answered`` means: at least so many."""

    cluster: str
    group: str
    invited: int
    answered: int
    nominated: int
    organisations: int
    largest_organisation: int


def in_steps(count: int) -> int:
    """Return the largest multiple of five that is not above a count."""
    return count // STEP * STEP


def answered_at_least(used: int, invited: int) -> int:
    """Return what may be shown of a number of used invitations."""
    return in_steps(min(used, invited - 1)) if invited else 0


def progress(session: Session, round_: Round) -> list[CellProgress]:
    """Return every cell that has invitations, in order of cluster and group."""
    return [_shown(cell) for cell in cell_counts(session, round_)]


def answered_in_all(cells: list[CellProgress]) -> int:
    """Return the sum of what is shown: a total that moved by itself would tell more."""
    return sum(cell.answered for cell in cells)


def _shown(cell: CellCount) -> CellProgress:
    named = [count for name, count in cell.organisations.items() if name]
    return CellProgress(
        cluster=cell.cluster,
        group=cell.group,
        invited=cell.invited,
        answered=answered_at_least(cell.used, cell.invited),
        nominated=cell.nominated,
        organisations=len(named),
        largest_organisation=max(named, default=0),
    )
