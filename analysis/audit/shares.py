"""Can the shares of answers to an item be turned into counts of a few people?

Unknown are the counts of each kind of answer in each merged cell. Known are the sizes of cells,
and every share that table T shows of everybody, of clusters and of groups, to its rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.audit.bounds import Program
from analysis.audit.cells import Sizes
from analysis.audit.finding import Finding
from analysis.parameters import Minimums

HALF_STEP = 0.005
EXPLORE = 6
KINDS = ("difficult", "neither", "easy", "not_tried", "not_concerned")
EMPTY = "empty"
Entry = Mapping[str, Any]


def share_findings(answers: Mapping[str, Any], minimums: Minimums) -> Iterator[Finding]:
    """Yield the counts that what T says of shares would tell."""
    for item, entries in by_item(answers["shares"]).items():
        yield from (own.finding for own in SharesOfItem(item, entries, answers, minimums).told())


def by_item(shares: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return T's entries of shares by item."""
    items: dict[str, list[Entry]] = {}
    for entry in shares:
        items.setdefault(entry["item"], []).append(entry)
    return items


class Told(NamedTuple):
    """A hidden count that would be told: of which cells, of what kind of answer."""

    cells: frozenset[int]
    kind: str
    finding: Finding


@dataclass
class SharesOfItem:
    """One item's entries as a program of whole numbers."""

    item: str
    entries: Sequence[Entry]
    answers: Mapping[str, Any]
    minimums: Minimums
    before: Program | None = None

    def __post_init__(self) -> None:
        self.program = Program()
        self.sizes = Sizes(self.answers, self.program, self.minimums)
        self.kinds = [kind for kind in KINDS if kind in self.entries[0]] + [EMPTY]
        largest = self.sizes.largest
        self.place = {
            (cell, kind): self.program.count(0, largest)
            for cell in range(len(self.sizes.cells))
            for kind in self.kinds
        }
        for cell in range(len(self.sizes.cells)):
            everybody = {self.place[cell, kind]: 1.0 for kind in self.kinds}
            self.program.know(everybody | {self.sizes.place[cell]: -1.0}, 0, 0)
        for entry in self.entries:
            for kind in self.kinds:
                if entry.get(kind) is not None:
                    self._know_share(self.population(entry), kind, entry[kind])

    def _know_share(self, cells: Sequence[int], kind: str, share: float) -> None:
        """Add that the count lies within half a step of the share, times the size."""
        counts = {self.place[cell, kind]: 1.0 for cell in cells}
        for bound, low, high in (
            (share - HALF_STEP, 0.0, float("inf")),
            (share + HALF_STEP, float("-inf"), 0.0),
        ):
            sizes = {self.sizes.place[cell]: -bound for cell in cells}
            self.program.know(counts | sizes, low, high)

    def population(self, entry: Entry) -> list[int]:
        """Return the cells that an entry is about (analysis/counts.py)."""
        cells = enumerate(self.sizes.cells)
        if entry["by"] == "group":
            return [i for i, cell in cells if cell.groups == (entry["id"],)]
        return [i for i, cell in cells if entry["id"] in (None, cell.cluster)]

    def told(self, *, first: bool = False) -> Iterator[Told]:
        """Yield the hidden counts that would be told; with ``first`` one a kind of answer."""
        if self.before is None:
            self.program.explore(list(self.place.values()), EXPLORE)
        else:
            # what agreed with more shares agrees with fewer
            self.program.remember(self.before)
        done: set[str] = set()
        for place, cells, kinds in self._hidden():
            for kind in kinds:
                if kind not in done and (bounds := self._too_close(cells, kind)):
                    name = f"{kind} of item {self.item}"
                    yield Told(frozenset(cells), kind, Finding(place, name, *bounds))
                    done |= {kind} if first else set()

    def _too_close(self, cells: Sequence[int], kind: str) -> tuple[float, float] | None:
        """Return the bounds of a hidden count where they tell it, None where they do not."""
        least, size = self.minimums.remainder, self.sizes.bounds(cells)[0]
        counted = {self.place[cell, kind]: 1.0 for cell in cells}
        low, high = self.program.bounds(counted, least)
        may_show = size >= self.minimums.scored and low >= least and size - high >= least
        return None if high - low >= least or may_show else (low, high)

    def _hidden(self) -> Iterator[tuple[str, list[int], list[str]]]:
        """Yield the populations, and the kinds of answers that T withholds of each."""
        shown = set()
        for entry in self.entries:
            cells = self.population(entry)
            shown.add(tuple(cells))
            name = "all" if entry["id"] is None else f"{entry['by']} {entry['id']}"
            yield name, cells, [kind for kind in self.kinds if entry.get(kind) is None]
        for number, cell in enumerate(self.sizes.cells):
            if (number,) not in shown:
                yield cell.name, [number], self.kinds
