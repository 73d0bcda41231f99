"""Scores with their uncertainty from the rounded table T (method, steps 6 to 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from analysis.additive import Heterogeneity, fit, heterogeneity
from analysis.evidence import (
    CannotScore,
    Evidence,
    Observed,
    cell_covariance,
    pooled_deviation,
)
from analysis.exact import Matrix, Vector, apply, dot, transposed, weighted_gram
from analysis.smoothing import (
    Layout,
    interaction_error,
    layout,
    over_groups,
    own_part,
    smoother,
)

MOST_FILLED = 1 / 3
LEAST_KNOWN = 1 / 2
DF = (3, 200)


@dataclass(frozen=True)
class Scheme:
    """How cell means become scores.

    ``dimensions`` and ``groups`` are weights by id, of any total. ``tau2`` fixes τ² (sensitivity);
    ``known_tau2`` is used only where it cannot be estimated.
    """

    dimensions: Mapping[str, float]
    groups: Mapping[str, float]
    smoothing: bool = True
    tau2: float | None = None
    known_tau2: float | None = None


@dataclass(frozen=True)
class Model:
    """Everything between T and the scores: K observed cells, C clusters, G groups, D dimensions.

    ``mean`` is D × K, ``covariance`` K times D × D, ``variance`` that of the composite (K);
    ``smoothing_matrix`` H is CG × K, ``of_clusters`` L is C × K, ``interaction`` K is C × CG.
    """

    cells: tuple[Observed, ...]
    layout: Layout
    dimensions: tuple[str, ...]
    dropped: tuple[str, ...]
    filled: tuple[tuple[int, int], ...]
    w: Vector
    omega: Vector
    mean: Matrix
    covariance: tuple[Matrix, ...]
    variance: Vector
    gamma: Matrix
    tau2: Heterogeneity
    smoothing: bool
    smoothing_matrix: Matrix
    errors: Matrix
    of_clusters: Matrix
    interaction: Matrix


@dataclass(frozen=True)
class Scores:
    """Scores of clusters: ``dimension`` is D × C, ``covariance`` C × C, ``df`` one a cluster.

    ``dimension_covariance`` has a C × C matrix a dimension, ``dimension_df`` is D × C.
    """

    model: Model
    score: Vector
    covariance: Matrix
    df: Vector
    dimension: Matrix
    dimension_covariance: tuple[Matrix, ...]
    dimension_df: Matrix

    @property
    def clusters(self) -> tuple[str, ...]:
        return self.model.layout.clusters

    def error(self, cluster: int) -> float:
        """Return the standard error of a cluster's score."""
        return sqrt(max(0.0, self.covariance[cluster][cluster]))


def score(evidence: Evidence, scheme: Scheme) -> Scores:
    """Return the scores of all clusters that have a scored cell.

    Raises
    ------
    CannotScore
        If there is nothing to compare or no variation, with the reason in plain words.
    """
    return scores_of(model_of(evidence, scheme))


def model_of(evidence: Evidence, scheme: Scheme) -> Model:
    """Return what the scores are computed from."""
    start, omega = _starting_point(evidence, scheme)
    names = tuple(evidence.dimensions[d] for d in start.chosen)
    left_out = set(evidence.dimensions) - set(names)
    tau2 = start.tau2(scheme.tau2, 0.0, scheme.known_tau2)
    if start.missing:
        # the fill needs τ², and τ² the filled means: one more pass settles both
        tau2 = start.tau2(scheme.tau2, tau2.used, scheme.known_tau2)
    mean, covariance = start.filled(tau2.used if start.missing else 0.0)
    variance = [quadratic(start.w, matrix) for matrix in covariance]
    h = smoother(start.places, variance, tau2.used, smoothing=scheme.smoothing)
    errors = interaction_error(start.places, h)
    return Model(
        cells=tuple(start.cells),
        layout=start.places,
        dimensions=names,
        dropped=tuple(sorted(d for d in left_out if scheme.dimensions.get(d))),
        filled=tuple(start.missing),
        w=start.w,
        omega=omega,
        mean=mean,
        covariance=tuple(covariance),
        variance=variance,
        gamma=start.gamma(tau2.used),
        tau2=tau2,
        smoothing=scheme.smoothing,
        smoothing_matrix=h,
        errors=errors,
        of_clusters=over_groups(h, omega),
        interaction=over_groups(errors, omega),
    )


def _starting_point(evidence: Evidence, scheme: Scheme) -> tuple[_Start, Vector]:
    """Return the cell means and their sampling covariances, and the weights of the groups."""
    chosen, cells = usable(evidence, scheme)
    places = layout(cells)
    w = normalised([scheme.dimensions[evidence.dimensions[d]] for d in chosen], "dimensions")
    omega = normalised([scheme.groups[group] for group in places.groups], "groups")
    pooled = [pooled_deviation(cells, d) for d in chosen]
    if not any(pooled):
        raise CannotScore("same", "there is no variation in the answers")
    correlation = [[evidence.correlation[d][e] for e in chosen] for d in chosen]
    sampling = [cell_covariance(cell, chosen, pooled, evidence.correlation) for cell in cells]
    return _Start(cells, places, chosen, w, pooled, correlation, sampling), omega


