"""How comments with a theme speak: mean of −1, 0, 1 with an interval, of table T only.

The interval is a bootstrap over comments. Comments count by their label alone, so the counts in T
are all that a bootstrap needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from analysis.sentiment.index import SIGNS
from analysis.streams import Stream

RESAMPLES = 1_000
SEED = 1
DECIMALS = 3


@dataclass(frozen=True)
class ThemeSentiment:
    """Mean from −1 (all negative) to 1; abstained comments are left out and counted."""

    question: str
    cluster: str | None
    group: str | None
    theme: str
    scored: int
    abstained: int
    mean: float
    lower: float
    upper: float


def theme_sentiment(part: Mapping[str, Any], *, seed: int = SEED) -> Iterator[ThemeSentiment]:
    """Yield the sentiment of every theme in every place where T shows it."""
    for question, entries in part["questions"].items():
        for entry in entries:
            for theme, counts in (entry.get("theme_sentiment") or {}).items():
                scored = sum(counts[label] for label in SIGNS)
                if scored:
                    place = (question, entry["cluster"], entry["group"], theme)
                    mean, lower, upper = bootstrap(counts, f"{seed}:{place}")
                    yield ThemeSentiment(*place, scored, counts["abstained"], mean, lower, upper)


def bootstrap(counts: Mapping[str, int], purpose: str) -> tuple[float, float, float]:
    """Return the mean label and the middle 95 % of its resampled means."""
    size = sum(counts[label] for label in SIGNS)
    bad = counts["negative"] / size
    good = counts["positive"] / size
    draws = Stream(SEED, purpose).uniforms(RESAMPLES * size).reshape(RESAMPLES, size)
    signs = (draws < good).astype(np.int64) - (draws >= 1 - bad).astype(np.int64)
    means = np.sort(signs.sum(axis=1)).tolist()
    low, high = ceil(0.025 * RESAMPLES) - 1, ceil(0.975 * RESAMPLES) - 1
    return (
        round(good - bad, DECIMALS),
        round(means[low] / size, DECIMALS),
        round(means[high] / size, DECIMALS),
    )
