"""From codes to points 0..100, by item and by respondent × dimension (method, steps 1 and 2).

Everything is counted in whole numbers, so that no sum depends on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.instrument import Instrument, RatingItem
from analysis.tables import Codes

EMPTY = -9
CENTRE_UNIT = 10_000
LEAST_FOR_CENTRE = 5
LARGEST_WHOLE = 2**40

Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


def coded(codes: Codes | Sequence[int | None]) -> NDArray[np.int16]:
    """Return codes as an array of shape (n,), ``EMPTY`` where an item was left empty."""
    known = {code: EMPTY if code is None else code for code in set(codes)}
    return np.fromiter(map(known.__getitem__, codes), dtype=np.int16, count=len(codes))


@dataclass(frozen=True)
class ItemPoints:
    """Answers to one item in whole units: ``full`` units are 100 points, −1 is missing."""

    units: Ints
    full: int

    @property
    def answered(self) -> Truths:
        return self.units >= 0


def unit_of(instrument: Instrument) -> int:
    """Return the least number of units that every scale of the instrument divides into."""
    items = instrument.rating_items.values()
    return lcm(*(len(instrument.scale_of(item).labels) - 1 for item in items))


def item_points(
    codes: NDArray[np.int16], item: RatingItem, instrument: Instrument, full: int
) -> ItemPoints:
    """Map codes to 100 (x − min) / (max − min), turned for reverse items; ways out are missing."""
    scale = instrument.scale_of(item)
    step = full // (len(scale.labels) - 1)
    units = (codes.astype(np.int64) - scale.lowest) * step
    if item.reverse:
        units = full - units
    return ItemPoints(np.where(codes >= scale.lowest, units, -1), full)


@dataclass(frozen=True)
class DimensionPoints:
    """One dimension's answers: which items each respondent answered, and their sum in units.

    ``pattern`` numbers the distinct sets of answered items (−1: fewer than half, so no score).
    A respondent's score times ``unit`` is ``factor[pattern] × total + shift[pattern]``, whole.
    """

    pattern: Ints
    total: Ints
    factor: tuple[int, ...]
    shift: tuple[int, ...]
    unit: int

    @property
    def used(self) -> Truths:
        return self.pattern >= 0

    @cached_property
    def whole(self) -> Ints | None:
        """Return scores times ``unit`` as whole numbers, 0 where there is none; None: too large."""
        largest = int(self.total.max(initial=0))
        bound = max(map(abs, self.factor), default=0) * largest + max(
            map(abs, self.shift), default=0
        )
        if bound >= LARGEST_WHOLE:
            return None
        factor = np.array(self.factor or [0], dtype=np.int64)
        shift = np.array(self.shift or [0], dtype=np.int64)
        place = np.maximum(self.pattern, 0)
        return np.where(self.used, factor[place] * self.total + shift[place], 0)

    def scores(self) -> NDArray[np.float64]:
        """Return the scores of shape (n,), ``nan`` where there is none."""
        factor = np.array([float(Fraction(f, self.unit)) for f in self.factor] or [0.0])
        shift = np.array([float(Fraction(s, self.unit)) for s in self.shift] or [0.0])
        place = np.maximum(self.pattern, 0)
        scores: NDArray[np.float64] = factor[place] * self.total + shift[place]
        return np.where(self.used, scores, np.nan)


def centre(item: ItemPoints, cell: Ints, cells: int) -> int:
    """Return the mean over cells of the cell means of an item, in 1/10,000 points.

    Cells count equally; those with fewer than 5 answers to the item do not count, unless there is
    no other. ``cell`` numbers the cells from 0; −1 is nowhere.
    """
    there = item.answered & (cell >= 0)
    count = np.bincount(cell[there], minlength=cells).tolist()
    total = np.bincount(cell[there], item.units[there], minlength=cells).tolist()
    least = LEAST_FOR_CENTRE if max(count, default=0) >= LEAST_FOR_CENTRE else 1
    means = [Fraction(int(t), n) for t, n in zip(total, count, strict=True) if n >= least]
    if not means:
        return 0
    return round(sum(means, Fraction(0)) / len(means) * 100 * CENTRE_UNIT / item.full)


def dimension_points(items: Sequence[ItemPoints], centres: Sequence[int]) -> DimensionPoints:
    """Return the item-centred scores of a dimension, for those who answered half of its items."""
    answered = np.stack([item.answered for item in items])
    bits = np.zeros(answered.shape[1], dtype=np.int64)
    for row in answered:
        bits = bits * 2 + row
    total = np.zeros(answered.shape[1], dtype=np.int64)
    for item in items:
        total += np.where(item.answered, item.units, 0)
    full, size = items[0].full, len(items)
    common = lcm(*range((size + 1) // 2, size + 1))
    factor: list[int] = []
    shift: list[int] = []
    places: dict[int, int] = {}
    for mask in np.unique(bits).tolist():
        chosen = [bool(mask >> (size - 1 - place) & 1) for place in range(size)]
        if 2 * sum(chosen) < size:
            places[mask] = -1
            continue
        places[mask] = len(factor)
        share = common // sum(chosen)
        factor.append(100 * CENTRE_UNIT * share)
        some = sum(m for m, there in zip(centres, chosen, strict=True) if there)
        shift.append(full * (common // size * sum(centres) - share * some))
    table = np.array([places[mask] for mask in sorted(places)], dtype=np.int64)
    pattern = table[np.searchsorted(np.array(sorted(places)), bits)]
    return DimensionPoints(pattern, total, tuple(factor), tuple(shift), CENTRE_UNIT * full * common)


def all_item_points(
    answers: Mapping[str, NDArray[np.int16]], instrument: Instrument
) -> dict[str, ItemPoints]:
    """Return the points of every item of every dimension, by item id."""
    full = unit_of(instrument)
    return {
        key: item_points(answers[key], item, instrument, full)
        for key, item in instrument.rating_items.items()
    }
