"""Keys: which columns of a table of items form scales, and on what range they are rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from analysis.csv_files import Sheet, numbers
from analysis.faults import Fault, Faulty
from analysis.yaml_files import Document, Strict, check, read

Floats = NDArray[np.float64]
NO_ITEMS = frozenset({"round", "cluster", "group", "id", "row", "run"})


class Scale(Strict):
    """Items of a scale in order, and those of them that are turned."""

    items: Annotated[tuple[str, ...], Field(min_length=1)]
    reverse: tuple[str, ...] = ()


class Keys(Strict):
    """Everything is optional; ``group`` names the column of groups."""

    range: tuple[float, float] | None = None
    scales: Mapping[str, Scale] = {}
    variables: tuple[str, ...] = ()
    group: str | None = None


def read_keys(path: Path) -> Keys:
    """Read a keys file; raise ``Faulty`` with all that is wrong."""
    document = read(path)
    keys = check(Keys, document)
    faults = list(_inconsistencies(keys, document))
    if faults:
        raise Faulty(faults)
    return keys


def _inconsistencies(keys: Keys, document: Document) -> list[Fault]:
    faults = []
    if keys.range is not None and keys.range[0] >= keys.range[1]:
        faults.append(document.fault(("range",), "must rise"))
    for name, scale in keys.scales.items():
        for item in scale.reverse:
            if item not in scale.items:
                message = f"{item!r} is not among the items of {name!r}"
                faults.append(document.fault(("scales", name, "reverse"), message))
        if scale.reverse and keys.range is None:
            faults.append(document.fault(("scales", name, "reverse"), "needs a 'range' to turn by"))
    return faults


def item_columns(sheet: Sheet, names: Sequence[str], keys: Keys) -> dict[str, Floats]:
    """Return columns of items as arrays, ``nan`` where missing.

    Codes −1 and −2 (not tried, does not concern me) are missing where a range from 0 or more is
    given; any other value outside the range is a fault.
    """
    faults: list[Fault] = [
        Fault(sheet.file, 1, f"the column {name!r} is missing", name, "row")
        for name in names
        if name not in sheet.columns
    ]
    found: dict[str, Floats] = {}
    for name in names:
        if name not in sheet.columns:
            continue
        values = numbers(sheet, name, faults)
        found[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        if keys.range is not None:
            faults += _outside(sheet, name, found[name], keys.range)
    if not len(sheet):
        faults.append(Fault(sheet.file, None, "holds no rows"))
    if faults:
        raise Faulty(sorted(faults))
    return found


def _outside(sheet: Sheet, name: str, values: Floats, bounds: tuple[float, float]) -> list[Fault]:
    """Empty the ways out in place, and return a fault for every other value off the range."""
    if bounds[0] >= 0:
        values[(values == -1) | (values == -2)] = np.nan
    wrong = (values < bounds[0]) | (values > bounds[1])
    outside = f"is outside {bounds[0]:g} to {bounds[1]:g}"
    return [
        sheet.fault(row, name, f"{sheet.columns[name][row]!r} {outside}")
        for row in np.flatnonzero(wrong).tolist()
    ]


def turned(columns: Mapping[str, Floats], scale: Scale, keys: Keys) -> list[Floats]:
    """Return the items of a scale, reverse ones turned."""
    low, high = keys.range or (0.0, 0.0)
    return [
        low + high - columns[item] if item in scale.reverse else columns[item]
        for item in scale.items
    ]
