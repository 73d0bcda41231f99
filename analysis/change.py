"""Change since the round before, on what both rounds have in common (formulas 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

from analysis.evidence import Evidence, Observed, cell_covariance, evidence, pooled_deviation
from analysis.exact import dot, t_quantile, two_sided
from analysis.parameters import Parameters
from analysis.scoring import quadratic

LEAST_COMMON = 0.60


@dataclass(frozen=True)
class Moved:
    """One cluster's change, its variance and degrees of freedom."""

    change: float
    variance: float
    df: float
    groups: tuple[str, ...]


def change_report(
    now: Mapping[str, Any], before: Mapping[str, Any], parameters: Parameters
) -> dict[str, Any]:
    """Return each cluster's change between two answer parts of T.

    Unsmoothed means of common cells and of dimensions all of whose items are the same; today's
    weights. People answer in both rounds and cannot be linked, so the interval is conservative.
    ``relative`` is minus the mean change of the others: season and mode of asking cancel.
    """
    names = common_dimensions(now, before)
    weight = {d: parameters.dimension_weight(d) for d in names}
    whole = fsum(parameters.dimension_weight(d["id"]) for d in now["dimensions"])
    share = fsum(weight.values()) / whole if whole else 0.0
    result: dict[str, Any] = {"dimensions": names, "weight": share, "clusters": {}}
    if share < LEAST_COMMON:
        return result | {"comparable": False}
    new, old = evidence(now), evidence(before)
    moved = {
        cluster: found
        for cluster in new.clusters
        if (found := _moved(new, old, cluster, weight, parameters)) is not None
    }
    return result | {
        "comparable": bool(moved),
        "clusters": {cluster: _entry(cluster, moved, parameters) for cluster in moved},
    }


def common_dimensions(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """Return the dimensions that ask exactly the same items in both rounds."""
    old = {d["id"]: d["items"] for d in before["dimensions"]}
    return [d["id"] for d in now["dimensions"] if old.get(d["id"]) == d["items"]]


def _moved(
    new: Evidence,
    old: Evidence,
    cluster: str,
    weight: Mapping[str, float],
    parameters: Parameters,
) -> Moved | None:
    omega = {group.id: group.weight for group in parameters.groups}
    pairs = [
        (a, b)
        for a in new.cells
        for b in old.cells
        if a.cluster == b.cluster == cluster and a.groups == b.groups
    ]
    pairs = [
        pair
        for pair in pairs
        if all(
            part.mean[part_of.dimensions.index(d)] is not None
            for part, part_of in zip(pair, (new, old), strict=True)
            for d in weight
        )
    ]
    own = [fsum(omega.get(group, 0.0) for group in a.groups) for a, _ in pairs]
    whole = fsum(omega.values())
    if not pairs or fsum(own) < LEAST_COMMON * whole:
        return None
    change, parts = [], []
    for (a, b), part in zip(pairs, own, strict=True):
        share = part / fsum(own)
        m1, v1 = _composite(new, a, weight)
        m0, v0 = _composite(old, b, weight)
        change.append(share * (m1 - m0))
        parts += [(share * share * v1, a.n_eff), (share * share * v0, b.n_eff)]
    variance = fsum(v for v, _ in parts)
    squares = fsum(v * v / max(1.0, n - 1) for v, n in parts)
    df = variance * variance / squares if squares else 200.0
    return Moved(fsum(change), variance, df, tuple(g for a, _ in pairs for g in a.groups))


def _composite(cells: Evidence, cell: Observed, weight: Mapping[str, float]) -> tuple[float, float]:
    """Return the weighted mean of a cell over the common dimensions, and its variance."""
    places = [cells.dimensions.index(d) for d in weight]
    w = [value / fsum(weight.values()) for value in weight.values()]
    pooled = [pooled_deviation(cells.cells, d) for d in places]
    covariance = cell_covariance(cell, places, pooled, cells.correlation)
    return dot(w, [cell.mean[d] or 0.0 for d in places]), quadratic(w, covariance)


def _entry(cluster: str, moved: Mapping[str, Moved], parameters: Parameters) -> dict[str, Any]:
    own = moved[cluster]
    others = [found for name, found in moved.items() if name != cluster]
    entry = {"groups": list(own.groups)} | interval(own.change, own.variance, own.df, parameters)
    if not others:
        return entry | {"relative": None}
    mean = fsum(found.change for found in others) / len(others)
    variance = own.variance + fsum(found.variance for found in others) / len(others) ** 2
    df = min(found.df for found in moved.values())
    return entry | {"relative": interval(own.change - mean, variance, df, parameters)}


def interval(value: float, variance: float, df: float, parameters: Parameters) -> dict[str, Any]:
    """Return a value with its standard error and two-sided interval."""
    error = sqrt(max(0.0, variance))
    margin = t_quantile(two_sided(parameters.level), df) * error
    return {"estimate": value, "se": error, "lower": value - margin, "upper": value + margin}


def clearly_positive(entry: Mapping[str, Any] | None) -> bool:
    """Tell whether a change lies above 0 with its whole interval."""
    return entry is not None and entry["lower"] > 0