def usable(evidence: Evidence, scheme: Scheme) -> tuple[list[int], list[Observed]]:
    """Return the dimensions and cells that can be scored.

    A dimension of which more than a third of the cells are missing is not scored for anybody; a
    cell that lacks more than half of the weight of the dimensions is missing altogether.
    """
    chosen = [i for i, d in enumerate(evidence.dimensions) if d in scheme.dimensions]
    cells = list(evidence.cells)
    while True:
        kept = [
            d
            for d in chosen
            if sum(cell.mean[d] is None for cell in cells) <= MOST_FILLED * len(cells)
        ]
        weight = {d: scheme.dimensions[evidence.dimensions[d]] for d in kept}
        there = [cell for cell in cells if kept and _well_known(cell, weight, cells)]
        if len(there) == len(cells):
            return kept, cells
        cells = there


def _well_known(cell: Observed, weight: Mapping[int, float], cells: Sequence[Observed]) -> bool:
    """Tell whether a cell has half of the weight itself, and others allow to fill in the rest."""
    known = [d for d in weight if cell.mean[d] is not None]
    if not known or fsum(weight[d] for d in known) < LEAST_KNOWN * fsum(weight.values()):
        return False
    return all(
        any(other.cluster == cell.cluster and other.mean[d] is not None for other in cells)
        and all(any(g in o.groups and o.mean[d] is not None for o in cells) for g in cell.groups)
        for d in weight
        if d not in known
    )


def normalised(weights: Sequence[float], what: str) -> Vector:
    """Return weights that add up to 1."""
    whole = fsum(weights)
    if not whole > 0:
        raise CannotScore(what, f"no {what} with a weight above 0 can be scored in this round")
    return [weight / whole for weight in weights]


def quadratic(vector: Vector, matrix: Matrix) -> float:
    return dot(vector, apply(matrix, vector))


@dataclass(frozen=True)
class _Start:
    """Cell means before missing dimensions are filled in."""

    cells: list[Observed]
    places: Layout
    chosen: list[int]
    w: Vector
    pooled: Vector
    correlation: Matrix
    sampling: list[Matrix]

    @property
    def missing(self) -> list[tuple[int, int]]:
        """Pairs of cell and place of a dimension without enough scores."""
        return [
            (k, i)
            for k, cell in enumerate(self.cells)
            for i, d in enumerate(self.chosen)
            if cell.mean[d] is None
        ]

    def gamma(self, tau2: float) -> Matrix:
        """Return the covariance of interactions between dimensions: wᵀ · wᵀᵀ = τ²."""
        q = [
            [self.pooled[i] * self.pooled[j] * r for j, r in enumerate(row)]
            for i, row in enumerate(self.correlation)
        ]
        whole = quadratic(self.w, q)
        return [[tau2 * value / whole for value in row] for row in q]

    def tau2(self, fixed: float | None, filling: float, known: float | None) -> Heterogeneity:
        if fixed is not None:
            return Heterogeneity(fixed, None, "fixed")
        mean, covariance = self.filled(filling)
        values = [dot(self.w, column) for column in zip(*mean, strict=True)]
        variance = [quadratic(self.w, matrix) for matrix in covariance]
        return heterogeneity(self.places.rows, values, variance, known=known)

    def filled(self, tau2: float) -> tuple[Matrix, list[Matrix]]:
        """Return means (D × K) and covariances with an additive fit where a mean is missing."""
        gamma = self.gamma(tau2)
        covariance = [[list(row) for row in matrix] for matrix in self.sampling]
        mean = [[cell.mean[d] for cell in self.cells] for d in self.chosen]
        filled: dict[int, list[tuple[int, float]]] = {}
        for i, own in enumerate(mean):
            gaps = [k for k, value in enumerate(own) if value is None]
            for k, value, variance in self._predicted(i, gaps, gamma[i][i]):
                own[k] = value
                filled.setdefault(k, []).append((i, sqrt(variance + gamma[i][i])))
        for k, gaps_of_cell in filled.items():
            for i, left in gaps_of_cell:
                for j, right in gaps_of_cell:
                    covariance[k][i][j] = left * right * self.correlation[i][j]
        return [[value or 0.0 for value in own] for own in mean], covariance

    def _predicted(
        self, i: int, gaps: Sequence[int], interaction: float
    ) -> list[tuple[int, float, float]]:
        if not gaps:
            return []
        there = [k for k in range(len(self.cells)) if k not in gaps]
        layout([self.cells[k] for k in there])
        rows = [self.places.rows[k] for k in there]
        variance = [self.sampling[k][i][i] for k in there]
        model = fit(rows, variance, interaction)
        values = [float(self.cells[k].mean[self.chosen[i]] or 0.0) for k in there]
        fitted = model.fitted(values, [self.places.rows[k] for k in gaps])
        return [
            (k, value, model.variance(self.places.rows[k]))
            for k, value in zip(gaps, fitted, strict=True)
        ]


