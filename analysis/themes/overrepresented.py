"""Themes that a cluster's comments have more often, or more seldom, than the other clusters'.

Log odds against the others, drawn to each other by a prior of the size of ``PRIOR`` comments that
have the theme as often as all have it (Monroe, Colaresi and Quinn 2008). Of table T only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

PRIOR = 20.0
# about the normal quantile of 99 %: of 27 themes and 4 clusters one in 100 is met by chance anyway
LEAST_Z = 2.58
DECIMALS = 4


@dataclass(frozen=True)
class Difference:
    """How a theme's share in a cluster differs from its share elsewhere; above 0: more often."""

    question: str
    cluster: str
    theme: str
    share: float
    elsewhere: float
    log_odds: float
    z: float

    @property
    def is_clear(self) -> bool:
        return abs(self.z) >= LEAST_Z


def differences(part: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield, of T's comment part, every theme of every shown cluster, the clearest first."""
    for question, entries in part["questions"].items():
        shown = [e for e in entries if e["group"] is None and e["comments"] is not None]
        clusters = [entry for entry in shown if entry["cluster"] is not None]
        if len(clusters) < 2:
            continue
        found = [
            _difference(question, entry, [other for other in clusters if other is not entry], theme)
            for entry in clusters
            for theme in sorted({theme for other in clusters for theme in other["themes"]})
        ]
        yield from sorted(found, key=lambda d: (-abs(d.z), d.cluster, d.theme))


def _difference(
    question: str, own: Mapping[str, Any], others: Sequence[Mapping[str, Any]], theme: str
) -> Difference:
    having, size = own["themes"].get(theme, 0), _size(own)
    there = sum(other["themes"].get(theme, 0) for other in others)
    rest = sum(_size(other) for other in others)
    expected = PRIOR * (having + there + 1) / (size + rest + 2)
    odds = [
        (count + expected, of - count + PRIOR - expected)
        for count, of in ((having, size), (there, rest))
    ]
    apart = log(odds[0][0] / odds[0][1]) - log(odds[1][0] / odds[1][1])
    spread = sqrt(sum(1 / count for pair in odds for count in pair))
    return Difference(
        question,
        own["cluster"],
        theme,
        round(having / size, DECIMALS),
        round(there / rest, DECIMALS),
        round(apart, DECIMALS),
        round(apart / spread, DECIMALS),
    )


def _size(entry: Mapping[str, Any]) -> int:
    size: int = entry["scored"] + entry["abstained"]
    return size
