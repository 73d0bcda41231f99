"""The merged cells of table T and what is known of their sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.audit.bounds import Program
from analysis.disclosure import JOIN
from analysis.parameters import Minimums

Place = tuple[str, tuple[str, ...]]


def place_of(entry: Mapping[str, Any]) -> Place:
    """Return cluster and groups of an entry of T."""
    return entry["cluster"], tuple(entry["groups"])


@dataclass(frozen=True)
class ShownCell:
    """A merged cell as T shows it; ``n`` is None where its size is a band."""

    cluster: str
    groups: tuple[str, ...]
    n: int | None

    @property
    def place(self) -> Place:
        return self.cluster, self.groups

    @property
    def name(self) -> str:
        return f"cell {self.cluster} / {JOIN.join(self.groups)}"


def shown_cells(answers: Mapping[str, Any]) -> list[ShownCell]:
    """Return the cells of T's answer part, those of exact size first."""
    full = [ShownCell(c["cluster"], tuple(c["groups"]), c["n"]) for c in answers["cells"]]
    small = [ShownCell(c["cluster"], tuple(c["groups"]), None) for c in answers["small"]]
    return full + small


class Sizes:
    """Variables for the sizes of cells; bands together are what the total leaves for them.

    The totals of a round are in its records, so that the size of a single small cell is known.
    """

    def __init__(self, answers: Mapping[str, Any], program: Program, minimums: Minimums) -> None:
        self.cells = shown_cells(answers)
        self._program = program
        self._band = (minimums.shown, minimums.scored - 1)
        self.place = [program.count(*self._range(cell)) for cell in self.cells]
        bands = {self.place[i]: 1.0 for i, cell in enumerate(self.cells) if cell.n is None}
        valid = int(answers["response"]["total"]["valid"])
        left = valid - sum(cell.n or 0 for cell in self.cells)
        missing = set(answers["clusters"]) - {cell.cluster for cell in self.cells}
        if bands:
            # a cluster that is nowhere has at most as many as are too few to be shown
            program.know(bands, left - len(missing) * (minimums.shown - 1), left)
        self.largest = valid

    def _range(self, cell: ShownCell) -> tuple[int, int]:
        return (cell.n, cell.n) if cell.n is not None else self._band

    def bounds(self, cells: Sequence[int]) -> tuple[int, int]:
        """Return the least and largest size of some cells together, each within its own bounds."""
        ranges = [self._range(self.cells[cell]) for cell in cells]
        return sum(low for low, _ in ranges), sum(high for _, high in ranges)
