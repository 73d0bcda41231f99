"""The objective part: indicators between fixed goalposts, joined in a tree (formulas 4).

Nothing here depends on which other units are there: no minimum and maximum of the sample, no
z-scores, no principal components, nothing imputed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from math import fsum
from pathlib import Path

from analysis.csv_files import (
    Sheet,
    missing_columns,
    numbers,
    parse_sheet,
    read_sheet,
    unknown_columns,
)
from analysis.faults import Fault, Faulty
from analysis.parameters import Composite

DIGITS = 30
FLOOR = 0.01
GOALPOSTS = {"base": 0.0, "narrow": -0.1, "wide": 0.1}


@dataclass(frozen=True)
class Indicators:
    """Values by unit and indicator, in the file's order; None where a value is missing."""

    units: tuple[str, ...]
    values: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Normalised:
    """Points by indicator, one a unit; which values were clipped, and which are missing."""

    points: Mapping[str, tuple[float | None, ...]]
    clipped: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Aggregated:
    """Values by aggregate, one a unit, in the parameters' order; weights used by indicator."""

    values: Mapping[str, tuple[float, ...]]
    result: tuple[float, ...]
    weights: Mapping[str, float] = field(default_factory=dict)


def read_indicators(path: Path, composite: Composite) -> Indicators:
    """Read ``unit`` and a column an indicator; raise ``Faulty`` with every fault."""
    return _indicators(read_sheet(path), composite)


def parse_indicators(content: bytes, file: str, composite: Composite) -> Indicators:
    """Read the bytes of such a file."""
    return _indicators(parse_sheet(content, file), composite)


def _indicators(sheet: Sheet, composite: Composite) -> Indicators:
    wanted = [indicator.id for indicator in composite.indicators]
    faults = missing_columns(sheet, ("unit", *wanted))
    faults += unknown_columns(sheet, ("unit", *wanted))
    if faults:
        raise Faulty(faults)
    units = [text.strip() for text in sheet.columns["unit"]]
    for row, unit in enumerate(units):
        if not unit or unit in units[:row]:
            faults.append(sheet.fault(row, "unit", f"{unit!r} is no name, or stands here twice"))
    if not units:
        faults.append(Fault(sheet.file, None, "holds no units"))
    values = {name: tuple(numbers(sheet, name, faults)) for name in wanted}
    if faults:
        raise Faulty(sorted(faults))
    return Indicators(tuple(units), values)


def normalise(
    indicators: Indicators, composite: Composite, *, goalposts: str = "base"
) -> Normalised:
    """Map each value to the scale by its goalposts, and clip.

    ``goalposts``: as approved (``base``), or each moved in or out by a tenth of their distance.
    """
    low, high = composite.scale
    moved = GOALPOSTS[goalposts]
    points: dict[str, tuple[float | None, ...]] = {}
    clipped: list[tuple[str, str]] = []
    missing: list[tuple[str, str]] = []
    for own in composite.indicators:
        distance = own.best - own.worst
        worst, best = own.worst - moved * distance, own.best + moved * distance
        column: list[float | None] = []
        for unit, value in zip(indicators.units, indicators.values[own.id], strict=True):
            if value is None:
                missing.append((unit, own.id))
                column.append(None)
                continue
            share = (value - worst) / (best - worst)
            if not 0 <= share <= 1:
                clipped.append((unit, own.id))
            column.append(low + (high - low) * min(1.0, max(0.0, share)))
        points[own.id] = tuple(column)
    return Normalised(points, tuple(clipped), tuple(missing))


def fill(normalised: Normalised, composite: Composite, *, best: bool) -> Normalised:
    """Put missing values at the best or the worst end of the scale (bounds)."""
    end = composite.scale[1] if best else composite.scale[0]
    points = {
        name: tuple(end if value is None else value for value in column)
        for name, column in normalised.points.items()
    }
    return Normalised(points, normalised.clipped, normalised.missing)


def aggregate(
    normalised: Normalised,
    composite: Composite,
    *,
    aggregation: str | None = None,
    weights: Mapping[str, float] | None = None,
) -> Aggregated:
    """Join indicators to aggregates and these to the result.

    An indicator that is missing for any unit is left out for all of them; the weights of the
    others within its parent are renormalised.

    Parameters
    ----------
    aggregation : {"arithmetic", "geometric"}, optional
        Instead of the approved one.
    weights : mapping, optional
        Weights by id of indicator or aggregate instead of the approved ones.
    """
    kind = aggregation or composite.aggregation
    own = {entry.id: entry.weight for entry in composite.entries}
    own |= dict(weights or {})
    known: dict[str, list[float]] = {
        name: [value for value in column if value is not None]
        for name, column in normalised.points.items()
        if None not in column
    }
    children: dict[str, list[str]] = {entry.id: [] for entry in composite.aggregates}
    for entry in composite.entries:
        if entry.parent is not None:
            children[entry.parent].append(entry.id)
    root = next(entry.id for entry in composite.aggregates if entry.parent is None)
    shares: dict[str, float] = {}
    values = _joined(root, children, known, own, (kind, composite.scale), shares)
    if not values:
        raise Faulty([Fault("indicators", None, "no indicator is known for all units")])
    found = {e.id: tuple(known[e.id]) for e in composite.aggregates if e.id in known}
    leaves = {name: shares[name] for name in normalised.points if name in shares}
    return Aggregated(found, tuple(values), leaves)


def _joined(
    name: str,
    children: Mapping[str, Sequence[str]],
    known: dict[str, list[float]],
    weights: Mapping[str, float],
    how: tuple[str, tuple[float, float]],
    shares: dict[str, float],
    share: float = 1.0,
) -> list[float]:
    """Return an aggregate's values; note each indicator's share of the result."""
    if name not in children:
        shares[name] = share
        return known[name]
    some = [child for child in children[name] if _reaches(child, children, known)]
    whole = fsum(weights[child] for child in some)
    if not some or not whole > 0:
        return []
    parts = [weights[child] / whole for child in some]
    columns = [
        _joined(child, children, known, weights, how, shares, share * part)
        for child, part in zip(some, parts, strict=True)
    ]
    kind, scale = how
    known[name] = [_mean(row, parts, kind, scale) for row in zip(*columns, strict=True)]
    return known[name]


def _reaches(
    name: str, children: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[float]]
) -> bool:
    """Tell whether anything below an aggregate is known."""
    return name in known or any(_reaches(c, children, known) for c in children.get(name, []))


def _mean(
    values: Sequence[float], weights: Sequence[float], kind: str, scale: tuple[float, float]
) -> float:
    if kind == "arithmetic":
        return fsum(w * z for w, z in zip(weights, values, strict=True))
    low, high = scale
    floor = low + FLOOR * (high - low)
    with localcontext(prec=DIGITS):
        logs = [
            Decimal(w) * Decimal(max(z, floor)).ln() for w, z in zip(weights, values, strict=True)
        ]
        return float(sum(logs, Decimal(0)).exp())


def decomposition(
    columns: Mapping[str, Sequence[float]], weights: Mapping[str, float], unit: int
) -> dict[str, float]:
    """Return what each part adds to a unit's difference from the mean of the others.

    The parts add up to the difference exactly where the aggregation is arithmetic.
    """
    result = {}
    for name, values in columns.items():
        others = [value for place, value in enumerate(values) if place != unit]
        mean = fsum(others) / len(others) if others else values[unit]
        result[name] = weights[name] * (values[unit] - mean)
    return result
