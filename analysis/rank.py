"""Rank sets and bands by resampling (Mogstad, Romano, Shaikh and Wilhelm; formulas 3.1, 3.2).

Rank sets answer "which ranks can this cluster have"; a band answers "is it above or below the
mean of the others". Both use the same draws of the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import ceil, fsum, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.exact import Matrix, NotPositiveDefinite, Vector, cholesky, rounded
from analysis.streams import UNIT, Stream

BATCHES = 10
BORDERLINE = 3.0
FEW_UNITS = 10
SOME_UNITS = 40
BANDS = ("below", "middle", "above")
TIE = 9
SMALL = 20_000
SIMULATED = 200

Draws = NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Sets:
    """Rank sets of all units: lower and upper rank, and who has an undecided pair.

    ``clear`` holds the pairs (j, k) of which j is clearly above k.
    """

    lower: tuple[int, ...]
    upper: tuple[int, ...]
    borderline: tuple[bool, ...]
    clear: frozenset[Pair]


def default_draws(units: int) -> int:
    """Return how many draws rank sets take: 100,000, or 10,000 for more than 40 units."""
    return 100_000 if units <= SOME_UNITS else 10_000


def fine_draws(units: int, count: int) -> int:
    """Return how many draws decide a pair that the first ones leave open."""
    return 10 * count if units <= FEW_UNITS or count <= 10_000 else 5 * count


def error_draws(covariance: Matrix, df: float, count: int, seed: int) -> Draws:
    """Return draws of the joint error, of shape (units, count).

    Multivariate normal, or t with a whole number of degrees of freedom (``inf``: normal).
    """
    base = _normals(seed, len(covariance), count)
    scale = _scale(seed, df, count)
    rows = []
    for line in factor_of(covariance):
        total = np.zeros(count)
        for weight, draws in zip(line, base, strict=True):
            if weight:
                total += weight * (draws * UNIT)
        rows.append(total if scale is None else total * scale)
    return np.stack(rows)


@lru_cache(maxsize=2)
def _normals(seed: int, units: int, count: int) -> NDArray[np.int32]:
    stream = Stream(seed, "rank")
    return np.stack([stream.normals(count).astype(np.int32) for _ in range(units)])


@lru_cache(maxsize=SIMULATED)
def _few_scales(seed: int, df: int, count: int) -> Draws:
    chi = Stream(seed, "rank-df").chi_square(df, count)
    return np.sqrt(float(df) / chi)


_many_scales = lru_cache(maxsize=2)(_few_scales.__wrapped__)


def _scale(seed: int, df: float, count: int) -> Draws | None:
    """Return √(ν / χ²) of each draw; kept, because many comparisons use the same."""
    if df == inf:
        return None
    kept = _few_scales if count <= SMALL else _many_scales
    return kept(seed, max(1, int(df)), count)


def factor_of(covariance: Matrix) -> Matrix:
    """Return a Cholesky factor; units without error get rows of zeros."""
    some = [i for i, row in enumerate(covariance) if row[i] > 0]
    largest = max((covariance[i][i] for i in some), default=0.0)
    for ridge in (0.0, 1e-12, 1e-9):
        inner = [
            [covariance[i][j] + (ridge * largest if i == j else 0.0) for j in some] for i in some
        ]
        try:
            small = cholesky(inner)
        except NotPositiveDefinite:
            continue
        break
    else:
        raise NotPositiveDefinite("the covariance matrix is not positive definite")
    factor = [[0.0] * len(covariance) for _ in covariance]
    for a, i in enumerate(some):
        for b, j in enumerate(some):
            factor[i][j] = small[a][b]
    return factor


@dataclass
class Comparison:
    """Estimates, their covariance and draws of their error, ready to be compared.

    Critical values are kept by set of pairs, because step-down asks for the same ones again.
    """

    estimate: Vector
    covariance: Matrix
    draws: Draws
    level: float
    more: Callable[[], Draws] | None = None
    _critical: dict[tuple[bool, frozenset[Pair]], tuple[float, float]] = field(default_factory=dict)

    @property
    def units(self) -> range:
        return range(len(self.estimate))

    def sigma(self, j: int, k: int) -> float:
        """Return the standard error of a difference."""
        v = self.covariance
        return sqrt(max(0.0, fsum([v[j][j], v[k][k], -2 * v[j][k]])))

    def critical(self, pairs: Iterable[Pair], *, fine: bool = False) -> tuple[float, float]:
        """Return the critical value of a set of ordered pairs, and its Monte Carlo error.

        ``fine`` uses the larger number of draws.
        """
        key = (fine, frozenset(pairs))
        if key not in self._critical:
            draws = self.more() if fine and self.more else self.draws
            self._critical[key] = self._compute(key[1], draws)
        return self._critical[key]

    def _compute(self, pairs: frozenset[Pair], draws: Draws) -> tuple[float, float]:
        largest: Draws | None = None
        for j, k in sorted({(min(pair), max(pair)) for pair in pairs}):
            sigma = self.sigma(j, k)
            if not sigma:
                continue
            t = (draws[j] - draws[k]) / sigma
            if (j, k) not in pairs:
                t = -t
            elif (k, j) in pairs:
                t = np.abs(t)
            largest = t if largest is None else np.maximum(largest, t)
        return (0.0, 0.0) if largest is None else order_statistic(largest, self.level)

    def with_estimate(self, estimate: Vector) -> Comparison:
        """Return the same comparison for other estimates (critical values are shared)."""
        return replace(self, estimate=estimate)

    def sets(self, *, of: int | None = None) -> Sets:
        """Return simultaneous rank sets, or with ``of`` the marginal one of one unit.

        Step-down: reject, recompute the critical value on what is left, until nothing is new. A
        difference within three standard errors of the critical value is looked at with more
        draws, and if it still is, it is not rejected: no decision hangs on a seed.
        """
        pairs = {(j, k) for j in self.units for k in self.units if j != k and of in {None, j, k}}
        rejected: set[Pair] = set()
        undecided: set[Pair] = set()
        while pairs:
            c, error = self.critical(pairs)
            if any(abs(self._excess(pair, c)) <= BORDERLINE * error for pair in pairs):
                c, error = self.critical(pairs, fine=True)
            new = {pair for pair in pairs if self._excess(pair, c) > BORDERLINE * error}
            undecided = {pair for pair in pairs if abs(self._excess(pair, c)) <= BORDERLINE * error}
            if not new:
                break
            rejected |= new
            pairs -= new
        return self._sets(rejected, undecided if pairs else set())

    def _excess(self, pair: Pair, critical: float) -> float:
        j, k = pair
        difference = self.estimate[j] - self.estimate[k]
        sigma = self.sigma(j, k)
        if not sigma:
            return inf if difference > 0 else -inf
        return difference / sigma - critical

    def _sets(self, rejected: set[Pair], undecided: set[Pair]) -> Sets:
        size = len(self.estimate)
        below = [sum((k, j) in rejected for k in self.units) for j in self.units]
        above = [sum((j, k) in rejected for k in self.units) for j in self.units]
        return Sets(
            tuple(1 + n for n in below),
            tuple(size - n for n in above),
            tuple(any(j in pair for pair in undecided) for j in self.units),
            frozenset(rejected),
        )

    def marginal(self) -> Sets:
        """Return each unit's own rank set: right with the given level for that unit alone."""
        found = [self.sets(of=j) for j in self.units]
        return Sets(
            tuple(sets.lower[j] for j, sets in enumerate(found)),
            tuple(sets.upper[j] for j, sets in enumerate(found)),
            tuple(sets.borderline[j] for j, sets in enumerate(found)),
            frozenset(pair for sets in found for pair in sets.clear),
        )

    def bands(self) -> list[str]:
        """Return for each unit ``above``, ``middle`` or ``below`` the mean of the others.

        One critical value for all units together; units with equal estimates share the band.
        """
        if len(self.estimate) < 2:
            return ["middle"] * len(self.estimate)
        sigma = self.contrast_errors
        critical = self._contrast_critical(sigma)
        total = fsum(self.estimate)
        found = []
        for own, s in zip(self.estimate, sigma, strict=True):
            d = own - self._share * (total - own)
            found.append(1 + (d > critical * s) - (d < -critical * s))
        return [BANDS[place] for place in share_bands(self.estimate, found)]

    @property
    def _share(self) -> float:
        """The weight of each of the others in their mean."""
        return 1 / max(1, len(self.estimate) - 1)

    @property
    def contrast_errors(self) -> Vector:
        """Standard errors of each estimate minus the mean of the others."""
        v, share = self.covariance, self._share
        rows = [fsum(row) for row in v]
        whole = fsum(rows)
        return [
            sqrt(
                max(
                    0.0,
                    (1 + share) ** 2 * v[j][j]
                    - 2 * (1 + share) * share * rows[j]
                    + share * share * whole,
                )
            )
            for j in self.units
        ]

    def _contrast_critical(self, sigma: Vector) -> float:
        key = (False, frozenset({(-1, -1)}))
        if key not in self._critical:
            total = np.zeros(self.draws.shape[1])
            for draws in self.draws:
                total = total + draws
            largest = np.zeros(self.draws.shape[1])
            for draws, s in zip(self.draws, sigma, strict=True):
                if s:
                    away = draws - self._share * (total - draws)
                    largest = np.maximum(largest, np.abs(away) / s)
            self._critical[key] = order_statistic(largest, self.level)
        return self._critical[key][0]


