"""Differential item functioning: is an item harder for one side at the same level?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.chi_square import tail
from analysis.exact import NotPositiveDefinite, inverse

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

ALPHA = 0.05
STRATA = 5
LEAST_A_SIDE = 100
DELTA = -2.35
DELTA_CLASSES = (1.0, 1.5)
MEAN_CLASSES = (0.17, 0.25)


@dataclass(frozen=True)
class Dif:
    """One item: a chi-square statistic with 1 df, its p, an effect and its class A, B or C.

    ``effect``: for two-valued items ETS's delta, −2.35 ln of the common odds ratio (below 0: harder
    for the focal side); for others the difference of means at the same level in standard
    deviations (focal minus reference). None where it is not defined.
    """

    statistic: float | None
    p: float | None
    effect: float | None
    size: str | None

    @property
    def flagged(self) -> bool:
        return self.p is not None and self.p < ALPHA


NOT_DEFINED = Dif(None, None, None, None)


def mantel_haenszel(item: Floats, level: Floats, focal: Truths) -> Dif:
    """Return the Mantel-Haenszel test of a two-valued item (0, 1), with continuity correction.

    Parameters
    ----------
    item, level : arrays of shape (n,)
        Answers, and the score on which both sides are matched (each value is a stratum).
    focal : array of shape (n,)
        True on the focal side.
    """
    away, variance, up, down = [], [], [], []
    for value in np.unique(level):
        there = level == value
        right_r, right_f = (int(item[there & side].sum()) for side in (~focal, focal))
        n_r, n_f = (int(np.count_nonzero(there & side)) for side in (~focal, focal))
        n, right = n_r + n_f, right_r + right_f
        if not (n_r and n_f):
            continue
        away.append(right_r - n_r * right / n)
        variance.append(n_r * n_f * right * (n - right) / (n * n * (n - 1)))
        up.append(right_r * (n_f - right_f) / n)
        down.append((n_r - right_r) * right_f / n)
    if not fsum(variance) > 0:
        return NOT_DEFINED
    # as printed by Holland and Thayer (1988): the correction is taken from any difference
    statistic = (abs(fsum(away)) - 0.5) ** 2 / fsum(variance)
    if not (fsum(up) > 0 and fsum(down) > 0):
        # nobody answers otherwise on one side: the odds ratio is infinite, or not defined
        return Dif(statistic, tail(statistic, 1), None, "C" if fsum(up) + fsum(down) else None)
    delta = DELTA * log(fsum(up) / fsum(down))
    return Dif(statistic, tail(statistic, 1), delta, size_class(delta, DELTA_CLASSES))


def size_class(effect: float, limits: tuple[float, float]) -> str:
    """Return A (negligible), B (moderate) or C (large)."""
    return "A" if abs(effect) <= limits[0] else "B" if abs(effect) <= limits[1] else "C"


def matched_means(item: Floats, level: Floats, focal: Truths) -> Dif:
    """Return Mantel's (1963) test of an item with several values, and the standardised difference.

    Rows are matched in five strata of equal size by ``level``; with fewer than 100 rows on a side
    the level is a covariate of a linear regression instead.
    """
    known = ~(np.isnan(item) | np.isnan(level))
    item, level, focal = item[known], level[known], focal[known]
    values, code = np.unique(item, return_inverse=True)
    sides = (int(np.count_nonzero(focal)), int(np.count_nonzero(~focal)))
    if min(sides) < 2 or len(values) < 2:
        return NOT_DEFINED
    if min(sides) < LEAST_A_SIDE:
        return _regressed(item, level, focal, _deviation(item.tolist()))
    counts = side_counts(strata(level), code.astype(np.int64), len(values), focal)
    return mantel(counts, values.tolist())


Counts = NDArray[np.int64]


def side_counts(
    stratum: NDArray[np.int64], value: NDArray[np.int64], values: int, focal: Truths
) -> Counts:
    """Return numbers of rows of shape (strata, values, 2): reference side, focal side."""
    code = (stratum * values + value) * 2 + focal
    found = np.bincount(code, minlength=STRATA * values * 2)
    return found.astype(np.int64).reshape(STRATA, values, 2)


def mantel(counts: Counts, values: Sequence[float]) -> Dif:
    """Return Mantel's test and the standardised difference from counts by stratum and value."""
    away, variance, effect = [], [], []
    for own in counts.tolist():
        n_r, n_f = (sum(row[side] for row in own) for side in (0, 1))
        n = n_r + n_f
        if not (n_r and n_f):
            continue
        mine = fsum(v * row[1] for v, row in zip(values, own, strict=True))
        total = fsum(v * (row[0] + row[1]) for v, row in zip(values, own, strict=True))
        squares = fsum(v * v * (row[0] + row[1]) for v, row in zip(values, own, strict=True))
        away.append(mine - n_f * total / n)
        variance.append(n_f * n_r * (n * squares - total * total) / (n * n * (n - 1)))
        effect.append(n_f * (mine / n_f - (total - mine) / n_r))
    if not fsum(variance) > 0:
        return NOT_DEFINED
    statistic = fsum(away) ** 2 / fsum(variance)
    size = fsum(effect) / int(counts[:, :, 1].sum()) / _counted_deviation(counts, values)
    return Dif(statistic, tail(statistic, 1), size, size_class(size, MEAN_CLASSES))


