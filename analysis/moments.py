"""Exact sums, variances and correlations within strata, from whole numbers.

A *stratum* is a cell, or the respondents of a cell who share a weight. Strata are numbered from 0;
−1 is nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.exact import Matrix, nearest_root
from analysis.points import DimensionPoints, Ints

TABLE = 4_000_000
OVERFLOW = 2**62


@dataclass(frozen=True)
class Sums:
    """Number of scores, their sum and sum of squares, in units of 1/unit points."""

    n: int
    total: int
    squares: int
    unit: int

    @property
    def mean(self) -> Fraction:
        return Fraction(self.total, self.n * self.unit)

    @property
    def deviations(self) -> Fraction:
        """Sum of squared deviations from the mean, in square points."""
        return (self.squares - Fraction(self.total * self.total, self.n)) / self.unit**2


def sums(dimension: DimensionPoints, stratum: Ints, strata: int) -> list[Sums]:
    """Return the sums of one dimension in each stratum."""
    there = dimension.used & (stratum >= 0)
    width = max(1, len(dimension.factor))
    code = stratum[there] * width + dimension.pattern[there]
    total = dimension.total[there]
    count, first, second = (
        _tally(code, values, strata * width) for values in (None, total, total * total)
    )
    result = []
    for s in range(strata):
        n = linear = square = 0
        for p, (a, c) in enumerate(zip(dimension.factor, dimension.shift, strict=True)):
            k, t, q = (int(tally[s * width + p]) for tally in (count, first, second))
            n += k
            linear += a * t + c * k
            square += a * a * q + 2 * a * c * t + c * c * k
        result.append(Sums(n, linear, square, dimension.unit))
    return result


def _tally(code: Ints, values: Ints | None, size: int) -> NDArray[np.float64]:
    """Count or add up by code; sums of whole numbers below 2^53 are exact."""
    return np.asarray(np.bincount(code, values, minlength=size), dtype=np.float64)


@dataclass(frozen=True)
class Pair:
    """Within-stratum sums of squares and products of those who have both scores."""

    n: int
    strata: int
    first: Fraction
    second: Fraction
    products: Fraction

    def correlation(self) -> float:
        """Return the correlation rounded to .01; 0 if one of both does not vary."""
        if not (self.first and self.second):
            return 0.0
        square = self.products**2 / (self.first * self.second) * 10_000
        size = nearest_root(square.numerator, square.denominator)
        return (size if self.products >= 0 else -size) / 100


def pair(left: DimensionPoints, right: DimensionPoints, stratum: Ints, strata: int) -> Pair:
    """Return pooled within-stratum sums of squares and products of two dimensions."""
    a, b = left.whole, right.whole
    largest = 0 if a is None or b is None else int(max(np.abs(a).max(), np.abs(b).max()))
    if a is not None and b is not None and largest**2 * len(a) < OVERFLOW:
        found = _summed(a, b, left.used & right.used & (stratum >= 0), stratum)
    else:
        found = _tallied(left, right, stratum, strata)
    return _pooled(found, left.unit, right.unit)


def _summed(a: Ints, b: Ints, there: NDArray[np.bool_], stratum: Ints) -> list[list[int]]:
    """Return n, Σa, Σb, Σa², Σb², Σab of each stratum in which somebody has both."""
    rows = np.flatnonzero(there)
    if not len(rows):
        return []
    order = rows[np.argsort(stratum[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(stratum[order], prepend=-1))
    x, y = a[order], b[order]
    sums_ = [np.add.reduceat(values, starts) for values in (x, y, x * x, y * y, x * y)]
    found: list[list[int]] = np.stack([np.diff(starts, append=len(order)), *sums_], axis=1).tolist()
    return found


def _tallied(
    left: DimensionPoints, right: DimensionPoints, stratum: Ints, strata: int
) -> list[list[int]]:
    """Do the same for scores too large for sums in 64 bits, from the sums of each pattern."""
    there = left.used & right.used & (stratum >= 0)
    wide, high = max(1, len(left.factor)), max(1, len(right.factor))
    code = (stratum[there] * wide + left.pattern[there]) * high + right.pattern[there]
    a, b = left.total[there], right.total[there]
    by_stratum: dict[int, list[int]] = {}
    for c, n, s, t, ss, tt, st in _table(code, (a, b, a * a, b * b, a * b), strata * wide * high):
        rest, q = divmod(c, high)
        where, p = divmod(rest, wide)
        f, u, g, v = left.factor[p], left.shift[p], right.factor[q], right.shift[q]
        found = by_stratum.setdefault(where, [0] * 6)
        found[0] += n
        found[1] += f * s + u * n
        found[2] += g * t + v * n
        found[3] += f * f * ss + 2 * f * u * s + u * u * n
        found[4] += g * g * tt + 2 * g * v * t + v * v * n
        found[5] += f * g * st + f * v * s + u * g * t + u * v * n
    return list(by_stratum.values())


def _table(code: Ints, columns: Sequence[Ints], size: int) -> list[list[int]]:
    """Return code, count and sum of each column for every code that occurs."""
    names = None
    if size > TABLE:
        names, code = np.unique(code, return_inverse=True)
        size = len(names)
    tallies = [_tally(code, values, size) for values in (None, *columns)]
    some = np.flatnonzero(tallies[0])
    found = [some if names is None else names[some], *(t[some].astype(np.int64) for t in tallies)]
    rows: list[list[int]] = np.stack(found, axis=1).tolist()
    return rows


def _pooled(found: Sequence[Sequence[int]], left: int, right: int) -> Pair:
    """Subtract each stratum's own mean; all over one common denominator."""
    common = lcm(*(row[0] for row in found))
    first = second = products = 0
    for n, s, t, ss, tt, st in found:
        scale = common // n
        first += (n * ss - s * s) * scale
        second += (n * tt - t * t) * scale
        products += (n * st - s * t) * scale
    return Pair(
        sum(row[0] for row in found),
        len(found),
        Fraction(first, common * left * left),
        Fraction(second, common * right * right),
        Fraction(products, common * left * right),
    )


def correlations(dimensions: Sequence[DimensionPoints], stratum: Ints, strata: int) -> Matrix:
    """Return the pooled within-stratum correlation matrix, each entry rounded to .01."""
    result = [[1.0] * len(dimensions) for _ in dimensions]
    for i, left in enumerate(dimensions):
        for j in range(i):
            found = pair(left, dimensions[j], stratum, strata).correlation()
            result[i][j] = result[j][i] = found
    return result
