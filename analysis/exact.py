"""Arithmetic that gives the same digits on every machine (docs/method.md, "The same digits").

Small matrices are lists of rows of Python floats, handled in a fixed order with ``math.fsum`` and
+, −, ×, ÷, √ only. Nothing here calls BLAS, LAPACK, exp, log or pow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cache
from math import fsum, isqrt, sqrt
from operator import mul
from pathlib import Path

Vector = list[float]
Matrix = list[list[float]]

DATA = Path(__file__).parent / "data"


class NotPositiveDefinite(ValueError):
    """A matrix has no Cholesky factor."""


def dot(left: Iterable[float], right: Iterable[float]) -> float:
    """Return the sum of products of as many entries as both have, rounded once."""
    return fsum(map(mul, left, right))


def apply(matrix: Matrix, vector: Vector) -> Vector:
    """Return matrix × vector."""
    return [dot(row, vector) for row in matrix]


def product(left: Matrix, right: Matrix) -> Matrix:
    """Return left × right."""
    columns = transposed(right)
    return [[dot(row, column) for column in columns] for row in left]


def transposed(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def identity(size: int) -> Matrix:
    return [[1.0 if row == column else 0.0 for column in range(size)] for row in range(size)]


def weighted_gram(rows: Matrix, weights: Vector) -> Matrix:
    """Return rows × diag(weights) × rowsᵀ, exactly symmetric."""
    scaled = [list(map(mul, row, weights)) for row in rows]
    result = [[0.0] * len(rows) for _ in rows]
    for i, row in enumerate(scaled):
        for j in range(i + 1):
            result[i][j] = result[j][i] = dot(row, rows[j])
    return result


def cholesky(matrix: Matrix) -> Matrix:
    """Return the lower triangular factor; raise ``NotPositiveDefinite`` if there is none."""
    factor = [[0.0] * len(matrix) for _ in matrix]
    for i, row in enumerate(matrix):
        for j in range(i + 1):
            rest = row[j] - fsum(map(mul, factor[i][:j], factor[j]))
            if i == j:
                if not rest > 0:
                    raise NotPositiveDefinite
                factor[i][i] = sqrt(rest)
            else:
                factor[i][j] = rest / factor[j][j]
    return factor


def forward(factor: Matrix, vector: Sequence[float]) -> Vector:
    """Solve factor × x = vector for a lower triangular factor."""
    x: Vector = []
    for row, value in zip(factor, vector, strict=True):
        x.append((value - fsum(map(mul, x, row))) / row[len(x)])
    return x


def backward(factor: Matrix, vector: Sequence[float]) -> Vector:
    """Solve factorᵀ × x = vector for a lower triangular factor."""
    size = len(factor)
    x = [0.0] * size
    for i in reversed(range(size)):
        rest = fsum([vector[i], *(-factor[k][i] * x[k] for k in range(i + 1, size))])
        x[i] = rest / factor[i][i]
    return x


def inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a symmetric positive definite matrix."""
    factor = cholesky(matrix)
    columns = [backward(factor, forward(factor, unit)) for unit in identity(len(matrix))]
    return [
        [(columns[i][j] + columns[j][i]) / 2 for j in range(len(matrix))]
        for i in range(len(matrix))
    ]


def toward_identity(correlation: Matrix) -> Matrix:
    """Move a correlation matrix to the identity in steps of .01 until it has a Cholesky factor."""
    for step in range(101):
        keep = (100 - step) / 100
        moved = [
            [1.0 if i == j else value * keep for j, value in enumerate(row)]
            for i, row in enumerate(correlation)
        ]
        try:
            cholesky(moved)
        except NotPositiveDefinite:
            continue
        return moved
    raise NotPositiveDefinite


def nearest(numerator: int, denominator: int) -> int:
    """Return numerator / denominator as a whole number, halves to even."""
    return round(Fraction(numerator, denominator))


def nearest_root(numerator: int, denominator: int) -> int:
    """Return √(numerator / denominator) as a whole number, halves to even."""
    below = isqrt(numerator // denominator)
    twice = Fraction(4 * numerator, denominator) - (2 * below + 1) ** 2
    return below + (twice > 0 or (twice == 0 and below % 2 == 1))


def printed(value: float, places: int) -> str:
    """Return a number as it is printed: so many decimals, halves to even, never ``-0``."""
    step = Decimal(1).scaleb(-places)
    result = Decimal(repr(value)).quantize(step, ROUND_HALF_EVEN)
    return str(abs(result) if result == 0 else result)


def rounded(value: float, places: int) -> float:
    """Return the float nearest to ``printed``."""
    return float(printed(value, places))


@cache
def _t_table() -> dict[str, dict[int, float]]:
    with (DATA / "t_quantiles.csv").open(encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    levels = [name for name in rows[0] if name != "df"]
    return {level: {int(row["df"]): float(row[level]) for row in rows} for level in levels}


def t_quantile(level: str, df: float) -> float:
    """Return the quantile of Student's t from the shipped table.

    Parameters
    ----------
    level : str
        ``"0.9"``, ``"0.95"`` or ``"0.975"``.
    df : float
        Degrees of freedom; floored to a whole number in [3, 200].
    """
    return _t_table()[level][max(3, min(200, int(df)))]


def two_sided(level: float) -> str:
    """Return the table's level for a two-sided interval: .95 becomes ``"0.975"``."""
    return str(float((1 + Fraction(str(level))) / 2))
