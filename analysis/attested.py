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

from analysis.dif import mantel, row_means, side_counts, strata
from analysis.disclosure import Merged
from analysis.exact import rounded
from analysis.instrument import Instrument
from analysis.moments import Sums, sums
from analysis.points import DimensionPoints, Ints, ItemPoints
from analysis.reliability import alpha, omega

LEAST = 100
SHOWN = ("B", "C")
TEN = 10


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
        "agreement": [
            _agreement(number, m, points, cell, instrument)
            for number, m in enumerate(merged)
            if m.n >= LEAST
        ],
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
    from scipy.stats import f

    size, ratio = n / k, float(between / within)
    ends = [ratio / float(f.ppf(p, k - 1, n - k)) for p in (0.975, 0.025)]
    low, high = ((end - 1) / (end - 1 + size) for end in ends)
    return {
        "icc1": _two((ratio - 1) / (ratio - 1 + size)),
        "lower": _two(low),
        "upper": _two(high),
        "icc2": _two(1 - 1 / ratio),
    }


def _agreement(
    number: int,
    m: Merged,
    points: Mapping[str, ItemPoints],
    cell: Ints,
    instrument: Instrument,
) -> dict[str, Any]:
    """Return r*_wg over all items of a cell: 1 − mean of variance / variance by chance."""
    there = cell == number
    shares = []
    for key, item in instrument.rating_items.items():
        units = points[key].units[there]
        units = units[units >= 0]
        n = len(units)
        if n < LEAST // 2:
            continue
        labels = len(instrument.scale_of(item).labels)
        step = points[key].full // (labels - 1)
        chance = Fraction(labels**2 - 1, 12) * step * step
        shares.append(float(_covariance(units, units, n) / chance))
    star = 1 - fsum(shares) / len(shares) if shares else None
    return {"cluster": m.cluster, "groups": list(m.groups), "rwg_star": _two(star)}


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
        level = row_means([own for i, own in enumerate(scores) if i != place])
        if not len(level):
            continue
        level = np.round(level, 6)
        for item in dimension.items:
            own = points[item.id]
            known = own.answered & ~np.isnan(level)
            for by, key, side in sides:
                result = _contrast(own, level, known & (side >= 0), side == 1)
                if result is None:
                    continue
                tested += 1
                if result["class"] in SHOWN and result["p"] < 0.01:
                    found.append({"by": by, "id": key, "item": item.id, **result})
    for entry in found:
        del entry["p"]
    return {"tested": tested, "items": found}


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


def _contrast(
    item: ItemPoints, level: NDArray[np.float64], known: NDArray[np.bool_], focal: Any
) -> dict[str, Any] | None:
    side = focal[known]
    focals = int(np.count_nonzero(side))
    if min(focals, len(side) - focals) < LEAST:
        return None
    values, code = np.unique(item.units[known], return_inverse=True)
    counts = side_counts(strata(level[known]), code.astype(np.int64), len(values), side)
    found = mantel(counts, [float(v) for v in values.tolist()])
    if found.effect is None or found.p is None:
        return None
    return {"effect": rounded(found.effect, 2), "class": found.size, "p": found.p}