def scores_of(model: Model) -> Scores:
    """Return scores, prediction variances and degrees of freedom of a model (formulas 2.6, 2.7)."""
    spread = weighted_gram(model.interaction, [1.0] * len(model.interaction[0]))
    dimension = [apply(model.of_clusters, mean) for mean in model.mean]
    score_ = [dot(model.w, column) for column in zip(*dimension, strict=True)]
    covariance = _with_interaction(model, model.variance, model.tau2.used, spread)
    by_dimension, df = [], []
    for d in range(len(model.dimensions)):
        own = [matrix[d][d] for matrix in model.covariance]
        by_dimension.append(_with_interaction(model, own, model.gamma[d][d], spread))
        df.append(degrees_of_freedom(model, own, model.gamma[d][d], spread))
    return Scores(
        model,
        score_,
        covariance,
        degrees_of_freedom(model, model.variance, model.tau2.used, spread),
        dimension,
        tuple(by_dimension),
        df,
    )


def _with_interaction(
    model: Model, variance: Sequence[float], interaction: float, spread: Matrix
) -> Matrix:
    """Return L diag(v) Lᵀ + interaction · K Kᵀ."""
    sampling = weighted_gram(model.of_clusters, list(variance))
    return [
        [a + interaction * b for a, b in zip(row, other, strict=True)]
        for row, other in zip(sampling, spread, strict=True)
    ]


def degrees_of_freedom(
    model: Model, variance: Sequence[float], interaction: float, spread: Matrix
) -> Vector:
    """Return Satterthwaite's ν of each cluster, floored to a whole number in [3, 200]."""
    return [
        satterthwaite(model, line, variance, interaction * spread[c][c])
        for c, line in enumerate(model.of_clusters)
    ]


def satterthwaite(
    model: Model, line: Sequence[float], variance: Sequence[float], interaction: float
) -> float:
    """Return ν of one weighted sum of observed cells, ``interaction`` its variance from τ²."""
    cells, free = model.cells, free_cells(model)
    most = organisations_left(cells)
    parts = [x * x * v for x, v in zip(line, variance, strict=True)]
    u1, u2 = fsum(parts), interaction
    squares = [
        part * part / max(1.0, cell.n_eff - 1) for part, cell in zip(parts, cells, strict=True)
    ]
    f1 = u1 * u1 / fsum(squares) if any(squares) else float(DF[1])
    f1 = min(f1, most) if most is not None else f1
    whole = u1 * u1 / f1 + u2 * u2 / free
    nu = (u1 + u2) ** 2 / whole if whole else float(DF[1])
    return float(int(max(DF[0], min(DF[1], nu))))


def free_cells(model: Model) -> int:
    """Return the degrees of freedom of the interactions, at least 1."""
    places = model.layout
    return max(1, len(model.cells) - len(places.clusters) - len(places.groups) + 1)


def organisations_left(cells: Sequence[Observed]) -> float | None:
    """Return organisations minus cells, at least 1; None where they are not known or ρ is 0."""
    if all(cell.deff == 1.0 for cell in cells):
        return None
    known = [cell.organisations for cell in cells if cell.organisations is not None]
    return float(max(1, sum(known) - len(known))) if known else None


def error_of(model: Model, places: Mapping[int, float]) -> tuple[float, float]:
    """Return the standard error of a weighted sum of (cluster, group) composites, and its ν.

    ``places`` are weights by row of H.
    """
    rows, weights = list(places), list(places.values())
    line = [dot(weights, [model.smoothing_matrix[r][k] for r in rows]) for k in _columns(model)]
    missing = [
        dot(weights, column) for column in zip(*(model.errors[r] for r in rows), strict=True)
    ]
    interaction = model.tau2.used * dot(missing, missing)
    sampling = fsum(x * x * v for x, v in zip(line, model.variance, strict=True))
    return sqrt(sampling + interaction), satterthwaite(model, line, model.variance, interaction)


def _columns(model: Model) -> range:
    return range(len(model.cells))


def own_shares(model: Model) -> Vector:
    """Return for each observed cell the share B of its own data in its smoothed value."""
    return [
        own_part(row, v, model.tau2.used, smoothing=model.smoothing) * row.spread
        for row, v in zip(model.layout.rows, model.variance, strict=True)
    ]


def cell_values(model: Model) -> Matrix:
    """Return θ by dimension (D × CG), clusters in order and within them groups."""
    return [apply(model.smoothing_matrix, mean) for mean in model.mean]


def composite_means(model: Model) -> Vector:
    """Return the composite of each observed cell's means."""
    return [dot(model.w, column) for column in transposed(model.mean)]
