"""What table T says about the answers of each cell: means, deviations, weights, design effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from analysis.disclosure import Merged, both_sides
from analysis.exact import nearest, nearest_root
from analysis.moments import Sums, sums
from analysis.parameters import Minimums, Parameters
from analysis.points import DimensionPoints, Ints
from analysis.tables import Invitations

WEIGHT_UNIT = 1_000_000
HIGH = 0.10
COARSE = 5


@dataclass(frozen=True)
class Strata:
    """Respondents of one cell who share a weight; weights are whole numbers of 1/unit."""

    number: Ints
    cell: tuple[int, ...]
    weight: tuple[int, ...]
    size: tuple[int, ...]

    def of(self, cell: int) -> list[int]:
        """Return the numbers of the strata of a cell."""
        return [s for s, own in enumerate(self.cell) if own == cell]


def strata(cell: Ints, weight: Ints) -> Strata:
    """Number the distinct pairs of cell and weight; a cell of −1 is nowhere."""
    weights, place = np.unique(weight, return_inverse=True)
    there = cell >= 0
    code = np.where(there, cell * len(weights) + place, 0)
    sizes = np.bincount(code[there])
    some = np.flatnonzero(sizes)
    renumber = np.zeros(max(1, len(sizes)), dtype=np.int64)
    renumber[some] = np.arange(len(some))
    return Strata(
        np.where(there, renumber[np.where(there, code, 0)], -1).astype(np.int64),
        tuple((some // len(weights)).tolist()),
        tuple(weights[some % len(weights)].tolist()),
        tuple(sizes[some].tolist()),
    )


@dataclass(frozen=True)
class Weighted:
    """Weighted mean and variance of one dimension in one cell, exact."""

    n: int
    mean: Fraction
    variance: Fraction


def weighted(parts: Sequence[tuple[int, Sums]]) -> Weighted | None:
    """Join the strata of a cell; the variance has n − 1 in its denominator."""
    some = [(weight, s) for weight, s in parts if s.n]
    n = sum(s.n for _, s in some)
    if not n:
        return None
    whole = sum(weight * s.n for weight, s in some)
    unit = some[0][1].unit
    total = sum(weight * s.total for weight, s in some)
    squares = sum(weight * s.squares for weight, s in some)
    mean = Fraction(total, whole * unit)
    spread = Fraction(squares, whole * unit * unit) - mean * mean
    return Weighted(n, mean, spread * n / (n - 1) if n > 1 else Fraction(0))


def effective(strata_: Strata, cell: int) -> Fraction:
    """Return n_eff = (Σa)² / Σa² of a cell."""
    own = strata_.of(cell)
    total = sum(strata_.weight[s] * strata_.size[s] for s in own)
    return Fraction(total**2, sum(strata_.weight[s] ** 2 * strata_.size[s] for s in own))


def cell_figures(
    dimensions: Sequence[DimensionPoints],
    strata_: Strata,
    cells: Sequence[Merged],
    minimums: Minimums,
) -> list[dict[str, Any]]:
    """Return T's figures of each cell: full from ``minimums.scored``, else coarse.

    Full: n, n_eff, and by dimension mean (.1), standard deviation (1) and how many have a score
    (n itself where fewer than 5 have none); null where fewer than ``minimums.scored`` have one.
    Coarse: dimension means to 5 where at least ``minimums.shown`` have a score.
    """
    found = [sums(d, strata_.number, len(strata_.cell)) for d in dimensions]
    result = []
    for number, cell in enumerate(cells):
        own = strata_.of(number)
        by_dimension = [weighted([(strata_.weight[s], f[s]) for s in own]) for f in found]
        if cell.n >= minimums.scored:
            result.append(_full(cell, effective(strata_, number), by_dimension, minimums))
        else:
            result.append({"mean": [_coarse(w, minimums) for w in by_dimension]})
    return result


def _full(
    cell: Merged, n_eff: Fraction, found: Iterable[Weighted | None], minimums: Minimums
) -> dict[str, Any]:
    shown = [w if w and w.n >= minimums.scored else None for w in found]
    return {
        "n": cell.n,
        "n_eff": tenths(n_eff),
        "mean": [w and tenths(w.mean) for w in shown],
        "sd": [w and nearest_root(w.variance.numerator, w.variance.denominator) for w in shown],
        "answered": [w and _answered(w.n, cell.n, minimums) for w in shown],
    }


def _answered(some: int, all_: int, minimums: Minimums) -> int:
    return some if both_sides(some, all_, minimums) else all_


def _coarse(found: Weighted | None, minimums: Minimums) -> int | None:
    if found is None or found.n < minimums.shown:
        return None
    return COARSE * nearest(found.mean.numerator, found.mean.denominator * COARSE)


def tenths(value: Fraction) -> float:
    return nearest(value.numerator * 10, value.denominator) / 10


def hundredths(value: Fraction) -> float:
    return nearest(value.numerator * 100, value.denominator) / 100


@dataclass(frozen=True)
class Organisations:
    """Used and sent invitations of a cell by organisation; None where no name is known."""

    number: int | None
    largest: int | None
    design: Fraction
    used: int

    def effect(self, rho: float) -> float:
        """Return the design effect 1 + (Σ n_o² / n − 1) ρ, in [1, n], rounded to .01."""
        raw = 1 + (self.design - 1) * Fraction(str(rho))
        return hundredths(min(max(raw, Fraction(1)), Fraction(max(1, self.used))))


def organisations(
    invitations: Invitations | None, cluster: str, groups: Iterable[str]
) -> Organisations:
    """Count the organisations with used invitations; an unknown one is each its own."""
    if invitations is None:
        return Organisations(None, None, Fraction(1), 0)
    used: dict[str, int] = {}
    invited: dict[str, int] = {}
    unknown = 0
    for row in invitations.rows(cluster, groups):
        name = invitations.organisation[row]
        if name is None:
            unknown += invitations.used[row]
            continue
        used[name] = used.get(name, 0) + invitations.used[row]
        invited[name] = invited.get(name, 0) + invitations.invited[row]
    total = unknown + sum(used.values())
    if not invited or not total:
        return Organisations(None, None, Fraction(1), total)
    design = Fraction(unknown + sum(n * n for n in used.values()), total)
    number = unknown + sum(n > 0 for n in used.values())
    return Organisations(number, max(invited.values()), design, total)


def design_effects(
    invitations: Invitations | None, cell: Merged, parameters: Parameters
) -> dict[str, Any]:
    """Return T's figures about a cell's organisations."""
    found = organisations(invitations, cell.cluster, cell.groups)
    return {
        "deff": found.effect(parameters.intra_organisation),
        "deff_high": found.effect(max(HIGH, parameters.intra_organisation)),
        "organisations": found.number,
        "largest": found.largest,
    }
