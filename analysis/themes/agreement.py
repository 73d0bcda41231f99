"""How far coders agree: alpha of sets of themes (MASI distance) and of labels."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from analysis.agreement import coincidences, krippendorff
from analysis.corrections import Correction
from analysis.sentiment.index import SIGNS


@dataclass(frozen=True)
class Agreement:
    """Alpha of the comments that two coders or more have coded."""

    alpha: float | None
    comments: int
    coders: int


def theme_agreement(log: Iterable[Correction]) -> Agreement:
    """Return Krippendorff's alpha of the sets of themes, with the MASI distance (Passonneau 2006).

    A coder's set holds what they added or confirmed; it is empty where they only removed.
    """
    sets: dict[str, dict[str, set[str]]] = {}
    for entry in log:
        if entry.label is None:
            own = sets.setdefault(entry.id, {}).setdefault(entry.coder, set())
            if entry.action == "remove":
                own.discard(entry.theme)
            else:
                own.add(entry.theme)
    units = [[frozenset(s) for s in by.values()] for by in sets.values() if len(by) > 1]
    coders = {coder for by in sets.values() if len(by) > 1 for coder in by}
    return Agreement(_rounded(_alpha(units, masi)), len(units), len(coders))


def label_agreement(log: Iterable[Correction]) -> Agreement:
    """Return ordinal alpha of the labels negative, neutral, positive."""
    given: dict[str, dict[str, int]] = {}
    for entry in log:
        if entry.label is not None and entry.action != "remove":
            given.setdefault(entry.id, {})[entry.coder] = SIGNS[entry.label]
    units: list[Sequence[Hashable | None]] = [
        list(by.values()) for by in given.values() if len(by) > 1
    ]
    coders = {coder for by in given.values() if len(by) > 1 for coder in by}
    value = krippendorff(units, "ordinal").alpha if units else None
    return Agreement(_rounded(value), len(units), len(coders))


def masi(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the MASI distance of two sets: Jaccard, weighted by how one lies in the other."""
    if a == b:
        return 0.0
    shared, joined = len(a & b), len(a | b)
    if not shared:
        return 1.0
    weight = 2 / 3 if shared == min(len(a), len(b)) else 1 / 3
    return 1 - weight * shared / joined


def _alpha(
    units: Sequence[Sequence[Hashable]], distance: Callable[[Any, Any], float]
) -> float | None:
    parts = [coincidences(unit) for unit in units]
    margins: dict[Any, list[float]] = {}
    for part in parts:
        for (a, _), count in part.items():
            margins.setdefault(a, []).append(count)
    totals: Mapping[Any, float] = {label: fsum(counts) for label, counts in margins.items()}
    n = fsum(totals.values())
    observed = fsum(count * distance(a, b) for part in parts for (a, b), count in part.items())
    expected = fsum(totals[a] * totals[b] * distance(a, b) for a in totals for b in totals)
    return 1 - (n - 1) * observed / expected if expected else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
