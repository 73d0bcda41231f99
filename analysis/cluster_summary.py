"""What the summary says about each cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from analysis.exact import dot, t_quantile, two_sided
from analysis.parameters import Cluster, Parameters
from analysis.rank import compare, default_draws, ranks
from analysis.ranking import Ranking
from analysis.scoring import Scores, cell_values, own_shares
from analysis.stability import Stability


def cluster_entries(
    parameters: Parameters,
    found: Ranking,
    shares: Stability,
    variants: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return one entry a cluster, in the order of the parameters."""
    dimensions = dimension_entries(found.scores, parameters)
    entries = []
    for cluster in parameters.clusters:
        if cluster.id not in found.clusters:
            entries.append(_unscored(cluster))
            continue
        c = found.clusters.index(cluster.id)
        entries.append(
            {
                "id": cluster.id,
                "name": dict(cluster.name),
                "status": "ranked",
                **_score(found, parameters, c),
                "shares": {
                    "last": shares.errors[c][-1],
                    "last_with_weights": shares.both[c][-1],
                },
                "variants": _variants(cluster.id, variants),
                "dimensions": dimensions[c],
                "groups": group_entries(found.scores, c),
            }
        )
    return entries


def _unscored(cluster: Cluster) -> dict[str, Any]:
    return {"id": cluster.id, "name": dict(cluster.name), "status": "not ranked"}


def _score(found: Ranking, parameters: Parameters, c: int) -> dict[str, Any]:
    scores = found.scores
    value, error, df = scores.score[c], scores.error(c), scores.df[c]
    margin = t_quantile(two_sided(parameters.level), df) * error
    return {
        "score": value,
        "se": error,
        "df": df,
        "lower": max(0.0, value - margin),
        "upper": min(100.0, value + margin),
        "rank": found.rank[c],
        "marginal": [found.marginal.lower[c], found.marginal.upper[c]],
        "simultaneous": [found.simultaneous.lower[c], found.simultaneous.upper[c]],
        "borderline": found.marginal.borderline[c] or found.simultaneous.borderline[c],
        "band": found.band[c],
        "difference": difference(scores, c),
    }


def difference(scores: Scores, c: int) -> dict[str, float]:
    """Return a score minus the mean of the others, with its standard error."""
    return contrast(scores.score, scores.covariance, c)


def contrast(
    values: Sequence[float], covariance: Sequence[Sequence[float]], c: int
) -> dict[str, float]:
    others = len(values) - 1
    a = [1.0 if k == c else -1 / others for k in range(len(values))] if others else [0.0]
    variance = dot(a, [dot(row, a) for row in covariance])
    return {"estimate": dot(a, values), "se": sqrt(max(0.0, variance))}


def _variants(cluster: str, variants: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    return {str(entry["id"]): entry["clusters"].get(cluster, {}).get("score") for entry in variants}


def dimension_entries(scores: Scores, parameters: Parameters) -> list[list[dict[str, Any]]]:
    """Return for each cluster its dimensions: score, interval, rank, band beside the others."""
    model = scores.model
    result: list[list[dict[str, Any]]] = [[] for _ in scores.clusters]
    for d, name in enumerate(model.dimensions):
        values, covariance = scores.dimension[d], scores.dimension_covariance[d]
        bands = compare(
            values,
            covariance,
            level=parameters.level,
            df=min(scores.dimension_df[d]),
            draws=min(10_000, parameters.draws.rank_sets or default_draws(len(values))),
            seed=parameters.seed,
            refine=False,
        ).bands()
        own_ranks = ranks(values)
        for c, value in enumerate(values):
            error, df = sqrt(max(0.0, covariance[c][c])), scores.dimension_df[d][c]
            margin = t_quantile(two_sided(parameters.level), df) * error
            result[c].append(
                {
                    "id": name,
                    "score": value,
                    "se": error,
                    "df": df,
                    "lower": max(0.0, value - margin),
                    "upper": min(100.0, value + margin),
                    "rank": own_ranks[c],
                    "band": bands[c],
                }
            )
    return result


def group_entries(scores: Scores, c: int) -> list[dict[str, Any]]:
    """Return the groups of a cluster: smoothed composite, its cell, and the share of own data.

    A merged cell is one entry and is never split.
    """
    model = scores.model
    groups = model.layout.groups
    theta = cell_values(model)
    smoothed = [dot(model.w, column) for column in zip(*theta, strict=True)]
    own = own_shares(model)
    result = []
    covered: set[str] = set()
    for k, cell in enumerate(model.cells):
        if cell.cluster != scores.clusters[c]:
            continue
        covered.update(cell.groups)
        places = [c * len(groups) + groups.index(group) for group in cell.groups]
        result.append(
            {
                "groups": list(cell.groups),
                "n": cell.n,
                "n_eff": cell.n_eff,
                "deff": cell.deff,
                "score": dot(cell.share, [smoothed[place] for place in places]),
                "own_share": own[k],
                "observed": True,
            }
        )
    for g, group in enumerate(groups):
        if group not in covered:
            value = smoothed[c * len(groups) + g]
            empty = {"n": None, "n_eff": None, "deff": None, "own_share": 0.0, "observed": False}
            result.append({"groups": [group], "score": value, **empty})
    return sorted(result, key=lambda entry: list(entry["groups"]))
