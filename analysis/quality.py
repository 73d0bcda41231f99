"""Careless answering: signs of it, in families that each count once (method, step 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.chi_square import critical
from analysis.exact import Matrix, NotPositiveDefinite, cholesky, toward_identity
from analysis.instrument import Instrument
from analysis.moments import pair, sums
from analysis.parameters import Quality
from analysis.points import EMPTY, DimensionPoints, Ints, Truths

LEAST_FOR_STRAIGHT = 5
LEAST_FOR_DISTANCE = 100
Floats = NDArray[np.float64]
Codes = dict[str, NDArray[np.int16]]


@dataclass(frozen=True)
class Signs:
    """One truth a response in each array of shape (n,)."""

    straight: Truths
    distance: Truths
    attention: Truths
    vignettes: Truths

    @cached_property
    def families(self) -> Ints:
        """How many different families a response shows."""
        found = (self.straight, self.distance, self.attention)
        return np.asarray(np.sum(found, axis=0), dtype=np.int64)

    @property
    def excluded(self) -> Truths:
        """Two families, or straight-lining over opposite vignettes, exclude."""
        return np.asarray((self.families >= 2) | (self.vignettes & self.straight))

    @property
    def flagged(self) -> Truths:
        """One family flags."""
        return np.asarray((self.families >= 1) & ~self.excluded)


def signs(
    codes: Codes,
    run: Ints | None,
    dimensions: Sequence[DimensionPoints],
    cell: Ints,
    cells: int,
    instrument: Instrument,
    limits: Quality,
) -> Signs:
    """Return the signs of every response.

    Parameters
    ----------
    codes : dict
        Arrays of shape (n,) by item id.
    run : ndarray of shape (n,), optional
        Longest run as presented; None: in the instrument's order.
    dimensions : sequence
        Respondents' scores by dimension.
    cell : ndarray of shape (n,)
        Number of each response's cell.
    """
    items = instrument.rating_items
    rows = [
        np.where(codes[key] >= instrument.scale_of(item).lowest, codes[key], EMPTY)
        for key, item in items.items()
    ]
    straight = straight_lining(rows, five_point(rows, instrument), run, limits)
    distance = far_away(dimensions, cell, cells, limits.distance)
    return Signs(
        straight, distance, wrong_attention(codes, instrument), same_extreme(codes, instrument)
    )


def five_point(rows: Sequence[NDArray[np.int16]], instrument: Instrument) -> list[Floats]:
    """Return codes on a scale from 1 to 5 whatever their own scale, ``nan`` where missing."""
    result = []
    for row, item in zip(rows, instrument.rating_items.values(), strict=True):
        scale = instrument.scale_of(item)
        spread = 1 + 4 * (row - float(scale.lowest)) / (len(scale.labels) - 1)
        result.append(np.where(row == EMPTY, np.nan, spread))
    return result


def straight_lining(
    rows: Sequence[NDArray[np.int16]], values: Sequence[Floats], run: Ints | None, limits: Quality
) -> Truths:
    """Return who gave nearly the same answer throughout (of those with five answers or more)."""
    answered = np.sum([row != EMPTY for row in rows], axis=0)
    longest = longest_runs(rows) if run is None else run
    long = longest >= limits.longest_run * answered
    narrow = spread(values) < limits.spread
    return np.asarray((answered >= LEAST_FOR_STRAIGHT) & (long | narrow))


def longest_runs(rows: Sequence[NDArray[np.int16]]) -> Ints:
    """Return the longest run of one code down the rows; ``EMPTY`` does not break a run."""
    size = len(rows[0])
    last = np.full(size, EMPTY, dtype=np.int16)
    current = np.zeros(size, dtype=np.int64)
    longest = np.zeros(size, dtype=np.int64)
    for row in rows:
        there = row != EMPTY
        current = np.where(there, np.where(row == last, current + 1, 1), current)
        last = np.where(there, row, last)
        longest = np.maximum(longest, current)
    return longest


def spread(values: Sequence[Floats]) -> Floats:
    """Return each respondent's standard deviation (n − 1) over items; ``nan`` below two answers."""
    size = len(values[0])
    n, total, squares = np.zeros(size), np.zeros(size), np.zeros(size)
    for value in values:
        there = ~np.isnan(value)
        n += there
        total += np.where(there, value, 0.0)
    mean = total / np.maximum(n, 1)
    for value in values:
        away = np.where(np.isnan(value), 0.0, value - mean)
        squares += away * away
    return np.where(n >= 2, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def far_away(dimensions: Sequence[DimensionPoints], cell: Ints, cells: int, p: float) -> Truths:
    """Return whose scores lie far from their cell's mean, by Mahalanobis distance."""
    size = len(cell)
    varying, covariance = within_covariance(dimensions, cell, cells)
    if size - cells < LEAST_FOR_DISTANCE or not varying:
        return np.zeros(size, dtype=np.bool_)
    away = [from_cell_mean(dimension, cell, cells) for dimension in varying]
    squared, df = squared_distances(away, covariance)
    limit = np.array([np.inf, *(critical(p, k) for k in range(1, len(varying) + 1))])
    return np.asarray(squared > limit[df])


def within_covariance(
    dimensions: Sequence[DimensionPoints], cell: Ints, cells: int
) -> tuple[list[DimensionPoints], Matrix]:
    """Return the dimensions that vary within cells, and their pooled covariance matrix."""
    own = [pair(d, d, cell, cells) for d in dimensions]
    kept = [i for i, found in enumerate(own) if found.products and found.n > found.strata]
    size = len(kept)
    deviation = [sqrt(own[i].products / (own[i].n - own[i].strata)) for i in kept]
    correlation = [[1.0] * size for _ in kept]
    for i in range(size):
        for j in range(i):
            found = pair(dimensions[kept[i]], dimensions[kept[j]], cell, cells)
            scale = sqrt(found.first * found.second)
            value = float(found.products) / scale if scale else 0.0
            correlation[i][j] = correlation[j][i] = value
    usable = positive(correlation)
    covariance = [
        [usable[i][j] * deviation[i] * deviation[j] for j in range(size)] for i in range(size)
    ]
    return [dimensions[i] for i in kept], covariance


def positive(correlation: Matrix) -> Matrix:
    """Return the matrix itself if it has a Cholesky factor, else moved toward the identity."""
    try:
        cholesky(correlation)
    except NotPositiveDefinite:
        return toward_identity(correlation)
    return correlation


def from_cell_mean(dimension: DimensionPoints, cell: Ints, cells: int) -> Floats:
    """Return scores minus the mean score of the respondent's own cell."""
    found = sums(dimension, cell, cells)
    mean = np.array([float(s.mean) if s.n else np.nan for s in found])
    return np.asarray(dimension.scores() - mean[cell])


def squared_distances(away: Sequence[Floats], covariance: Matrix) -> tuple[Floats, Ints]:
    """Return squared Mahalanobis distances on what each respondent answered, and its df.

    Parameters
    ----------
    away : sequence of ndarrays of shape (n,)
        Differences from the mean, ``nan`` where missing.
    covariance : matrix
        Positive definite.
    """
    size = len(away[0])
    there = np.stack([~np.isnan(values) for values in away])
    bits = np.zeros(size, dtype=np.int64)
    for row in there:
        bits = np.unique(bits * 2 + row, return_inverse=True)[1].astype(np.int64)
    squared = np.zeros(size)
    order = np.argsort(bits, kind="stable")
    starts = np.flatnonzero(np.diff(bits[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        chosen = np.flatnonzero(there[:, rows[0]]).tolist() if len(rows) else []
        if chosen:
            squared[rows] = _distances([away[i][rows] for i in chosen], covariance, chosen)
    return squared, np.sum(there, axis=0).astype(np.int64)


def _distances(away: Sequence[Floats], covariance: Matrix, chosen: list[int]) -> Floats:
    factor = cholesky([[covariance[i][j] for j in chosen] for i in chosen])
    solved: list[Floats] = []
    total = np.zeros(len(away[0]))
    for row, values in zip(factor, away, strict=True):
        rest = values.copy()
        for weight, earlier in zip(row, solved, strict=False):
            rest -= weight * earlier
        solved.append(rest / row[len(solved)])
        total += solved[-1] * solved[-1]
    return total


def wrong_attention(codes: Codes, instrument: Instrument) -> Truths:
    """Return who chose another answer than an attention item asks for; untouched is not wrong."""
    wrong = np.zeros(len(next(iter(codes.values()))), dtype=np.bool_)
    for key, item in instrument.attention_items.items():
        if key in codes:
            wrong |= (codes[key] != EMPTY) & (codes[key] != item.expected)
    return wrong


def same_extreme(codes: Codes, instrument: Instrument) -> Truths:
    """Return who gave a good and a bad vignette the same extreme answer."""
    size = len(next(iter(codes.values())))
    ends: dict[str, tuple[Truths, Truths]] = {}
    for key, item in instrument.vignettes.items():
        if key not in codes:
            continue
        scale = instrument.scale_of(item)
        none = np.zeros(size, dtype=np.bool_)
        low, high = ends.get(item.level, (none, none))
        ends[item.level] = (
            low | (codes[key] == scale.lowest),
            high | (codes[key] == scale.highest),
        )
    if len(ends) < 2:
        return np.zeros(size, dtype=np.bool_)
    (good_low, good_high), (bad_low, bad_high) = ends["good"], ends["bad"]
    return np.asarray((good_low & bad_low) | (good_high & bad_high))
