"""How often the rule of non-performance finds a cluster that is truly behind (formulas 5)."""

from __future__ import annotations

from math import sqrt
from typing import Any

from analysis.exact import t_quantile
from analysis.parameters import Parameters
from analysis.rank import SMALL
from analysis.ranking import compared
from analysis.scoring import Scores, score
from analysis.simulated_conditions import evidence_of, repeat, scheme
from analysis.simulated_rounds import NOISE, PERSON, Made, World, expected_score
from analysis.stability import stability

GAPS = (4, 6, 8, 10, 12)
ABOVE = 5.0
DRAWS = 1000


def power(parameters: Parameters, gap: int, runs: int, *, seed: int = 1) -> dict[str, Any]:
    """Return how often each condition, and all of them, hold for a cluster that lies behind.

    As many clusters and groups as the committee's. All others lie alike, about 5 points above its
    threshold, and the first ``gap`` points below them; groups and interactions move all of them.
    "Two rounds" is the square: the rule wants the same in the round before.
    ``share_last_weights_95``: last as often with other weights as from data error.
    """
    centre = parameters.non_performance.threshold + ABOVE
    level = latent_of(centre)
    world = World(
        clusters=len(parameters.clusters),
        groups=len(parameters.groups),
        weights=tuple(group.weight for group in parameters.groups),
        level=level,
        shift=level - latent_of(centre - gap),
    )
    found = [conditions_of(made) for made in repeat(world, parameters, runs, seed, f"gap {gap}")]
    shares = {name: sum(own[name] for own in found) / runs for name in found[0]}
    return {"runs": runs, **shares, "two_rounds": shares["all"] ** 2}


def latent_of(points: float) -> float:
    """Return the latent mean whose expected score is so many points."""
    deviation = sqrt(PERSON**2 + NOISE**2)
    low, high = -100.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        if expected_score(middle, deviation, World().cuts) < points:
            low = middle
        else:
            high = middle
    return low


def conditions_of(made: Made) -> dict[str, bool]:
    """Return which conditions hold for the first cluster of a made-up round."""
    cells = evidence_of(made)
    scores = score(cells, scheme(made, cells))
    parameters = made.arrays.parameters
    rule = parameters.non_performance
    draws = parameters.draws.model_copy(update={"rank_sets": SMALL})
    small = parameters.model_copy(update={"draws": draws})
    sets = compared(scores, small, refine=False).sets()
    shares = stability(scores, parameters.concentration, draws=DRAWS, seed=parameters.seed)
    found = {
        "set": sets.lower[0] == len(scores.clusters),
        "share_last": shares.errors[0][-1] >= rule.share_last,
        "share_last_with_weights": shares.both[0][-1] >= rule.share_last_with_weights,
        "threshold": upper_limit(scores, 0, parameters.level) < rule.threshold,
    }
    as_often = shares.both[0][-1] >= rule.share_last
    return {**found, "all": all(found.values()), "share_last_weights_95": as_often}


def upper_limit(scores: Scores, cluster: int, level: float) -> float:
    """Return the upper one-sided limit of a score."""
    quantile = t_quantile(str(level), scores.df[cluster])
    return scores.score[cluster] + quantile * scores.error(cluster)
