"""Scores, rank sets and bands of one way to score, together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum, inf

from analysis.evidence import Evidence
from analysis.exact import Vector
from analysis.parameters import Parameters
from analysis.rank import Comparison, Sets, compare, default_draws, ranks
from analysis.scoring import Scheme, Scores, composite_means, score


@dataclass(frozen=True)
class Ranking:
    """What is known of the order of the clusters that have a score; entries in their order."""

    scores: Scores
    comparison: Comparison
    rank: tuple[int, ...]
    marginal: Sets
    simultaneous: Sets
    band: tuple[str, ...]

    @property
    def clusters(self) -> tuple[str, ...]:
        return self.scores.clusters

    def last(self, cluster: int) -> bool:
        """Tell whether the simultaneous set of a cluster holds only the last rank."""
        return self.simultaneous.lower[cluster] == len(self.clusters)


def scheme_of(parameters: Parameters, dimensions: tuple[str, ...]) -> Scheme:
    """Return the approved way to score."""
    return Scheme(
        {d: parameters.dimension_weight(d) for d in dimensions},
        {group.id: group.weight for group in parameters.groups},
        parameters.smoothing,
        known_tau2=parameters.tau_squared,
    )


def compared(scores: Scores, parameters: Parameters, *, refine: bool = True) -> Comparison:
    """Return the comparison of scores with the approved level, draws and seed."""
    units = len(scores.clusters)
    return compare(
        scores.score,
        scores.covariance,
        level=parameters.level,
        df=min(scores.df, default=inf),
        draws=parameters.draws.rank_sets or default_draws(units),
        seed=parameters.seed,
        refine=refine,
    )


def ranking(evidence: Evidence, scheme: Scheme, parameters: Parameters) -> Ranking:
    """Score and rank."""
    scores = score(evidence, scheme)
    comparison = compared(scores, parameters)
    return Ranking(
        scores,
        comparison,
        tuple(ranks(scores.score)),
        comparison.marginal(),
        comparison.sets(),
        tuple(comparison.bands()),
    )


def clearly_last(evidence: Evidence, scheme: Scheme, parameters: Parameters, cluster: str) -> bool:
    """Tell whether a cluster is clearly last when scored in another way."""
    scores = score(evidence, scheme)
    if cluster not in scores.clusters:
        return False
    sets = compared(scores, parameters).sets()
    return sets.lower[scores.clusters.index(cluster)] == len(scores.clusters)


def pooled_means(scores: Scores) -> Vector:
    """Return each cluster's mean over all its respondents, groups as large as they happen to be."""
    model = scores.model
    means = composite_means(model)
    result = []
    for cluster in model.layout.clusters:
        own = [k for k, cell in enumerate(model.cells) if cell.cluster == cluster]
        people = sum(model.cells[k].n for k in own)
        result.append(fsum(model.cells[k].n * means[k] for k in own) / people)
    return result


def equal_means(scores: Scores) -> Vector:
    """Return each cluster's plain mean over its scored cells."""
    model = scores.model
    means = composite_means(model)
    result = []
    for cluster in model.layout.clusters:
        own = [k for k, cell in enumerate(model.cells) if cell.cluster == cluster]
        result.append(fsum(means[k] for k in own) / len(own))
    return result


def without_smoothing(scheme: Scheme, tau2: float) -> Scheme:
    """Return the scheme with every cell keeping its own mean, at the same τ²."""
    return replace(scheme, smoothing=False, tau2=tau2)
