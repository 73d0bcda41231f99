"""Which choices the factorial sensitivity of a ranking goes through, and their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from analysis.evidence import evidence, uncleaned_known
from analysis.factorial import (
    Factor,
    Table,
    even,
    expectation,
    indices,
    last_shares,
    margins,
    rank_shift,
)
from analysis.indicator_choices import (
    BASE_FIRST,
    HALF,
    objective_factors,
    objective_scores,
)
from analysis.objective import Indicators
from analysis.parameters import Joint, Parameters
from analysis.rank import ranks
from analysis.ranking import scheme_of
from analysis.scoring import Scores, score
from analysis.stability import cell_errors, composites
from analysis.streams import Stream

LARGEST = 1_000_000
DRAW_LEVELS = (64, 32, 16, 8)
EFFECTS = {"0": "none", "locked": "deff", "high": "deff_high"}


def choice_sensitivity(
    answers: Mapping[str, Any], parameters: Parameters, indicators: Indicators | None
) -> dict[str, Any]:
    """Return what every combination of discrete choices does to the order.

    Factors: smoothing, cleaning (where T tells), ρ, weights and errors as so many fixed draws; with
    an objective part also aggregation, goalposts, the rule for missing values and the share κ.
    """
    clusters, factors, table = factor_table(answers, parameters, indicators)
    levels = {factor.name: list(factor.levels) for factor in factors}
    base = ranks([float(value) for value in _base(table, factors)])
    last = last_shares(table)
    margin = margins(table)
    result: dict[str, Any] = {
        "factors": {name: len(own) for name, own in levels.items()},
        "combinations": prod(len(own) for own in levels.values()),
        "rank_shift": _entry(rank_shift(table, base), factors),
        "clusters": {},
    }
    for c, cluster in enumerate(clusters):
        result["clusters"][cluster] = {
            "share_last": float(expectation(last[c], factors, keep=())),
            "margin": _entry(margin[c], factors),
            "last": _entry(last[c], factors),
        }
    return result


def _entry(figure: Table, factors: Sequence[Factor]) -> dict[str, Any]:
    found = indices(figure, factors)
    return {
        "mean": found.mean,
        "variance": found.variance,
        "first": dict(found.first) if found.first else None,
        "total": dict(found.total) if found.total else None,
    }


def _base(table: Table, factors: Sequence[Factor]) -> Table:
    """Return the expected score of each unit over all choices."""
    return np.array([float(expectation(own, factors, keep=())) for own in table])


def factor_table(
    answers: Mapping[str, Any], parameters: Parameters, indicators: Indicators | None
) -> tuple[tuple[str, ...], list[Factor], Table]:
    """Return clusters, factors, and scores of shape (clusters, levels of each factor…)."""
    subjective = subjective_factors(answers, parameters)
    objective: list[Factor] = []
    composite = parameters.composite if indicators and parameters.joint else None
    if composite:
        objective = [Factor("share", ("base", "less", "more"), BASE_FIRST), *objective_factors()]
    size = prod(len(f.levels) for f in subjective + objective)
    draws = next((n for n in DRAW_LEVELS if size * n * n <= LARGEST), DRAW_LEVELS[-1])
    names = [str(n) for n in range(draws)]
    random = [even("weights", names), even("errors", names)]
    clusters, own = subjective_scores(answers, parameters, subjective, draws)
    if composite is None or indicators is None:
        return clusters, subjective + random, own
    places = [indicators.units.index(cluster) for cluster in clusters]
    other = objective_scores(indicators, composite, places, parameters.seed, draws)
    return clusters, *_joined(own, other, parameters, (subjective, objective, random))


def subjective_factors(answers: Mapping[str, Any], parameters: Parameters) -> list[Factor]:
    factors = []
    if parameters.smoothing:
        factors.append(Factor("smoothing", ("on", "off"), HALF))
    if uncleaned_known(answers):
        factors.append(Factor("cleaning", ("on", "off"), HALF))
    factors.append(Factor("rho", ("locked", "0", "high"), BASE_FIRST))
    return factors


def subjective_scores(
    answers: Mapping[str, Any], parameters: Parameters, factors: Sequence[Factor], draws: int
) -> tuple[tuple[str, ...], Table]:
    """Return scores of shape (clusters, levels of the factors…, weights, errors)."""
    shape = [len(factor.levels) for factor in factors]
    names = [factor.name for factor in factors]
    found: Table | None = None
    clusters: tuple[str, ...] = ()
    for place in np.ndindex(*shape):
        chosen = {n: f.levels[i] for n, f, i in zip(names, factors, place, strict=True)}
        scores = _scored(answers, parameters, chosen)
        values = _drawn(scores, parameters, draws)
        if found is None:
            clusters = scores.clusters
            found = np.zeros((len(clusters), *shape, draws, draws))
        found[(slice(None), *place)] = values
    if found is None:
        raise ValueError("there is no factor")
    return clusters, found


def _scored(
    answers: Mapping[str, Any], parameters: Parameters, chosen: Mapping[str, str]
) -> Scores:
    cells = evidence(
        answers, uncleaned=chosen.get("cleaning") == "off", effect=EFFECTS[chosen["rho"]]
    )
    scheme = scheme_of(parameters, cells.dimensions)
    if chosen.get("smoothing") == "off":
        scheme = replace(scheme, smoothing=False)
    return score(cells, scheme)


def _drawn(scores: Scores, parameters: Parameters, draws: int) -> Table:
    """Return scores of shape (clusters, weights, errors): the first weights are the approved."""
    w, omega = dirichlet_sets(scores, parameters, draws)
    pairs = draws * draws
    wide = [np.repeat(own, draws) for own in w]
    wide_omega = [np.repeat(own, draws) for own in omega]
    errors = cell_errors(scores, Stream(parameters.seed, "factorial-error"), draws)
    tiled = replace(
        errors,
        sampling=[[np.tile(a, draws) for a in own] for own in errors.sampling],
        interaction=[[np.tile(a, draws) for a in own] for own in errors.interaction],
    )
    found = composites(scores, wide, wide_omega, tiled)
    return np.stack([own.reshape(draws, pairs // draws) for own in found])


def dirichlet_sets(
    scores: Scores, parameters: Parameters, draws: int
) -> tuple[list[Table], list[Table]]:
    concentration = parameters.concentration
    seed = parameters.seed
    w = Stream(seed, "factorial-w").dirichlet(
        [concentration.dimensions * x for x in scores.model.w], draws
    )
    omega = Stream(seed, "factorial-omega").dirichlet(
        [concentration.groups * x for x in scores.model.omega], draws
    )
    return list(w), list(omega)


def _joined(
    own: Table, other: Table, parameters: Parameters, factors: Sequence[Sequence[Factor]]
) -> tuple[list[Factor], Table]:
    """Return all factors and κ · subjective + (1 − κ) · objective over all their levels."""
    subjective, objective, random = factors
    joint = parameters.joint or Joint()
    wide = own.reshape(
        (own.shape[0], 1, *own.shape[1:-2], *(1,) * (len(objective) - 1), *own.shape[-2:])
    )
    high = other.reshape(
        (other.shape[0], 1, *(1,) * len(subjective), *other.shape[1:-1], other.shape[-1], 1)
    )
    shares = [
        min(1.0, max(0.0, joint.subjective + move)) for move in (0.0, -joint.step, joint.step)
    ]
    kappa = np.array(shares).reshape((1, 3, *(1,) * (wide.ndim - 2)))
    order = [objective[0], *subjective, *objective[1:], *random]
    return order, wide * kappa + high * (1 - kappa)
