"""What the summary says about each cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from analysis.assessment import Assessment, Inputs, Previous
from analysis.breakdown import breakdown
from analysis.eligibility import bounds, shortfalls
from analysis.exact import dot, t_quantile, two_sided
from analysis.leave_one_out import placed, ranges
from analysis.non_performance import Found, non_performance
from analysis.parameters import Cluster, Parameters
from analysis.rank import compare, default_draws, ranks
from analysis.ranking import Ranking
from analysis.scoring import Model, Scores, cell_values, error_of, own_shares
from analysis.strengths import strengths
from analysis.uncompared import FEWEST

FOCUS = 3


def cluster_entries(inputs: Inputs, found: Assessment) -> list[dict[str, Any]]:
    """Return one entry a cluster, in the order of the parameters."""
    parameters = inputs.parameters
    dimensions = dimension_entries(found.ranking.scores, parameters)
    clear = strengths(found.ranking.scores, parameters)
    base = placed(found.ranking.scores, parameters)
    entries = []
    for cluster in parameters.clusters:
        entry = _named(inputs, cluster)
        if cluster.id in found.ranking.clusters:
            c = found.ranking.clusters.index(cluster.id)
            entry |= _scored(inputs, found, c, base[cluster.id])
            entry |= {"dimensions": dimensions[c], "focus": focus(dimensions[c]), **clear[c]}
        entries.append(entry)
    for entry in entries:
        entry["referred"] = _referred(entry, inputs.previous)
        if "score" in entry:
            entry["non_performance"] = _verdict(inputs, found, entry, entries)
    return entries


def unscored_entries(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the entries of a round in which nothing can be ranked."""
    entries = [_named(inputs, cluster) for cluster in inputs.parameters.clusters]
    return [entry | {"referred": _referred(entry, inputs.previous)} for entry in entries]


def _referred(entry: Mapping[str, Any], previous: Previous | None) -> bool:
    """Tell whether a cluster is not ranked for the second round in a row (formulas 5.2)."""
    before = previous.status(str(entry["id"])) if previous else None
    return entry["status"] != "ranked" and before not in {None, "ranked"}


def _named(inputs: Inputs, cluster: Cluster) -> dict[str, Any]:
    missed, unknown = shortfalls(inputs.answers, inputs.parameters, cluster.id)
    return {
        "id": cluster.id,
        "name": dict(cluster.name),
        "status": "not ranked",
        "eligibility": {
            "eligible": not missed,
            "shortfalls": [shortfall.entry() for shortfall in missed],
            "unknown": unknown,
        },
    }


def _scored(inputs: Inputs, found: Assessment, c: int, base: Mapping[str, Any]) -> dict[str, Any]:
    ranking, parameters = found.ranking, inputs.parameters
    cluster = ranking.clusters[c]
    missed, _ = shortfalls(inputs.answers, parameters, cluster)
    change = found.change["clusters"].get(cluster) if found.change else None
    return {
        "status": _status(ranking, missed),
        **_score(ranking, parameters, c, len(parameters.clusters)),
        "shares": {
            "last": found.stability.errors[c][-1],
            "last_with_weights": found.stability.both[c][-1],
        },
        "variants": _variants(cluster, found.variants),
        "groups": group_entries(ranking.scores, c, parameters.level),
        "bounds": bounds(ranking.scores, c),
        "breakdown": breakdown(ranking, inputs.answers, c),
        "leave_one_out": ranges(found.removals, base, cluster),
        "vignettes": found.vignettes["clusters"][cluster] if found.vignettes else None,
        "change": change,
    }


def _status(found: Ranking, missed: Sequence[Any]) -> str:
    if len(found.clusters) < FEWEST:
        return "not ranked"
    return "provisional" if missed else "ranked"


def _verdict(
    inputs: Inputs, found: Assessment, entry: dict[str, Any], entries: Sequence[Any]
) -> dict[str, Any]:
    cluster = str(entry["id"])
    known = Found(
        entry,
        found.variants,
        found.vignettes,
        inputs.previous.entry(cluster) if inputs.previous else None,
        found.choices["clusters"][cluster]["share_last"],
    )
    return non_performance(inputs.answers, inputs.with_known_tau2, known, entries)


def _score(found: Ranking, parameters: Parameters, c: int, clusters: int) -> dict[str, Any]:
    """Return score, interval and rank sets; a cluster without a score may stand at any place."""
    scores, unknown = found.scores, clusters - len(found.clusters)
    value, error, df = scores.score[c], scores.error(c), scores.df[c]
    margin = t_quantile(two_sided(parameters.level), df) * error
    return {
        "score": value,
        "se": error,
        "df": df,
        "lower": max(0.0, value - margin),
        "upper": min(100.0, value + margin),
        "rank": found.rank[c],
        "marginal": [found.marginal.lower[c], found.marginal.upper[c] + unknown],
        "simultaneous": [found.simultaneous.lower[c], found.simultaneous.upper[c] + unknown],
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
                    "difference": contrast(values, covariance, c),
                }
            )
    return result


def focus(dimensions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return candidate focus areas: where a cluster lies farthest below the others.

    Where it lies below them nowhere, its lowest dimensions.
    """
    below = [own for own in dimensions if own["difference"]["estimate"] < 0]
    if not below:
        return [own["id"] for own in sorted(dimensions, key=lambda o: (o["score"], o["id"]))][
            :FOCUS
        ]
    order = sorted(below, key=lambda o: (o["difference"]["estimate"], o["id"]))
    return [own["id"] for own in order][:FOCUS]


def group_entries(scores: Scores, c: int, level: float) -> list[dict[str, Any]]:
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
                **_interval(model, smoothed, dict(zip(places, cell.share, strict=True)), level),
                "own_share": own[k],
                "observed": True,
            }
        )
    for g, group in enumerate(groups):
        if group not in covered:
            own_value = _interval(model, smoothed, {c * len(groups) + g: 1.0}, level)
            empty = {"n": None, "n_eff": None, "deff": None, "own_share": 0.0, "observed": False}
            result.append({"groups": [group], **own_value, **empty})
    return sorted(result, key=lambda entry: list(entry["groups"]))


def _interval(
    model: Model, smoothed: Sequence[float], places: Mapping[int, float], level: float
) -> dict[str, float]:
    """Return a weighted sum of (cluster, group) composites with its interval."""
    value = dot(list(places.values()), [smoothed[place] for place in places])
    error, df = error_of(model, places)
    margin = t_quantile(two_sided(level), df) * error
    return {
        "score": value,
        "se": error,
        "lower": max(0.0, value - margin),
        "upper": min(100.0, value + margin),
    }
