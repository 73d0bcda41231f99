"""Where a cluster lies clearly above or below the others, by dimension and group (method, 17)."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt
from typing import Any

from analysis.exact import dot, t_quantile
from analysis.parameters import Parameters
from analysis.scoring import Scores, cell_values
from analysis.streams import UNIT, normal_table


def normal_quantile(p: float) -> float:
    """Return the quantile of the normal distribution from the shipped table (p within 1.5e-5)."""
    table = normal_table()
    place = max(0, min(len(table) - 1, round(p * (len(table) + 1)) - 1))
    return float(table[place]) * UNIT


def strengths(scores: Scores, parameters: Parameters) -> list[dict[str, Any]]:
    """Return for each cluster all its ``strengths`` and ``improve``, the clearest first.

    An entry is a dimension in a group (null: all groups together) whose smoothed value differs from
    the mean of the other clusters by more than a critical value for all such entries together.
    """
    model = scores.model
    size = len(model.layout.clusters)
    if size < 2:
        return [{"strengths": [], "improve": []} for _ in range(size)]
    number = size * (len(model.layout.groups) + 1) * len(model.dimensions)
    critical = normal_quantile(1 - (1 - parameters.level) / number / 2)
    df = min(scores.df)
    # a little wider than normal, as Student's t is at the level of the table
    critical *= t_quantile("0.975", df) / normal_quantile(0.975)
    found = [_clear(scores, c, critical) for c in range(size)]
    return [
        {
            "strengths": [entry for entry in own if entry["difference"] > 0],
            "improve": [entry for entry in own if entry["difference"] < 0],
        }
        for own in found
    ]


def _clear(scores: Scores, cluster: int, critical: float) -> list[dict[str, Any]]:
    model = scores.model
    theta = cell_values(model)
    result = []
    for g, group in [*enumerate(model.layout.groups), (None, None)]:
        if g is not None and not _observed(scores, cluster, g):
            continue
        a, rows = _contrast(scores, cluster, g)
        sampling = [dot(a, [model.smoothing_matrix[r][k] for r in rows]) for k in _cells(scores)]
        places = range(len(model.errors[0]))
        interaction = fsum(dot(a, [model.errors[r][p] for r in rows]) ** 2 for p in places)
        for d, name in enumerate(model.dimensions):
            value = dot(a, [theta[d][r] for r in rows])
            variance = fsum(
                x * x * covariance[d][d]
                for x, covariance in zip(sampling, model.covariance, strict=True)
            )
            error = sqrt(max(0.0, variance + model.gamma[d][d] * interaction))
            if abs(value) > critical * error:
                result.append({"dimension": name, "group": group, "difference": value, "se": error})
    return sorted(result, key=lambda e: (-abs(e["difference"]) / e["se"], e["dimension"]))


def _cells(scores: Scores) -> range:
    return range(len(scores.model.cells))


def _observed(scores: Scores, cluster: int, group: int) -> bool:
    """Tell whether a cluster has a cell of its own for a group; merged cells are never split."""
    layout = scores.model.layout
    return any(
        row.cluster == cluster and shares[group] == 1.0
        for row, shares in zip(layout.rows, layout.shares, strict=True)
    )


def _contrast(scores: Scores, cluster: int, group: int | None) -> tuple[list[float], list[int]]:
    """Return coefficients and rows of θ: a cluster minus the mean of the others."""
    layout, omega = scores.model.layout, scores.model.omega
    size, others = len(layout.groups), len(layout.clusters) - 1
    groups: Sequence[tuple[int, float]] = (
        list(enumerate(omega)) if group is None else [(group, 1.0)]
    )
    a, rows = [], []
    for c in range(len(layout.clusters)):
        for g, weight in groups:
            a.append(weight if c == cluster else -weight / others)
            rows.append(c * size + g)
    return a, rows
