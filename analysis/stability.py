"""Shares of draws with each rank, from data error and from weights (formulas 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.exact import Matrix
from analysis.parameters import Concentration
from analysis.rank import factor_of
from analysis.scoring import Scores, cell_values
from analysis.streams import UNIT, Stream

Draws = NDArray[np.float64]


@dataclass(frozen=True)
class Stability:
    """Three tables of shape (clusters, ranks): rows and columns add up to 1.

    ``both``: data error and weights; ``errors``: at the approved weights; ``weights``: at the
    estimated cell values. These are shares of draws, not probabilities of a rank.
    """

    both: Matrix
    errors: Matrix
    weights: Matrix


def stability(scores: Scores, concentration: Concentration, *, draws: int, seed: int) -> Stability:
    """Draw errors and weights; all three tables use the same draws."""
    w, omega = random_weights(scores, concentration, draws, seed)
    base_w = [np.full(draws, value) for value in scores.model.w]
    base_omega = [np.full(draws, value) for value in scores.model.omega]
    noise = Stream(seed, "error")
    errors = cell_errors(scores, noise, draws)
    return Stability(
        rank_shares(composites(scores, w, omega, errors)),
        rank_shares(composites(scores, base_w, base_omega, errors)),
        rank_shares(composites(scores, w, omega, None)),
    )


def random_weights(
    scores: Scores, concentration: Concentration, draws: int, seed: int
) -> tuple[list[Draws], list[Draws]]:
    """Return weights of dimensions and of groups, Dirichlet about the approved ones."""
    model = scores.model
    w = Stream(seed, "w").dirichlet([concentration.dimensions * x for x in model.w], draws)
    omega = Stream(seed, "omega").dirichlet([concentration.groups * x for x in model.omega], draws)
    return list(w), list(omega)


@dataclass(frozen=True)
class CellErrors:
    """Draws by observed cell and by (cluster, group), one array a dimension."""

    sampling: list[list[Draws]]
    interaction: list[list[Draws]]


def cell_errors(scores: Scores, stream: Stream, draws: int) -> CellErrors:
    """Draw e ~ Σ of each observed cell and γ ~ T of each (cluster, group)."""
    model = scores.model
    sampling = [_correlated(factor_of(m), stream, draws) for m in model.covariance]
    factor = factor_of(model.gamma)
    places = len(model.layout.clusters) * len(model.layout.groups)
    return CellErrors(sampling, [_correlated(factor, stream, draws) for _ in range(places)])


def _correlated(factor: Matrix, stream: Stream, draws: int) -> list[Draws]:
    base = [stream.normals(draws) * UNIT for _ in factor]
    rows = []
    for line in factor:
        total = np.zeros(draws)
        for weight, values in zip(line, base, strict=True):
            if weight:
                total += weight * values
        rows.append(total)
    return rows


def composites(
    scores: Scores, w: Sequence[Draws], omega: Sequence[Draws], errors: CellErrors | None
) -> list[Draws]:
    """Return each cluster's score in every draw, without or with error (HS − I)γ + He."""
    model = scores.model
    theta = cell_values(model)
    cells = [_mixed(w, [row[place] for row in theta]) for place in range(len(theta[0]))]
    if errors is not None:
        sampling = [_mixed(w, own) for own in errors.sampling]
        interaction = [_mixed(w, own) for own in errors.interaction]
        for place, values in enumerate(cells):
            _add(values, model.smoothing_matrix[place], sampling)
            _add(values, model.errors[place], interaction)
    size = len(model.layout.groups)
    return [_mixed(omega, cells[start : start + size]) for start in range(0, len(cells), size)]


def _mixed(weights: Sequence[Draws], values: Sequence[Draws | float]) -> Draws:
    total = np.zeros(len(weights[0]))
    for weight, value in zip(weights, values, strict=True):
        total += weight * value
    return total


def _add(total: Draws, coefficients: Sequence[float], values: Sequence[Draws]) -> None:
    for coefficient, value in zip(coefficients, values, strict=True):
        if coefficient:
            total += coefficient * value


def rank_shares(scores: Sequence[Draws]) -> Matrix:
    """Return by unit the share of draws in which it has each rank; ties are split."""
    units, draws = len(scores), len(scores[0])
    result = []
    for own in scores:
        better = np.zeros(draws, dtype=np.int64)
        equal = np.zeros(draws, dtype=np.int64)
        for other in scores:
            better += other > own
            equal += other == own
        counts = np.bincount(better * (units + 1) + equal, minlength=units * (units + 1))
        shares = [0.0] * units
        for code in np.flatnonzero(counts).tolist():
            first, tied = divmod(code, units + 1)
            for rank in range(first, first + tied):
                shares[rank] += int(counts[code]) / tied / draws
        result.append(shares)
    return result
