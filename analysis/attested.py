"""Diagnostics that need the answers themselves: computed at the close, for large sets only.

They stand in T's answer part, but nobody can recompute them from it, so they are marked as
attested wherever they are shown (method, "One table").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import fsum, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.dif import STRATA, mantel, row_means, side_counts
from analysis.disclosure import Merged
from analysis.exact import rounded
from analysis.instrument import Instrument
from analysis.moments import Sums, sums
from analysis.points import DimensionPoints, Ints, ItemPoints
from analysis.reliability import alpha, omega

LEAST = 100
SHOWN = ("B", "C")
TEN = 10
FINE = 1000
CERTAIN = 0.01


def attested(
    points: Mapping[str, ItemPoints],
    dimensions: Sequence[DimensionPoints],
    cell: Ints,
    merged: Sequence[Merged],
    instrument: Instrument,
) -> dict[str, Any] | None:
    """Return reliability, ICC, agreement and DIF; None with fewer than 100 respondents."""
    if np.count_nonzero(cell >= 0) < LEAST:
        return None
    names = sorted(instrument.dimensions, key=lambda d: d.id)
    return {
        "reliability": [
            _reliability(d.id, [points[item.id] for item in d.items], cell) for d in names
        ],
        "icc": [
            _icc(d.id, found, cell, merged) for d, found in zip(names, dimensions, strict=True)
        ],
        "agreement": _agreement(points, cell, merged, instrument),
        "dif": _dif(points, dimensions, cell, merged, instrument),
    }


def _two(value: float | None) -> float | None:
    return None if value is None else rounded(value, 2)


def _reliability(name: str, items: Sequence[ItemPoints], cell: Ints) -> dict[str, Any]:
    """Return the reliability of a dimension on those who answered all of its items.

    Their number is rounded down to tens, so that it tells nobody who left something out.
    """
    there = np.logical_and.reduce([item.answered for item in items]) & (cell >= 0)
    n = int(np.count_nonzero(there))
    entry: dict[str, Any] = {"dimension": name, "items": len(items), "n": None}
    if n < LEAST or len(items) < 2:
        return entry | {"alpha": None, "alpha_std": None, "omega": None}
    units = [item.units[there] for item in items]
    matrix = [[_covariance(a, b, n) for b in units] for a in units]
    if not all(matrix[i][i] for i in range(len(units))):
        return entry | {"alpha": None, "alpha_std": None, "omega": None}
    correlation = [
        [float(v) / sqrt(matrix[i][i] * matrix[j][j]) for j, v in enumerate(row)]
        for i, row in enumerate(matrix)
    ]
    return entry | {
        "n": n // TEN * TEN,
        "alpha": _two(alpha([[float(v) for v in row] for row in matrix])),
        "alpha_std": _two(alpha(correlation)),
        "omega": _two(omega(correlation)),
    }


def _covariance(left: Ints, right: Ints, n: int) -> Fraction:
    products = int((left * right).sum())
    return Fraction(n * products - int(left.sum()) * int(right.sum()), n * (n - 1))


def _icc(
    name: str, dimension: DimensionPoints, cell: Ints, merged: Sequence[Merged]
) -> dict[str, Any]:
    """Return ICC(1) and ICC(2) of cells and of clusters, with a 95 % interval of ICC(1)."""
    found = sums(dimension, cell, len(merged))
    clusters = sorted({m.cluster for m in merged})
    joined = [
        _add([s for s, m in zip(found, merged, strict=True) if m.cluster == cluster])
        for cluster in clusters
    ]
    return {
        "dimension": name,
        "cells": _one_way([s for s in found if s.n]),
        "clusters": _one_way([s for s in joined if s.n]),
    }


def _add(parts: Sequence[Sums]) -> Sums:
    return Sums(
        sum(s.n for s in parts),
        sum(s.total for s in parts),
        sum(s.squares for s in parts),
        parts[0].unit,
    )


def _one_way(groups: Sequence[Sums]) -> dict[str, Any] | None:
    n, k = sum(s.n for s in groups), len(groups)
    if k < 2 or n - k < LEAST:
        return None
    grand = _add(groups).mean
    between = sum((s.n * (s.mean - grand) ** 2 for s in groups), Fraction(0)) / (k - 1)
    within = sum((s.deviations for s in groups), Fraction(0)) / (n - k)
    if not between or not within:
        return None
    # scipy.special alone: scipy.stats takes two seconds to load
    from scipy.special import fdtri

    size, ratio = n / k, float(between / within)
    ends = [ratio / float(fdtri(k - 1, n - k, p)) for p in (0.975, 0.025)]
    low, high = ((end - 1) / (end - 1 + size) for end in ends)
    return {
        "icc1": _two((ratio - 1) / (ratio - 1 + size)),
        "lower": _two(low),
        "upper": _two(high),
        "icc2": _two(1 - 1 / ratio),
    }


def _agreement(
    points: Mapping[str, ItemPoints],
    cell: Ints,
    merged: Sequence[Merged],
    instrument: Instrument,
) -> list[dict[str, Any]]:
    """Return r*_wg of large cells over all items: 1 − mean of variance / variance by chance."""
    shares: list[list[float]] = [[] for _ in merged]
    for key, item in instrument.rating_items.items():
        own = points[key]
        labels = len(instrument.scale_of(item).labels)
        step = own.full // (labels - 1)
        chance = Fraction(labels**2 - 1, 12) * step * step
        there = own.answered & (cell >= 0)
        units = own.units[there]
        tallies = [
            np.bincount(cell[there], values, minlength=len(merged)).tolist()
            for values in (None, units, units * units)
        ]
        for number, (n, total, squares) in enumerate(zip(*tallies, strict=True)):
            if n >= LEAST // 2:
                spread = Fraction(int(n * int(squares) - int(total) ** 2), n * (n - 1))
                shares[number].append(float(spread / chance))
    return [
        {
            "cluster": m.cluster,
            "groups": list(m.groups),
            "rwg_star": _two(1 - fsum(own) / len(own)),
        }
        for m, own in zip(merged, shares, strict=True)
        if m.n >= LEAST and own
    ]


def _dif(
    points: Mapping[str, ItemPoints],
    dimensions: Sequence[DimensionPoints],
    cell: Ints,
    merged: Sequence[Merged],
    instrument: Instrument,
) -> dict[str, Any]:
    """Return the items that are moderately or largely harder or easier for one side.

    Each cluster, and each group, against all others, at the same mean of the other dimensions;
    sides of 100 or more. Language is not stored with answers and cannot be a side.
    """
    scores = [np.where(cell >= 0, d.scores(), np.nan) for d in dimensions]
    names = sorted(instrument.dimensions, key=lambda d: d.id)
    sides = list(_sides(cell, merged))
    found: list[dict[str, Any]] = []
    tested = 0
    for place, dimension in enumerate(names):
        others = [own for i, own in enumerate(scores) if i != place]
        stratum = _strata(row_means(others)) if others else np.full(len(cell), -1)
        for item in dimension.items:
            own = points[item.id]
            known = own.answered & (stratum >= 0)
            for by, key, side in sides:
                there = known & (side >= 0)
                result = _contrast(own.units[there], own.full, stratum[there], side[there])
                if result is None:
                    continue
                tested += 1
                if result["class"] in SHOWN and result["p"] < CERTAIN:
                    found.append({"by": by, "id": key, "item": item.id, **result})
    for entry in found:
        del entry["p"]
    return {"tested": tested, "items": found}


def _strata(level: NDArray[np.float64]) -> Ints:
    """Return five strata of about equal size by a level in points; −1 where it is not known."""
    known = ~np.isnan(level)
    if not known.any():
        return np.full(len(level), -1, dtype=np.int64)
    fine = np.round(np.where(known, level, 0.0) * FINE).astype(np.int64)
    fine -= fine[known].min()
    counts = np.bincount(fine[known])
    below = np.cumsum(counts) - counts
    number = np.minimum(STRATA - 1, (2 * below + counts) * STRATA // (2 * int(known.sum())))
    return np.where(known, number[np.where(known, fine, 0)], -1).astype(np.int64)


def _sides(cell: Ints, merged: Sequence[Merged]) -> Iterator[tuple[str, str, Ints]]:
    """Yield who is compared: 1 on the focal side, 0 on the other, −1 in neither."""
    for cluster in sorted({m.cluster for m in merged}):
        yield "cluster", cluster, _placed(cell, [int(m.cluster == cluster) for m in merged])
    single = [m.groups[0] if len(m.groups) == 1 else None for m in merged]
    for group in sorted({name for name in single if name is not None}):
        own = [-1 if name is None else int(name == group) for name in single]
        yield "group", group, _placed(cell, own)


def _placed(cell: Ints, values: Sequence[int]) -> Ints:
    return np.array([*values, -1], dtype=np.int64)[cell]


def _contrast(units: Ints, full: int, stratum: Ints, side: Ints) -> dict[str, Any] | None:
    focals = int(side.sum())
    if min(focals, len(side) - focals) < LEAST:
        return None
    counts = side_counts(stratum, units, full + 1, side == 1)
    found = mantel(counts, [float(v) for v in range(full + 1)])
    if found.effect is None or found.p is None:
        return None
    return {"effect": rounded(found.effect, 2), "class": found.size, "p": found.p}
