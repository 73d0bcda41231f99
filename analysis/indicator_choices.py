"""The objective part under every combination of discrete choices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.factorial import Factor, Table, even
from analysis.objective import GOALPOSTS, Indicators, aggregate, fill, normalise
from analysis.parameters import Composite
from analysis.streams import Stream

MOST_LEVELS = (64, 32, 16, 8)
LARGEST = 20_000
CONCENTRATION = 60.0
HALF = (0.5, 0.5)
BASE_FIRST = (0.5, 0.25, 0.25)
AGGREGATIONS = ("arithmetic", "geometric")


def objective_factors() -> list[Factor]:
    """Return the choices of the objective part (its weights apart)."""
    return [
        Factor("aggregation", AGGREGATIONS, HALF),
        Factor("goalposts", tuple(GOALPOSTS), BASE_FIRST),
        Factor("missing", ("left_out", "worst"), HALF),
    ]


def factor_scores(
    indicators: Indicators, composite: Composite, *, seed: int = 1
) -> tuple[list[Factor], Table]:
    """Return the factors, weights last, and scores of shape (units, levels of each factor…)."""
    size = len(indicators.units) * len(composite.entries)
    levels = next((n for n in MOST_LEVELS if n * size <= LARGEST), MOST_LEVELS[-1])
    factors = [*objective_factors(), even("weights", [str(n) for n in range(levels)])]
    table = objective_scores(indicators, composite, range(len(indicators.units)), seed, levels)
    return factors, table


def objective_scores(
    indicators: Indicators, composite: Composite, units: Sequence[int], seed: int, draws: int
) -> Table:
    """Return scores on 0..100 of shape (units, aggregation, goalposts, missing, weights)."""
    sets = random_weights(composite, seed, draws)
    low, high = composite.scale
    found = np.zeros((len(units), len(AGGREGATIONS), len(GOALPOSTS), 2, draws))
    for g, goalposts in enumerate(GOALPOSTS):
        plain = normalise(indicators, composite, goalposts=goalposts)
        for m, own in enumerate((plain, fill(plain, composite, best=False))):
            for a, kind in enumerate(AGGREGATIONS):
                for s, weights in enumerate(sets):
                    result = aggregate(own, composite, aggregation=kind, weights=weights).result
                    found[:, a, g, m, s] = [100 * (result[i] - low) / (high - low) for i in units]
    return found


def random_weights(composite: Composite, seed: int, draws: int) -> list[dict[str, float]]:
    """Return random weights about the approved ones (Dirichlet), within each parent."""
    stream = Stream(seed, "factorial-indicators")
    result: list[dict[str, float]] = [{} for _ in range(draws)]
    for parent in sorted(entry.id for entry in composite.aggregates):
        own = sorted((e.id, e.weight) for e in composite.entries if e.parent == parent)
        whole = sum(weight for _, weight in own)
        if not whole:
            continue
        drawn = stream.dirichlet([CONCENTRATION * weight / whole for _, weight in own], draws)
        for (name, _), values in zip(own, drawn, strict=True):
            for place, value in enumerate(values.tolist()):
                result[place][name] = value
    return result
