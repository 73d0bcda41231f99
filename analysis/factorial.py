"""Exact factorial sensitivity: every combination of choices, no Monte Carlo (formulas 4).

A *factor* is a choice with a few levels and a probability for each. Of any figure that depends on
them, S is the share of its variance that a factor explains alone, T the share that would be left
if only that factor were open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
NOTHING = 1e-18


@dataclass(frozen=True)
class Factor:
    """A choice: names of its levels, and their probabilities (adding up to 1)."""

    name: str
    levels: tuple[str, ...]
    probability: tuple[float, ...]


def even(name: str, levels: Sequence[str]) -> Factor:
    """Return a factor whose levels are equally likely."""
    return Factor(name, tuple(levels), (1 / len(levels),) * len(levels))


@dataclass(frozen=True)
class Indices:
    """Mean and variance of a figure, and S and T by factor; None where nothing changes it."""

    mean: float
    variance: float
    first: Mapping[str, float] | None
    total: Mapping[str, float] | None


def indices(figure: Table, factors: Sequence[Factor]) -> Indices:
    """Return the sensitivity of a figure with one axis a factor."""
    mean = expectation(figure, factors, keep=())
    away = figure - float(mean)
    variance = float(expectation(away * away, factors, keep=()))
    if variance <= NOTHING * max(1.0, float(mean) ** 2):
        return Indices(float(mean), 0.0, None, None)
    first, total = {}, {}
    for place, factor in enumerate(factors):
        others = tuple(i for i in range(len(factors)) if i != place)
        first[factor.name] = _variance(away, factors, (place,)) / variance
        total[factor.name] = 1 - _variance(away, factors, others) / variance
    return Indices(float(mean), variance, first, total)


def _variance(away: Table, factors: Sequence[Factor], keep: Sequence[int]) -> float:
    """Return the variance of the expectation given some factors (``away`` has mean 0)."""
    given = expectation(away, factors, keep=keep)
    kept = [factors[i] for i in keep]
    return float(expectation(given * given, kept, keep=()))


def expectation(figure: Table, factors: Sequence[Factor], *, keep: Sequence[int]) -> Table:
    """Return the expectation over all factors but those kept, axis by axis in a fixed order."""
    result = figure
    for axis in reversed(range(len(factors))):
        if axis in keep:
            continue
        total = np.zeros(result.shape[:axis] + result.shape[axis + 1 :])
        for level, p in enumerate(factors[axis].probability):
            total = total + p * np.take(result, level, axis=axis)
        result = total
    return result


def last_shares(scores: Table) -> Table:
    """Return 1 where a unit (first axis) is strictly last, split among ties, else 0."""
    lowest = scores.min(axis=0)
    count = np.zeros(scores.shape[1:])
    for own in scores:
        count = count + (own == lowest)
    return np.stack([(own == lowest) / count for own in scores])


def margins(scores: Table) -> Table:
    """Return each unit's score minus the mean of the others."""
    units = len(scores)
    if units < 2:
        return np.zeros_like(scores)
    total = np.zeros(scores.shape[1:])
    for own in scores:
        total = total + own
    return np.stack([own - (total - own) / (units - 1) for own in scores])


def rank_shift(scores: Table, base: Sequence[int]) -> Table:
    """Return the mean absolute difference of ranks from the base ranks."""
    total = np.zeros(scores.shape[1:])
    for own, rank in zip(scores, base, strict=True):
        better = np.zeros(scores.shape[1:])
        for other in scores:
            better = better + (other > own)
        total = total + np.abs(better + 1 - rank)
    return total / len(scores)
