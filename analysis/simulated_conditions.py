"""How well the method finds the truth under many conditions, on made-up rounds (formulas 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import fsum, inf, sqrt
from typing import Any

from analysis.evidence import CannotScore, Evidence, evidence
from analysis.exact import t_quantile
from analysis.parameters import Parameters
from analysis.rank import SMALL, Comparison, compare
from analysis.ranking import pooled_means, scheme_of
from analysis.scoring import Scheme, Scores, composite_means, score
from analysis.simulated_rounds import Made, Sizes, World, make_round
from analysis.table import TooFewResponses, named_dimensions, scored_part, sort_out

CONDITIONS: dict[str, World] = {
    "base": World(),
    "balanced n = 40": World(sizes=Sizes("fixed", 40)),
    "true tau² = 0": World(interaction=0.0, own_dimension=0.0),
    "interaction sd 8": World(interaction=8.0),
    "three groups": World(groups=3),
    # of 15 people a careless one or two are excluded, and of a dimension some skip every item
    "very unequal (15 to 150)": World(sizes=Sizes("alternating", 15, 150), minimum=10),
    "one cell missing": World(missing=1),
    "one cell of 5": World(sizes=Sizes("fixed", 40), small=5, minimum=3),
    "all cells 5": World(sizes=Sizes("fixed", 5), minimum=3),
    "all cells 15 to 30": World(sizes=Sizes("uniform", 15, 30), minimum=10),
    "cells 3 to 250": World(sizes=Sizes("log", 3, 250), minimum=3),
    "weights .4 .3 .2 .1": World(weights=(0.4, 0.3, 0.2, 0.1)),
    "ceiling (latent mean 88)": World(level=88.0),
    "skewed thresholds": World(cuts=(10.0, 25.0, 45.0, 70.0)),
    "60 clusters": World(clusters=60),
}
MANY = {"60 clusters": 15}
EMPTY_RESPONSE: dict[str, Any] = {"cells": []}


@dataclass(frozen=True)
class Run:
    """One made-up round, scored; ``covered_reml`` with a τ² that may be 0."""

    truth: list[float]
    scores: Scores
    tau: Mapping[str, float]
    covered: Mapping[str, list[bool]]
    covered_reml: Mapping[str, list[bool]]
    tau2_is_zero: bool
    joint: bool
    marginal: list[bool]
    wrongly_last: bool
    wrongly_last_pooled: bool


def evidence_of(made: Made) -> Evidence:
    """Return the evidence of a made-up round: quality, merging and rounding as in earnest."""
    arrays = made.arrays
    found = sort_out(arrays, made.invitations)
    dimensions = arrays.dimensions(found.cell, len(found.merged))
    # with the minimum lowered, correlations are published for fewer people too
    least = 100 if made.world.minimum >= 15 else 30
    answers = {
        "clusters": sorted(arrays.parameters.cluster_ids),
        "groups": sorted(arrays.parameters.group_ids),
        "dimensions": named_dimensions(arrays.instrument),
        "response": EMPTY_RESPONSE,
        **scored_part(arrays, found, made.invitations, dimensions, least=least),
    }
    return evidence(answers)


def scheme(made: Made, cells: Evidence) -> Scheme:
    return scheme_of(made.arrays.parameters, cells.dimensions)


def run(made: Made) -> Run:
    """Score a made-up round and compare with the truth."""
    cells = evidence_of(made)
    own_scheme = scheme(made, cells)
    scores = score(cells, own_scheme)
    reml = score(cells, replace(own_scheme, tau2=scores.model.tau2.reml))
    pooled, equal = pooled_means(scores), unsmoothed_means(scores)
    # a cluster all of whose cells fell below the minimum has no score
    truth = [made.truth[int(cluster[1:])] for cluster in scores.clusters]
    comparison = _comparison(scores, made)
    sets, own = comparison.sets(), comparison.marginal()
    places, last = true_ranks(truth), lowest(truth)
    return Run(
        truth,
        scores,
        {
            "pooled": kendall(pooled, truth),
            "equal": kendall(equal, truth),
            "method": kendall(scores.score, truth),
            "reml": kendall(reml.score, truth),
        },
        coverage(scores, equal, truth),
        coverage(reml, equal, truth),
        scores.model.tau2.reml == 0.0,
        all(_inside(sets.lower[c], sets.upper[c], places[c]) for c in range(len(places))),
        [_inside(own.lower[c], own.upper[c], places[c]) for c in range(len(places))],
        any(sets.lower[c] == len(places) and c != last for c in range(len(places))),
        _wrongly_last_pooled(scores, pooled, made, last),
    )


def unsmoothed_means(scores: Scores) -> list[float]:
    """Return each cluster's weighted mean over its scored cells, as if no other were missing."""
    means = composite_means(scores.model)
    return [
        fsum(share * means[k] for k, share in shares.items())
        for shares in map(partial(_cell_shares, scores), range(len(scores.clusters)))
    ]


def _cell_shares(scores: Scores, cluster: int) -> dict[int, float]:
    """Return the approved weights of a cluster's scored cells, adding up to 1."""
    model = scores.model
    groups = model.layout.groups
    held = {
        k: fsum(model.omega[groups.index(group)] for group in cell.groups)
        for k, cell in enumerate(model.cells)
        if cell.cluster == scores.clusters[cluster]
    }
    return {k: weight / fsum(held.values()) for k, weight in held.items()}


