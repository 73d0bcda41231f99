"""Krippendorff's alpha: agreement of coders with missing labels, at four levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, fsum
from typing import Any

import numpy as np

from analysis.streams import Stream

LEVELS = ("nominal", "ordinal", "interval", "ratio")
RESAMPLES = 2000
SEED = 1
Coincidences = Mapping[tuple[Any, Any], float]


@dataclass(frozen=True)
class Alpha:
    """Alpha with a 95 % interval from resampled units; ``units`` have two labels or more."""

    level: str
    alpha: float | None
    lower: float | None
    upper: float | None
    units: int
    coders: int


def krippendorff(
    units: Sequence[Sequence[Hashable | None]], level: str = "nominal", *, seed: int = SEED
) -> Alpha:
    """Return alpha of units by coders; None is a missing label (Krippendorff 2011).

    ``alpha`` is None where all labels are the same, or no unit has two.
    """
    if level not in LEVELS:
        raise ValueError(f"level must be one of {LEVELS}")
    coders = max((len(unit) for unit in units), default=0)
    labelled = [[label for label in unit if label is not None] for unit in units]
    pairable = [unit for unit in labelled if len(unit) > 1]
    parts = [coincidences(unit) for unit in pairable]
    order = sorted({label for unit in pairable for label in unit}, key=_sort_key)
    totals = _added(parts)
    value = alpha_of(totals, order, level)
    lower, upper = _interval(parts, order, level, seed) if value is not None else (None, None)
    return Alpha(level, value, lower, upper, len(pairable), coders)


def _sort_key(label: Hashable) -> tuple[int, Any]:
    return (0, label) if isinstance(label, int | float) else (1, str(label))


def coincidences(unit: Sequence[Hashable]) -> dict[tuple[Hashable, Hashable], float]:
    """Return how often two labels stand together in a unit, by ordered pair of values."""
    counts = Counter(unit)
    pairs: dict[tuple[Hashable, Hashable], float] = {}
    for a, n in counts.items():
        for b, m in counts.items():
            together = n * (m - 1) if a == b else n * m
            if together:
                pairs[a, b] = together / (len(unit) - 1)
    return pairs


def _added(parts: Sequence[Coincidences]) -> dict[tuple[Any, Any], float]:
    found: dict[tuple[Any, Any], list[float]] = {}
    for part in parts:
        for pair, value in part.items():
            found.setdefault(pair, []).append(value)
    return {pair: fsum(values) for pair, values in found.items()}


def alpha_of(totals: Coincidences, order: Sequence[Any], level: str) -> float | None:
    """Return 1 − observed / expected disagreement."""
    margins = {a: fsum(totals.get((a, b), 0.0) for b in order) for a in order}
    n = fsum(margins.values())
    if n <= 1:
        return None
    distance = metric(level, order, margins)
    observed = fsum(value * distance(a, b) for (a, b), value in totals.items())
    expected = fsum(margins[a] * margins[b] * distance(a, b) for a in order for b in order)
    return 1 - (n - 1) * observed / expected if expected else None


def metric(
    level: str, order: Sequence[Any], margins: Mapping[Any, float]
) -> Callable[[Any, Any], float]:
    """Return the squared distance of two values at a level of measurement."""
    if level == "nominal":
        return lambda a, b: float(a != b)
    if level == "interval":
        return lambda a, b: float((a - b) ** 2)
    if level == "ratio":
        return lambda a, b: float(((a - b) / (a + b)) ** 2) if a + b else 0.0
    place = {value: i for i, value in enumerate(order)}
    below = [0.0]
    for value in order:
        below.append(below[-1] + margins[value])

    def ordinal(a: Any, b: Any) -> float:
        low, high = sorted((place[a], place[b]))
        between = below[high + 1] - below[low]
        return (between - (margins[order[low]] + margins[order[high]]) / 2) ** 2 if a != b else 0.0

    return ordinal


def _interval(
    parts: Sequence[Coincidences], order: Sequence[Any], level: str, seed: int
) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of alpha over resampled units."""
    stream = Stream(seed, "krippendorff")
    found = []
    for _ in range(RESAMPLES):
        chosen = np.floor(stream.uniforms(len(parts)) * len(parts)).astype(np.int64).tolist()
        value = alpha_of(_added([parts[i] for i in chosen]), order, level)
        found.append(1.0 if value is None else value)
    found.sort()
    return found[ceil(0.025 * RESAMPLES) - 1], found[ceil(0.975 * RESAMPLES) - 1]