def compare(
    estimate: Vector,
    covariance: Matrix,
    *,
    level: float,
    df: float,
    draws: int,
    seed: int,
    refine: bool = True,
) -> Comparison:
    """Draw errors and return the comparison of the estimates."""

    @cache
    def more() -> Draws:
        return error_draws(covariance, df, fine_draws(len(estimate), draws), seed)

    first = error_draws(covariance, df, draws, seed)
    return Comparison(list(estimate), covariance, first, level, more if refine else None)


def order_statistic(values: Draws, level: float) -> tuple[float, float]:
    """Return the ⌈level × n⌉-th smallest value and its standard error from ten batches."""
    batches = [_at(part, level) for part in np.array_split(values, BATCHES)]
    mean = fsum(batches) / BATCHES
    spread = sqrt(fsum((b - mean) ** 2 for b in batches) / (BATCHES - 1))
    return _at(values, level), spread / sqrt(BATCHES)


def _at(values: Draws, level: float) -> float:
    place = max(1, min(len(values), ceil(round(level * len(values), 6)))) - 1
    return float(np.partition(values, place)[place])


def share_bands(estimate: Sequence[float], bands: Sequence[int]) -> list[int]:
    """Give units with equal estimates the less extreme of their bands (1 is the middle)."""
    keys = [rounded(value, TIE) for value in estimate]
    return [
        min((b for key, b in zip(keys, bands, strict=True) if key == own), key=lambda b: abs(b - 1))
        for own in keys
    ]


def ranks(estimate: Sequence[float]) -> list[int]:
    """Return ranks: 1 is the highest; ties, after rounding to 1e-9, share the better rank."""
    keys = [rounded(value, TIE) for value in estimate]
    return [1 + sum(other > own for other in keys) for own in keys]
