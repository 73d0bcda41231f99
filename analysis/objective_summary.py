"""What the summary says about the objective part and the joint score (formulas 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.objective import (
    Aggregated,
    Indicators,
    aggregate,
    decomposition,
    fill,
    normalise,
)
from analysis.parameters import Composite, Parameters
from analysis.rank import ranks
from analysis.ranking import Ranking


def objective_summary(indicators: Indicators, composite: Composite) -> dict[str, Any]:
    """Return aggregates, clipped and missing values, and bounds where values are missing."""
    plain = normalise(indicators, composite)
    found = aggregate(plain, composite)
    order = ranks(found.result)
    units: dict[str, dict[str, Any]] = {
        unit: {
            "score": found.result[i],
            "rank": order[i],
            "aggregates": {name: values[i] for name, values in found.values.items()},
            "points": {name: column[i] for name, column in plain.points.items()},
        }
        for i, unit in enumerate(indicators.units)
    }
    if plain.missing:
        for best in (False, True):
            result = aggregate(fill(plain, composite, best=best), composite).result
            for unit, value in zip(indicators.units, result, strict=True):
                units[unit]["highest" if best else "lowest"] = value
    return {
        "units": units,
        "weights": dict(found.weights),
        "left_out": sorted({name for _, name in plain.missing}),
        "missing": [{"unit": unit, "indicator": name} for unit, name in plain.missing],
        "clipped": [{"unit": unit, "indicator": name} for unit, name in plain.clipped],
    }


def joint_summary(
    ranking: Ranking,
    indicators: Indicators,
    parameters: Parameters,
    choices: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return the joint score κ S + (1 − κ) O, its error, and what each part adds to it.

    ``parts`` adds up to ``difference`` (from the mean of the others) exactly where the objective
    part is arithmetic; null where it is geometric.
    """
    composite, joint = parameters.composite, parameters.joint
    if composite is None or joint is None:
        return None
    kappa = joint.subjective
    found = aggregate(normalise(indicators, composite), composite)
    objective = on_hundred(found, composite, indicators, ranking.clusters)
    values = [
        kappa * s + (1 - kappa) * o for s, o in zip(ranking.scores.score, objective, strict=True)
    ]
    order = ranks(values)
    columns, weights = _parts(ranking, indicators, composite, found, kappa)
    return {
        "subjective_share": kappa,
        "clusters": {
            cluster: {
                "score": values[c],
                "se": kappa * ranking.scores.error(c),
                "rank": order[c],
                "share_last": choices["clusters"][cluster]["share_last"],
                "difference": _difference(values, c),
                "parts": decomposition(columns, weights, c)
                if composite.aggregation == "arithmetic"
                else None,
            }
            for c, cluster in enumerate(ranking.clusters)
        },
    }


def on_hundred(
    found: Aggregated, composite: Composite, indicators: Indicators, clusters: Sequence[str]
) -> list[float]:
    """Return the objective result of clusters on the scale from 0 to 100."""
    low, high = composite.scale
    place = [indicators.units.index(cluster) for cluster in clusters]
    return [100 * (found.result[i] - low) / (high - low) for i in place]


def _difference(values: Sequence[float], c: int) -> float:
    others = [value for k, value in enumerate(values) if k != c]
    return values[c] - sum(others) / len(others) if others else 0.0


def _parts(
    ranking: Ranking,
    indicators: Indicators,
    composite: Composite,
    found: Aggregated,
    kappa: float,
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return each part's values by cluster on 0..100, and its weight in the joint score."""
    model = ranking.scores.model
    low, high = composite.scale
    place = [indicators.units.index(cluster) for cluster in ranking.clusters]
    points = normalise(indicators, composite).points
    columns = {
        f"dimension:{name}": list(ranking.scores.dimension[d])
        for d, name in enumerate(model.dimensions)
    }
    weights = {
        f"dimension:{name}": kappa * w for name, w in zip(model.dimensions, model.w, strict=True)
    }
    for name, weight in found.weights.items():
        column = [points[name][i] or 0.0 for i in place]
        columns[f"indicator:{name}"] = [100 * (z - low) / (high - low) for z in column]
        weights[f"indicator:{name}"] = (1 - kappa) * weight
    return columns, weights
