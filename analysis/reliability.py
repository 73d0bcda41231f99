"""Reliability of scales and of group means (method, step 17; formulas 3.8)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from analysis.covariances import as_correlation, complete, covariance, covariances
from analysis.exact import Matrix

Floats = NDArray[np.float64]
ROUNDS = 10_000
CLOSE = 1e-12


@dataclass(frozen=True)
class Reliability:
    """Coefficients of one scale; None where a coefficient is not defined.

    With two items ``alpha_std`` is Spearman-Brown's 2r / (1 + r), and omega is not identified.
    """

    n: int
    alpha: float | None
    alpha_complete: float | None
    alpha_std: float | None
    omega: float | None


def reliability(items: Sequence[Floats]) -> Reliability:
    """Return the reliability of a scale from its items (reverse items already turned).

    ``alpha`` and ``alpha_std`` use covariances over pairs of items that a row answered,
    ``alpha_complete`` and ``omega`` the rows without a missing answer.
    """
    answered = ~np.all(np.isnan(np.stack(items)), axis=0)
    full = complete(items)
    pairwise = covariances(items)
    enough = len(full[0]) > 1
    return Reliability(
        int(np.count_nonzero(answered)),
        alpha(pairwise),
        alpha(covariances(full)) if enough else None,
        alpha(as_correlation(pairwise)),
        omega(as_correlation(covariances(full))) if enough else None,
    )


def alpha(matrix: Matrix) -> float | None:
    """Return Cronbach's alpha of a covariance or correlation matrix (Cronbach 1951)."""
    size = len(matrix)
    whole = fsum(value for row in matrix for value in row)
    if size < 2 or not whole > 0:
        return None
    return size / (size - 1) * (1 - fsum(matrix[i][i] for i in range(size)) / whole)


def omega(correlation: Matrix) -> float | None:
    """Return McDonald's omega of one common factor (minimum residuals)."""
    size = len(correlation)
    if size < 3:
        return None
    loadings = one_factor(correlation)
    if loadings is None:
        return None
    common = fsum(loadings) ** 2
    unique = fsum(1 - value * value for value in loadings)
    return common / (common + unique)


def one_factor(correlation: Matrix) -> list[float] | None:
    """Return loadings that minimise the squared off-diagonal residuals; None if none settle."""
    size = len(correlation)
    loadings = [0.7] * size
    for _ in range(ROUNDS):
        moved = 0.0
        for i in range(size):
            others = [j for j in range(size) if j != i]
            below = fsum(loadings[j] ** 2 for j in others)
            if not below:
                return None
            value = fsum(correlation[i][j] * loadings[j] for j in others) / below
            moved = max(moved, abs(value - loadings[i]))
            loadings[i] = value
        if moved < CLOSE:
            return loadings if max(map(abs, loadings)) <= 1 else None
    return None


@dataclass(frozen=True)
class OneWay:
    """Intraclass correlations of a one-way layout: of a single value, and of a group's mean."""

    icc1: float
    icc2: float
    groups: int
    n: int
    between: float
    within: float


def one_way(values: Floats, groups: Sequence[Hashable]) -> OneWay | None:
    """Return ICC(1) and ICC(2) by analysis of variance (Bliese 2000), with the mean group size."""
    there = ~np.isnan(values)
    by_group: dict[Hashable, list[float]] = {}
    for value, group, known in zip(values.tolist(), groups, there.tolist(), strict=True):
        if known:
            by_group.setdefault(group, []).append(value)
    n, k = sum(map(len, by_group.values())), len(by_group)
    if k < 2 or n <= k:
        return None
    grand = fsum(v for own in by_group.values() for v in own) / n
    means = {group: fsum(own) / len(own) for group, own in by_group.items()}
    between = fsum(len(own) * (means[g] - grand) ** 2 for g, own in by_group.items()) / (k - 1)
    within = fsum((v - means[g]) ** 2 for g, own in by_group.items() for v in own) / (n - k)
    size = n / k
    below = between + (size - 1) * within
    if not below or not between:
        return None
    single = (between - within) / below
    return OneWay(single, (between - within) / between, k, n, between, within)


def two_way(ratings: Sequence[Sequence[float]]) -> dict[str, float]:
    """Return the six intraclass correlations of Shrout and Fleiss (1979), rows are targets."""
    n, k = len(ratings), len(ratings[0])
    grand = fsum(v for row in ratings for v in row) / (n * k)
    rows = [fsum(row) / k for row in ratings]
    columns = [fsum(row[j] for row in ratings) / n for j in range(k)]
    total = fsum((v - grand) ** 2 for row in ratings for v in row)
    targets = k * fsum((m - grand) ** 2 for m in rows)
    judges = n * fsum((m - grand) ** 2 for m in columns)
    bms, jms = targets / (n - 1), judges / (k - 1)
    wms = (total - targets) / (n * (k - 1))
    ems = (total - targets - judges) / ((n - 1) * (k - 1))
    return {
        "ICC1": (bms - wms) / (bms + (k - 1) * wms),
        "ICC2": (bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n),
        "ICC3": (bms - ems) / (bms + (k - 1) * ems),
        "ICC1k": (bms - wms) / bms,
        "ICC2k": (bms - ems) / (bms + (jms - ems) / n),
        "ICC3k": (bms - ems) / bms,
    }


@dataclass(frozen=True)
class Agreement:
    """Agreement within one group: r_wg(j) of James, Demaree and Wolf, and r*_wg of Lindell."""

    n: int
    rwg: float | None
    rwg_star: float | None


def within_agreement(items: Sequence[Floats], points: int) -> Agreement:
    """Return agreement on a scale of so many points, against a uniform distribution.

    ``rwg`` is 0 where the answers vary more than by chance; ``rwg_star`` may be negative.
    """
    answered = int(np.count_nonzero(~np.all(np.isnan(np.stack(items)), axis=0)))
    chance = (points**2 - 1) / 12
    variances = [covariance(item, item) for item in items if np.count_nonzero(~np.isnan(item)) > 1]
    if not variances:
        return Agreement(answered, None, None)
    star = 1 - fsum(variances) / len(variances) / chance
    size = len(items)
    below = size * star + 1 - star
    rwg = max(0.0, size * star / below) if star > 0 and below > 0 else 0.0
    return Agreement(answered, rwg, star)
