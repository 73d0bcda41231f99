"""The additive model of cells: y = α of the cluster + λ of the group + interaction + error.

Solved by eliminating the clusters, so that the cost grows with clusters × groups² (formulas 2.4).
A merged cell's group part is the weighted mean of its groups' λ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum
from operator import mul, sub

from analysis.exact import Matrix, Vector, apply, dot, inverse, weighted_gram

FALLBACK = 25.0
HALVINGS = 200


@dataclass(frozen=True)
class Row:
    """One cell's place in the design: number of its cluster, and its group part.

    ``groups`` has one entry a group but the last, whose λ is 0; ``spread`` is Σπ².
    """

    cluster: int
    groups: tuple[float, ...]
    spread: float = 1.0


@dataclass(frozen=True)
class Fit:
    """Weighted least squares of an additive model, ready to predict.

    ``own`` lists the rows of each cluster; ``centred`` holds each row's group part minus its
    cluster's weighted mean of them; ``schur`` is the inverse of Σ w · centred · centredᵀ.
    """

    rows: tuple[Row, ...]
    weight: Vector
    own: list[list[int]]
    cluster_weight: Vector
    cluster_groups: Matrix
    centred: Matrix
    schur: Matrix

    def centre(self, row: Row) -> Vector:
        """Return a row's group part minus its cluster's weighted mean of them."""
        return list(map(sub, row.groups, self.cluster_groups[row.cluster]))

    def variance(self, row: Row) -> float:
        """Return the variance of a prediction, xᵀ (XᵀWX)⁻¹ x."""
        return self._variance(row.cluster, self.centre(row))

    def _variance(self, cluster: int, u: Vector) -> float:
        return 1 / self.cluster_weight[cluster] + dot(u, apply(self.schur, u))

    def prediction(self, row: Row) -> Vector:
        """Return the coefficients of the observed cells in the prediction of a row, x A."""
        bent = apply(self.schur, self.centre(row))
        result = [w * dot(bent, u) for w, u in zip(self.weight, self.centred, strict=True)]
        for k in self.own[row.cluster]:
            result[k] += self.weight[k] / self.cluster_weight[row.cluster]
        return result

    def fitted(self, values: Sequence[float], rows: Sequence[Row]) -> Vector:
        """Return the predictions of rows from the values of the observed cells."""
        weighted = list(map(mul, self.weight, values))
        right = [dot(weighted, column) for column in zip(*self.centred, strict=True)]
        groups = apply(self.schur, right)
        mean = [
            fsum(weighted[k] for k in own) / whole
            for own, whole in zip(self.own, self.cluster_weight, strict=True)
        ]
        return [mean[row.cluster] + dot(self.centre(row), groups) for row in rows]

    def observed_variances(self) -> Vector:
        """Return the variances of the predictions of all observed rows."""
        return [
            self._variance(row.cluster, u) for row, u in zip(self.rows, self.centred, strict=True)
        ]


def fit(rows: Sequence[Row], variance: Sequence[float], tau2: float) -> Fit:
    """Fit with weights 1 / (variance + τ² · spread). The rows must be connected."""
    weight = [1 / (v + tau2 * row.spread) for row, v in zip(rows, variance, strict=True)]
    groups = range(len(rows[0].groups))
    own: list[list[int]] = [[] for _ in range(1 + max(row.cluster for row in rows))]
    for k, row in enumerate(rows):
        own[row.cluster].append(k)
    whole = [fsum(weight[k] for k in some) for some in own]
    means = [
        [fsum(weight[k] * rows[k].groups[g] for k in some) / total for g in groups]
        for some, total in zip(own, whole, strict=True)
    ]
    centred = [list(map(sub, row.groups, means[row.cluster])) for row in rows]
    columns = [list(column) for column in zip(*centred, strict=True)]
    schur = weighted_gram(columns, weight)
    return Fit(tuple(rows), weight, own, whole, means, centred, inverse(schur) if schur else [])


def reml_score(
    rows: Sequence[Row], values: Sequence[float], variance: Sequence[float], tau2: float
) -> float:
    """Return twice the derivative of the restricted likelihood in τ²: yᵀPΠPy − tr(PΠ)."""
    model = fit(rows, variance, tau2)
    fitted = model.fitted(values, rows)
    leverage = model.observed_variances()
    terms = []
    for row, w, y, f, h in zip(rows, model.weight, values, fitted, leverage, strict=True):
        away = w * (y - f)
        terms.append(row.spread * (away * away - w + w * w * h))
    return fsum(terms)


@dataclass(frozen=True)
class Heterogeneity:
    """τ² as it is used, the plain REML estimate, and where the first comes from."""

    used: float
    reml: float | None
    source: str


def heterogeneity(
    rows: Sequence[Row],
    values: Sequence[float],
    variance: Sequence[float],
    *,
    known: float | None = None,
) -> Heterogeneity:
    """Estimate τ², kept off zero: the largest root of s(t) + 1/t (Chung et al. 2013).

    With one degree of freedom or none left it comes from ``known`` (the round before, or the
    parameters), else it is taken as 25 (interactions of 5 points).
    """
    free = len(rows) - (1 + max(row.cluster for row in rows)) - len(rows[0].groups)
    if free <= 1:
        if known is not None:
            return Heterogeneity(known, None, "given")
        return Heterogeneity(FALLBACK, None, "assumed")
    top = upper_bound(values, variance)

    def score(t: float) -> float:
        return reml_score(rows, values, variance, t)

    used = largest_root(lambda t: score(t) + 1 / t, top)
    reml = 0.0 if score(0.0) <= 0 else largest_root(score, top)
    return Heterogeneity(used, reml, "estimated")


def upper_bound(values: Sequence[float], variance: Sequence[float]) -> float:
    """Return a τ² that lies above every root."""
    mean = fsum(values) / len(values)
    squares = fsum((y - mean) * (y - mean) for y in values)
    return 4 * max(squares, *variance)


def largest_root(function: Callable[[float], float], top: float) -> float:
    """Return the largest root of a function that is negative beyond ``top``.

    Halve downwards until it is positive, then bisect until the floats are neighbours; 0 if it is
    nowhere positive.
    """
    high = top
    while function(high) >= 0:
        high *= 2
    for _ in range(HALVINGS):
        low = high / 2
        if function(low) > 0:
            break
        high = low
    else:
        return 0.0
    while low < (middle := (low + high) / 2) < high:
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return low
