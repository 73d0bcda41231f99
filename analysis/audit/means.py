"""Can means be turned into the mean of a few people, or of a small cell closer than it is shown?

Unknown are the sums of points of each cell and of those who were excluded as careless from it.
Known are sizes and means with and without them, to their rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.audit.bounds import TOLERANCE, Contradiction, Program
from analysis.audit.cells import Place, place_of, shown_cells
from analysis.audit.finding import Finding
from analysis.cells import COARSE
from analysis.parameters import Minimums

HALF_TENTH = 0.05
LEAST_RANGE = 20.0
POINTS = 100.0


@dataclass(frozen=True)
class KnownMean:
    """A published mean of some atoms together: parts of people that nothing published divides."""

    atoms: tuple[str, ...]
    mean: float
    half_step: float


def mean_bounds(
    sizes: Mapping[str, int], known: Sequence[KnownMean], atom: str
) -> tuple[float, float]:
    """Return the bounds of the mean of one atom.

    Raises
    ------
    Contradiction
        If no answers give the published means.
    """
    program = Program()
    outermost = [own.mean for own in known]
    lowest, highest = min([0.0, *outermost]), max([POINTS, *outermost])
    place = {name: program.sum(lowest * n, highest * n) for name, n in sizes.items()}
    for own in known:
        whole = sum(sizes[name] for name in own.atoms)
        bounds = ((own.mean - own.half_step) * whole, (own.mean + own.half_step) * whole)
        program.know({place[name]: 1.0 for name in own.atoms}, *bounds)
    low, high = program.bounds({place[atom]: 1.0}, (highest - lowest) * sizes[atom])
    return low / sizes[atom], high / sizes[atom]


def mean_findings(answers: Mapping[str, Any], minimums: Minimums) -> Iterator[Finding]:
    """Yield populations that differ by a few people, and what their means would tell."""
    uncleaned = {place_of(own): own for own in answers["uncleaned"] if own["figures"]}
    names = [dimension["id"] for dimension in answers["dimensions"]]
    for cell in answers["cells"]:
        own = uncleaned.get(place_of(cell))
        if own is None:
            continue
        for number, name in enumerate(names):
            yield from _difference(cell, own["figures"], number, name, minimums)
    yield from _vignettes(answers, minimums)


def _difference(
    cell: Mapping[str, Any],
    dirty: Mapping[str, Any],
    number: int,
    name: str,
    minimums: Minimums,
) -> Iterator[Finding]:
    """Yield a finding where the figures with and without the careless tell of a few people."""
    pair = [(f["answered"][number], f["mean"][number], f["sd"][number]) for f in (cell, dirty)]
    if pair[0] == pair[1] or any(value is None for figures in pair for value in figures):
        return
    few = pair[1][0] - pair[0][0]
    place = f"{_name(cell)}, with and without careless answers"
    if not 0 < few < minimums.remainder:
        return
    sizes = {"kept": pair[0][0], "excluded": few}
    known = [
        KnownMean(("kept",), pair[0][1], HALF_TENTH),
        KnownMean(("kept", "excluded"), pair[1][1], HALF_TENTH),
    ]
    try:
        low, high = mean_bounds(sizes, known, "excluded")
    except Contradiction:
        low, high = 0.0, POINTS
    what = f"mean of {name} of the {few} who were excluded"
    if high - low < LEAST_RANGE:
        yield Finding(place, what, round(low, 1), round(high, 1), "points")
    else:
        yield Finding(place, f"two populations that differ, in {name}, by", few, few)


def _vignettes(answers: Mapping[str, Any], minimums: Minimums) -> Iterator[Finding]:
    """Yield vignettes that nearly all, but not all, of a cell have rated."""
    size = {cell.place: cell.n for cell in shown_cells(answers)}
    for own in answers["vignettes"]:
        n = size.get(place_of(own))
        if n is not None and 0 < n - own["n"] < minimums.remainder:
            place = f"{_name(own)}, vignette {own['vignette']}"
            yield Finding(place, "left it empty", n - own["n"], n - own["n"])


def coarse_table_findings(answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield small cells whose coarse means other means of table T sharpen."""
    for number, dimension in enumerate(answers["dimensions"]):
        sizes, known, small = {}, [], []
        for cell in (*answers["cells"], *answers["small"]):
            is_small, mean = isinstance(cell["n"], str), cell["mean"][number]
            name = f"{_name(cell)}, dimension {dimension['id']}"
            # of a band the largest size: then the bounds of its mean are the closest
            sizes[name] = int(cell["n"].rpartition("-")[2]) if is_small else cell["n"]
            if mean is not None:
                known.append(KnownMean((name,), mean, COARSE / 2 if is_small else HALF_TENTH))
            if is_small:
                small.append(name)
        yield from coarse_findings(sizes, known, small)


def coarse_findings(
    cells: Mapping[str, int], known: Sequence[KnownMean], small: Sequence[str]
) -> Iterator[Finding]:
    """Yield small cells whose coarse mean other means sharpen.

    ``cells`` are sizes, ``small`` those whose mean is shown to 5 points, or not at all.
    """
    for name in small:
        own = [mean for mean in known if mean.atoms == (name,)]
        least = COARSE - TOLERANCE if own else LEAST_RANGE
        low, high = mean_bounds(cells, known, name)
        # a mean of 0 or 100 has no room on one side
        is_at_end = low < TOLERANCE or high > POINTS - TOLERANCE
        if high - low < (least / 2 if own and is_at_end else least):
            yield Finding(name, "mean", round(low, 1), round(high, 1), "points")


def _name(own: Mapping[str, Any]) -> str:
    place: Place = place_of(own)
    return f"cell {place[0]} / {'+'.join(place[1])}"