def _comparison(scores: Scores, made: Made) -> Comparison:
    parameters = made.arrays.parameters
    return compare(
        scores.score,
        scores.covariance,
        level=parameters.level,
        df=min(scores.df),
        draws=SMALL if len(scores.clusters) <= 10 else SMALL // 2,
        seed=parameters.seed,
        refine=False,
    )


def _wrongly_last_pooled(scores: Scores, pooled: Sequence[float], made: Made, last: int) -> bool:
    """Do the same with plain means over respondents, whose groups are as large as they are."""
    model = scores.model
    size = len(scores.clusters)
    covariance = [[0.0] * size for _ in range(size)]
    for c, cluster in enumerate(scores.clusters):
        own = [k for k, cell in enumerate(model.cells) if cell.cluster == cluster]
        n = sum(model.cells[k].n for k in own)
        covariance[c][c] = fsum((model.cells[k].n / n) ** 2 * model.variance[k] for k in own)
    sets = compare(
        list(pooled),
        covariance,
        level=made.arrays.parameters.level,
        df=inf,
        draws=SMALL // 2,
        seed=made.arrays.parameters.seed,
        refine=False,
    ).sets()
    return any(sets.lower[c] == size and c != last for c in range(size))


def true_ranks(truth: Sequence[float]) -> list[int]:
    """Return true ranks (1 is the highest)."""
    return [1 + sum(other > own for other in truth) for own in truth]


def lowest(truth: Sequence[float]) -> int:
    return min(range(len(truth)), key=truth.__getitem__)


def _inside(lower: int, upper: int, rank: int) -> bool:
    return lower <= rank <= upper


def kendall(left: Sequence[float], right: Sequence[float]) -> float:
    """Return Kendall's tau of two orders."""
    pairs = [(i, j) for i in range(len(left)) for j in range(i)]
    signs = [_sign(left[i] - left[j]) * _sign(right[i] - right[j]) for i, j in pairs]
    return sum(signs) / len(pairs)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def coverage(
    scores: Scores, equal: Sequence[float], truth: Sequence[float]
) -> dict[str, list[bool]]:
    """Return for each kind of 95 % interval which clusters' truth it holds.

    ``equal``: weighted means of cells, not smoothed; ``classic``: t on (C − 1)(G − 1) df;
    ``method``: Satterthwaite; ``sampling``: sampling error alone, normal.
    """
    model = scores.model
    size = len(model.layout.clusters)
    free = max(3, (size - 1) * (len(model.layout.groups) - 1))
    found: dict[str, list[bool]] = {"equal": [], "classic": [], "method": [], "sampling": []}
    for c in range(size):
        shares = _cell_shares(scores, c)
        plain = sqrt(fsum(share * share * model.variance[k] for k, share in shares.items()))
        sampling = sqrt(
            fsum(x * x * v for x, v in zip(model.of_clusters[c], model.variance, strict=True))
        )
        error, df = scores.error(c), scores.df[c]
        for name, value, margin in (
            ("equal", equal[c], t_quantile("0.975", 200) * plain),
            ("classic", scores.score[c], t_quantile("0.975", free) * error),
            ("method", scores.score[c], t_quantile("0.975", df) * error),
            ("sampling", scores.score[c], 1.96 * sampling),
        ):
            found[name].append(abs(value - truth[c]) <= margin)
    return found


def repeat(world: World, parameters: Parameters, runs: int, seed: int, name: str) -> Iterable[Made]:
    """Yield so many rounds of a world."""
    for number in range(runs):
        yield make_round(world, parameters, seed, f"{name}:{number}")


def summarise(results: Sequence[Run]) -> dict[str, Any]:
    """Return the figures of one row of the first table."""
    n = len(results)
    kinds = ("equal", "classic", "method", "sampling")
    return {
        "runs": n,
        "tau": {k: _mean(r.tau[k] for r in results) for k in ("pooled", "equal", "method", "reml")},
        "coverage": {k: _mean(x for r in results for x in r.covered[k]) for k in kinds},
        "coverage_reml": {
            k: _mean(x for r in results for x in r.covered_reml[k]) for k in kinds[1:]
        },
        "tau2_zero": _mean(r.tau2_is_zero for r in results),
        "joint_rank_sets": _mean(r.joint for r in results),
        "marginal_rank_sets": _mean(x for r in results for x in r.marginal),
        "wrongly_last": _mean(r.wrongly_last for r in results),
        "wrongly_last_pooled": _mean(r.wrongly_last_pooled for r in results),
    }


def _mean(values: Iterable[float]) -> float:
    known = [float(value) for value in values]
    return fsum(known) / len(known) if known else 0.0


def condition(parameters: Parameters, name: str, runs: int, *, seed: int = 1) -> dict[str, Any]:
    """Return the row of one condition; with 60 clusters a run counts for fifteen."""
    count = max(3, runs // MANY.get(name, 1))
    return row_of(CONDITIONS[name], parameters, count, seed, name)


def like_the_committees(parameters: Parameters, runs: int, *, seed: int = 1) -> dict[str, Any]:
    """Return the row of rounds with as many clusters and groups as the committee's, so weighted."""
    world = World(
        clusters=len(parameters.clusters),
        groups=len(parameters.groups),
        weights=tuple(group.weight for group in parameters.groups),
    )
    return row_of(world, parameters, runs, seed, "committee")


def row_of(world: World, parameters: Parameters, runs: int, seed: int, name: str) -> dict[str, Any]:
    """Return the row of so many rounds of a world; rounds without a score are left out."""
    results = []
    for made in repeat(world, parameters, runs, seed, name):
        try:
            results.append(run(made))
        except (CannotScore, TooFewResponses):
            continue
    return summarise(results)
