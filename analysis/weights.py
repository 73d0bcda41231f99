"""Raking: weights that bring respondents to known margins (method, step 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from analysis.parameters import Margin

CLOSE = 1e-10
CYCLES = 200
CLIPPINGS = 20
OFF = 0.01
CLIP = (1 / 3, 3.0)
FEW = 5

Levels = tuple[Hashable, ...]
Totals = Mapping[Any, float]


class CannotRake(ValueError):
    """Margins and respondents do not go together; the message says why."""


@dataclass(frozen=True)
class Raked:
    """Weights by pattern of levels and base weight, and how far the worst margin is off."""

    weights: dict[tuple[Levels, float], float]
    off: float


def rake(
    people: Mapping[tuple[Levels, float], int],
    margins: Sequence[Totals],
    *,
    clip: tuple[float, float] | None = CLIP,
) -> Raked:
    """Rake to margins, one after the other, until all fit (Deming and Stephan 1940).

    Parameters
    ----------
    people : mapping
        Number of respondents by (levels, one a margin; base weight).
    margins : sequence of mappings
        Total by level, in the order in which they are raked.
    clip : pair of floats, optional
        Smallest and largest weight as multiples of the mean weight; None: no limit.

    Raises
    ------
    CannotRake
        If a level with a positive total has no respondent, a respondent's level has no total, or
        the totals of two margins differ.
    """
    _refuse_misfits(people, margins)
    patterns = sorted(people, key=repr)
    weights = {pattern: pattern[1] for pattern in patterns}
    off = _cycles(weights, people, patterns, margins)
    for _ in range(CLIPPINGS if clip else 0):
        clipped = _clip(weights, people, patterns, clip or CLIP)
        off = _farthest(weights, people, patterns, margins)
        if not clipped or off <= CLOSE:
            break
        _cycles(weights, people, patterns, margins)
    if clip:
        _clip(weights, people, patterns, clip)
        off = _farthest(weights, people, patterns, margins)
    return Raked(weights, off)


def _refuse_misfits(people: Mapping[tuple[Levels, float], int], margins: Sequence[Totals]) -> None:
    for place, margin in enumerate(margins):
        there = {levels[place] for (levels, _), n in people.items() if n}
        for level in sorted(there - margin.keys(), key=repr):
            raise CannotRake(f"margin {place + 1} has no total for the level {level!r}")
        for level, total in margin.items():
            if total > 0 and level not in there:
                raise CannotRake(f"nobody has the level {level!r} of margin {place + 1}")
            if total <= 0 and level in there:
                raise CannotRake(f"the level {level!r} of margin {place + 1} has no total above 0")
    whole = [fsum(margin.values()) for margin in margins]
    if whole and max(whole) - min(whole) > 1e-9 * max(whole):
        raise CannotRake(f"the margins add up to different totals: {sorted(set(whole))}")


def _cycles(
    weights: dict[tuple[Levels, float], float],
    people: Mapping[tuple[Levels, float], int],
    patterns: Sequence[tuple[Levels, float]],
    margins: Sequence[Totals],
) -> float:
    off = _farthest(weights, people, patterns, margins)
    for _ in range(CYCLES):
        if off < CLOSE:
            break
        for place, margin in enumerate(margins):
            now = _totals(weights, people, patterns, place)
            for pattern in patterns:
                level = pattern[0][place]
                weights[pattern] *= margin[level] / now[level]
        off = _farthest(weights, people, patterns, margins)
    return off


def _totals(
    weights: Mapping[tuple[Levels, float], float],
    people: Mapping[tuple[Levels, float], int],
    patterns: Sequence[tuple[Levels, float]],
    place: int,
) -> dict[Hashable, float]:
    parts: dict[Hashable, list[float]] = {}
    for pattern in patterns:
        parts.setdefault(pattern[0][place], []).append(weights[pattern] * people[pattern])
    return {level: fsum(values) for level, values in parts.items()}


def _farthest(
    weights: Mapping[tuple[Levels, float], float],
    people: Mapping[tuple[Levels, float], int],
    patterns: Sequence[tuple[Levels, float]],
    margins: Sequence[Totals],
) -> float:
    """Return the largest |sum − total| over all levels, as a share of the whole."""
    worst = 0.0
    for place, margin in enumerate(margins):
        whole = fsum(margin.values())
        now = _totals(weights, people, patterns, place)
        away = max(abs(now[level] - margin[level]) for level in now)
        worst = max(worst, away / whole)
    return worst


def _clip(
    weights: dict[tuple[Levels, float], float],
    people: Mapping[tuple[Levels, float], int],
    patterns: Sequence[tuple[Levels, float]],
    clip: tuple[float, float],
) -> bool:
    """Clip weights to multiples of their mean; tell whether any changed."""
    mean = fsum(weights[p] * people[p] for p in patterns) / sum(people.values())
    changed = False
    for pattern in patterns:
        inside = min(max(weights[pattern], clip[0] * mean), clip[1] * mean)
        changed = changed or inside != weights[pattern]
        weights[pattern] = inside
    return changed


def chosen_margins(margins: Sequence[Margin], cluster: str, groups: Sequence[str]) -> list[Margin]:
    """Return the margins that hold for a cell: the most special one of each item."""
    found: dict[str, tuple[int, Margin]] = {}
    for margin in margins:
        fits = margin.cluster in {None, cluster} and (
            margin.group is None or list(groups) == [margin.group]
        )
        special = (margin.cluster is not None) + (margin.group is not None)
        if fits and special >= found.get(margin.item, (0, None))[0]:
            found[margin.item] = (special, margin)
    return [margin for _, margin in found.values()]


def join_small_levels(
    counts: Mapping[str, int], order: Sequence[str], few: int = FEW
) -> dict[str, str]:
    """Map each level to the level it is raked with: one with few people joins a neighbour.

    The neighbour is the smaller of the two beside it, the earlier one when they are equal.
    """
    runs = [[level] for level in order]

    def size(run: Sequence[str]) -> int:
        return sum(counts.get(level, 0) for level in run)

    while len(runs) > 1 and min(map(size, runs)) < few:
        at = min(range(len(runs)), key=lambda i: (size(runs[i]), i))
        beside = [i for i in (at - 1, at + 1) if 0 <= i < len(runs)]
        other = min(beside, key=lambda i: (size(runs[i]), i))
        first, second = sorted((at, other))
        runs[first : second + 1] = [runs[first] + runs[second]]
    return {level: run[0] for run in runs for level in run}


def rake_cell(
    profiles: Sequence[tuple[str | None, ...]],
    margins: Sequence[Margin],
    orders: Sequence[Sequence[str]],
) -> list[float] | None:
    """Return one weight a respondent, with mean 1, or None if a cell cannot be raked.

    Parameters
    ----------
    profiles : sequence
        Each respondent's options, one a margin; None: not answered, which keeps its share.
    margins, orders : sequences
        The margins of the cell, and each one's options in the instrument's order.
    """
    totals: list[Totals] = []
    joined: list[dict[str, str]] = []
    for place, (margin, order) in enumerate(zip(margins, orders, strict=True)):
        counts = Counter(p for profile in profiles if (p := profile[place]) is not None)
        joined.append(join_small_levels(counts, order))
        totals.append(_cell_totals(margin.totals, joined[-1], counts, len(profiles)))
    levels: list[Levels] = [
        tuple(m.get(p) if p else None for p, m in zip(profile, joined, strict=True))
        for profile in profiles
    ]
    people = Counter((own, 1.0) for own in levels)
    try:
        raked = rake(people, totals)
    except CannotRake:
        return None
    if raked.off > OFF:
        return None
    mean = fsum(raked.weights[p] * n for p, n in people.items()) / len(profiles)
    return [raked.weights[own, 1.0] / mean for own in levels]


def _cell_totals(
    totals: Mapping[str, float], joined: Mapping[str, str], counts: Mapping[str, int], n: int
) -> Totals:
    """Scale a margin to the respondents of a cell; those without an answer stay as they are."""
    answered = sum(counts.values())
    whole = fsum(totals.values())
    parts: dict[Hashable, list[float]] = {}
    for level, total in totals.items():
        parts.setdefault(joined[level], []).append(total / whole * answered)
    result: dict[Hashable, float] = {level: fsum(values) for level, values in parts.items()}
    return {**result, None: float(n - answered)} if n > answered else result
