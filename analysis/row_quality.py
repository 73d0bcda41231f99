"""Signs of careless answering in any table of items (command ``quality``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.chi_square import critical, tail
from analysis.covariances import as_correlation, covariances
from analysis.exact import Matrix, NotPositiveDefinite, cholesky, toward_identity
from analysis.parameters import Quality
from analysis.quality import LEAST_FOR_STRAIGHT, spread, squared_distances

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class RowQuality:
    """One entry a row: longest run, deviation within the row, D² with its p, even-odd."""

    longstring: Ints
    irv: Floats
    mahalanobis: Floats
    p: Floats
    even_odd: Floats
    straight: NDArray[np.bool_]
    distant: NDArray[np.bool_]


def row_quality(
    items: Sequence[Floats], scales: Sequence[Sequence[int]], limits: Quality
) -> RowQuality:
    """Return the signs of each row.

    Parameters
    ----------
    items : sequence of arrays of shape (n,)
        Answers in the order of presentation, ``nan`` where missing.
    scales : sequence
        Numbers of the items of each scale, for even-odd; none: it is ``nan``.
    """
    answered = np.sum([~np.isnan(item) for item in items], axis=0)
    longest = longstring(items)
    deviation = spread(items)
    squared, df = distances(items)
    p = np.array([tail(x, k) for x, k in zip(squared.tolist(), df.tolist(), strict=True)])
    limit = np.array([np.inf, *(critical(limits.distance, k) for k in range(1, len(items) + 1))])
    long = longest >= limits.longest_run * answered
    straight = (answered >= LEAST_FOR_STRAIGHT) & (long | (deviation < limits.spread))
    return RowQuality(
        longest,
        deviation,
        np.where(df > 0, squared, np.nan),
        np.where(df > 0, p, np.nan),
        even_odd(items, scales),
        np.asarray(straight),
        np.asarray(squared > limit[df]),
    )


def longstring(items: Sequence[Floats]) -> Ints:
    """Return the longest run of equal answers in each row; a missing answer does not break it."""
    size = len(items[0])
    last, current = np.full(size, np.nan), np.zeros(size, dtype=np.int64)
    longest = np.zeros(size, dtype=np.int64)
    for item in items:
        there = ~np.isnan(item)
        current = np.where(there, np.where(item == last, current + 1, 1), current)
        last = np.where(there, item, last)
        longest = np.maximum(longest, current)
    return longest


def distances(items: Sequence[Floats]) -> tuple[Floats, Ints]:
    """Return D² from the mean of all rows, and on how many items each row has it.

    Items that do not vary are left out; a singular covariance matrix is moved toward its diagonal.
    """
    size = len(items[0])
    matrix = covariances(items)
    kept = [i for i in range(len(items)) if matrix[i][i] > 0]
    if not kept or size < 3:
        return np.zeros(size), np.zeros(size, dtype=np.int64)
    away = [items[i] - np.float64(_mean(items[i])) for i in kept]
    inner = [[matrix[i][j] for j in kept] for i in kept]
    return squared_distances(away, _definite(inner))


def _mean(item: Floats) -> float:
    known = item[~np.isnan(item)]
    return fsum(known) / len(known)


def _definite(matrix: Matrix) -> Matrix:
    try:
        cholesky(matrix)
    except NotPositiveDefinite:
        scale = [sqrt(matrix[i][i]) for i in range(len(matrix))]
        moved = toward_identity(as_correlation(matrix))
        return [
            [value * scale[i] * scale[j] for j, value in enumerate(row)]
            for i, row in enumerate(moved)
        ]
    return matrix


def even_odd(items: Sequence[Floats], scales: Sequence[Sequence[int]]) -> Floats:
    """Return minus the even-odd consistency of each row (Curran 2016): higher is more careless.

    Over scales, the correlation of the mean of the even items with that of the odd ones, stepped
    up by Spearman-Brown and kept from falling below −1; ``nan`` where it is not defined.
    """
    usable = [scale for scale in scales if len(scale) > 1]
    size = len(items[0])
    if len(usable) < 2:
        return np.full(size, np.nan)
    odd = [_row_mean([items[i] for i in scale[0::2]]) for scale in usable]
    even = [_row_mean([items[i] for i in scale[1::2]]) for scale in usable]
    r = _row_correlation(even, odd)
    with_nan = np.where(r == -1, np.nan, r)
    stepped = np.maximum(2 * with_nan / (1 + with_nan), -1.0)
    return np.asarray(np.where(r == -1, 1.0, -stepped))


def _row_mean(items: Sequence[Floats]) -> Floats:
    total, n = np.zeros(len(items[0])), np.zeros(len(items[0]))
    for item in items:
        there = ~np.isnan(item)
        total += np.where(there, item, 0.0)
        n += there
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def _row_correlation(left: Sequence[Floats], right: Sequence[Floats]) -> Floats:
    """Return the correlation across scales within each row, on scales with both halves."""
    there = [~(np.isnan(a) | np.isnan(b)) for a, b in zip(left, right, strict=True)]
    n = np.sum(there, axis=0).astype(np.float64)
    x = [np.where(t, a, 0.0) for t, a in zip(there, left, strict=True)]
    y = [np.where(t, b, 0.0) for t, b in zip(there, right, strict=True)]
    safe = np.maximum(n, 1)
    mx, my = _added(x) / safe, _added(y) / safe
    dx = [np.where(t, a - mx, 0.0) for t, a in zip(there, x, strict=True)]
    dy = [np.where(t, b - my, 0.0) for t, b in zip(there, y, strict=True)]
    sxy = _added([a * b for a, b in zip(dx, dy, strict=True)])
    sxx, syy = _added([a * a for a in dx]), _added([b * b for b in dy])
    scale = np.sqrt(sxx * syy)
    defined = (n > 1) & (scale > 0)
    return np.where(defined, sxy / np.where(defined, scale, 1.0), np.nan)


def _added(values: Sequence[Floats]) -> Floats:
    total = np.zeros(len(values[0]))
    for value in values:
        total = total + value
    return total
