"""The additive model of cells: y = α of the cluster + λ of the group + interaction + error.

Solved by eliminating the clusters, so that the cost grows with clusters × groups² (formulas 2.4).
A merged cell's group part is the weighted mean of its groups' λ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

from analysis.exact import Matrix, Vector, dot, inverse

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
    """Weighted least squares of an additive model, ready to predict."""

    rows: tuple[Row, ...]
    weight: Vector
    cluster_weight: Vector
    cluster_groups: Matrix
    schur_inverse: Matrix

    def centred(self, row: Row) -> Vector:
        """Return a row's group part minus its cluster's weighted mean of them."""
        whole = self.cluster_weight[row.cluster]
        return [
            x - total / whole
            for x, total in zip(row.groups, self.cluster_groups[row.cluster], strict=True)
        ]

    def variance(self, row: Row) -> float:
        """Return the variance of a prediction, xᵀ (XᵀWX)⁻¹ x."""
        u = self.centred(row)
        bent = [dot(line, u) for line in self.schur_inverse]
        return 1 / self.cluster_weight[row.cluster] + dot(u, bent)

    def prediction(self, row: Row) -> Vector:
        """Return the coefficients of the observed cells in the prediction of a row, x A."""
        u = self.centred(row)
        bent = [dot(line, u) for line in self.schur_inverse]
        whole = self.cluster_weight[row.cluster]
        result = []
        for other, w in zip(self.rows, self.weight, strict=True):
            own = w / whole if other.cluster == row.cluster else 0.0
            result.append(own + w * dot(bent, self.centred(other)))
        return result

    def fitted(self, values: Sequence[float], rows: Sequence[Row]) -> Vector:
        """Return the predictions of rows from the values of the observed cells."""
        groups = self._groups(values)
        clusters = []
        for c, whole in enumerate(self.cluster_weight):
            own = fsum(
                w * y
                for row, w, y in zip(self.rows, self.weight, values, strict=True)
                if row.cluster == c
            )
            clusters.append((own - dot(self.cluster_groups[c], groups)) / whole)
        return [clusters[row.cluster] + dot(row.groups, groups) for row in rows]

    def _groups(self, values: Sequence[float]) -> Vector:
        centred = [self.centred(row) for row in self.rows]
        weighted = [w * y for w, y in zip(self.weight, values, strict=True)]
        size = len(self.schur_inverse)
        right = [
            fsum(wy * u[g] for wy, u in zip(weighted, centred, strict=True)) for g in range(size)
        ]
        return [dot(line, right) for line in self.schur_inverse]


def fit(rows: Sequence[Row], variance: Sequence[float], tau2: float) -> Fit:
    """Fit with weights 1 / (variance + τ² · spread). The rows must be connected."""
    weight = [1 / (v + tau2 * row.spread) for row, v in zip(rows, variance, strict=True)]
    clusters = 1 + max(row.cluster for row in rows)
    groups = len(rows[0].groups)
    own: list[list[int]] = [[] for _ in range(clusters)]
    for k, row in enumerate(rows):
        own[row.cluster].append(k)
    whole = [fsum(weight[k] for k in some) for some in own]
    totals = [
        [fsum(weight[k] * rows[k].groups[g] for k in some) for g in range(groups)] for some in own
    ]
    schur = [[0.0] * groups for _ in range(groups)]
    for g in range(groups):
        for h in range(g + 1):
            terms = [w * r.groups[g] * r.groups[h] for w, r in zip(weight, rows, strict=True)]
            terms += [-t[g] * t[h] / n for t, n in zip(totals, whole, strict=True)]
            schur[g][h] = schur[h][g] = fsum(terms)
    return Fit(tuple(rows), weight, whole, totals, inverse(schur) if groups else [])


def reml_score(
    rows: Sequence[Row], values: Sequence[float], variance: Sequence[float], tau2: float
) -> float:
    """Return twice the derivative of the restricted likelihood in τ²: yᵀPΠPy − tr(PΠ)."""
    model = fit(rows, variance, tau2)
    fitted = model.fitted(values, rows)
    terms = []
    for row, w, y, f in zip(rows, model.weight, values, fitted, strict=True):
        away = w * (y - f)
        terms.append(row.spread * (away * away - w + w * w * model.variance(row)))
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