def _counted_deviation(counts: Counts, values: Sequence[float]) -> float:
    numbers = counts.sum(axis=(0, 2)).tolist()
    n = sum(numbers)
    mean = fsum(v * k for v, k in zip(values, numbers, strict=True)) / n
    return sqrt(fsum(k * (v - mean) ** 2 for v, k in zip(values, numbers, strict=True)) / (n - 1))


def strata(level: Floats) -> NDArray[np.int64]:
    """Return five strata of about equal size; equal levels share a stratum."""
    values, counts = np.unique(level, return_counts=True)
    below = np.cumsum(counts) - counts
    number = np.minimum(STRATA - 1, (below + counts / 2) * STRATA // len(level)).astype(np.int64)
    return number[np.searchsorted(values, level)]


def _deviation(values: Sequence[float]) -> float:
    mean = fsum(values) / len(values)
    return sqrt(fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def _regressed(item: Floats, level: Floats, focal: Truths, deviation: float) -> Dif:
    """Regress the item on the level and the side; the statistic is t² of the side."""
    y, x, g = item.tolist(), level.tolist(), [float(f) for f in focal.tolist()]
    n = len(y)
    my, mx, mg = fsum(y) / n, fsum(x) / n, fsum(g) / n
    dx, dg, dy = [v - mx for v in x], [v - mg for v in g], [v - my for v in y]

    def products(a: Sequence[float], b: Sequence[float]) -> float:
        return fsum(p * q for p, q in zip(a, b, strict=True))

    cross = products(dx, dg)
    gram = [[products(dx, dx), cross], [cross, products(dg, dg)]]
    right = [products(dx, dy), products(dg, dy)]
    try:
        inner = inverse(gram)
    except NotPositiveDefinite:
        return NOT_DEFINED
    slope, side = (row[0] * right[0] + row[1] * right[1] for row in inner)
    rest = products(dy, dy) - slope * right[0] - side * right[1]
    if n < 4 or rest <= 1e-12 * products(dy, dy):
        return NOT_DEFINED
    statistic = side * side / (inner[1][1] * rest / (n - 3))
    size = side / deviation
    return Dif(statistic, tail(statistic, 1), size, size_class(size, MEAN_CLASSES))


def item_dif(items: Sequence[Floats], focal: Truths) -> list[Dif]:
    """Return the test of each item of one table.

    If all items have two values: Mantel-Haenszel on the total score of complete rows; else each
    item against the mean of the others.
    """
    if two_valued(items):
        full = ~np.any(np.isnan(np.stack(items)), axis=0)
        high = max(float(np.nanmax(item)) for item in items if not np.all(np.isnan(item)))
        coded = [(item[full] == high).astype(np.float64) for item in items]
        total = np.zeros(int(np.count_nonzero(full)))
        for item in coded:
            total = total + item
        return [mantel_haenszel(item, total, focal[full]) for item in coded]
    return [
        matched_means(item, row_means([o for j, o in enumerate(items) if j != i]), focal)
        for i, item in enumerate(items)
    ]


def two_valued(items: Sequence[Floats]) -> bool:
    """Tell whether every item has two values at most, the same for all."""
    values = {v for item in items for v in np.unique(item[~np.isnan(item)]).tolist()}
    return len(values) == 2


def row_means(items: Sequence[Floats]) -> Floats:
    """Return the mean of what each row answered; ``nan`` where that is nothing."""
    if not items:
        return np.full(0, np.nan)
    total, n = np.zeros(len(items[0])), np.zeros(len(items[0]))
    for item in items:
        there = ~np.isnan(item)
        total += np.where(there, item, 0.0)
        n += there
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
