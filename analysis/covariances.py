"""Means, covariances and correlations over pairs of columns, exact for whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.exact import Matrix

Floats = NDArray[np.float64]
EXACT = 2**20


def whole(columns: Sequence[Floats]) -> bool:
    """Tell whether all values are whole numbers small enough for exact sums of products."""
    return all(
        bool(np.all(np.isnan(c) | ((c == np.round(c)) & (np.abs(c) < EXACT)))) for c in columns
    )


def deviation_products(left: Floats, right: Floats) -> tuple[int, float]:
    """Return the number of rows with both values, and Σ (x − x̄)(y − ȳ) over them."""
    there = ~(np.isnan(left) | np.isnan(right))
    x, y = left[there], right[there]
    n = len(x)
    if n < 2:
        return n, 0.0
    if whole([x, y]):
        a, b = x.astype(np.int64), y.astype(np.int64)
        exact = int((a * b).sum()) - Fraction(int(a.sum()) * int(b.sum()), n)
        return n, float(exact)
    mx, my = fsum(x) / n, fsum(y) / n
    return n, fsum((x - mx) * (y - my))


def covariance(left: Floats, right: Floats) -> float:
    """Return the covariance (n − 1) over rows with both values; 0 below two of them."""
    n, products = deviation_products(left, right)
    return products / (n - 1) if n > 1 else 0.0


def covariances(columns: Sequence[Floats]) -> Matrix:
    """Return the matrix of pairwise covariances; the diagonal uses all values of a column."""
    return _symmetric(columns, covariance)


def as_correlation(matrix: Matrix) -> Matrix:
    """Return a covariance matrix divided by its deviations; 0 where something does not vary."""
    scale = [sqrt(matrix[i][i]) for i in range(len(matrix))]
    return [
        [
            1.0 if i == j else value / (scale[i] * scale[j]) if scale[i] and scale[j] else 0.0
            for j, value in enumerate(row)
        ]
        for i, row in enumerate(matrix)
    ]


def _symmetric(columns: Sequence[Floats], figure: Callable[[Floats, Floats], float]) -> Matrix:
    result = [[0.0] * len(columns) for _ in columns]
    for i, left in enumerate(columns):
        for j in range(i + 1):
            result[i][j] = result[j][i] = figure(left, columns[j])
    return result


def complete(columns: Sequence[Floats]) -> list[Floats]:
    """Return the rows without a missing value."""
    there = ~np.any(np.isnan(np.stack(columns)), axis=0)
    return [column[there] for column in columns]
