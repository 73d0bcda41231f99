"""``rank``: rank sets and bands of units from estimates and standard errors or covariances."""

from __future__ import annotations

import argparse
from math import inf
from pathlib import Path

from analysis.commands import Refused
from analysis.csv_files import (
    Sheet,
    csv_bytes,
    missing_columns,
    numbers,
    read_sheet,
    unknown_columns,
    write,
    wrong_numbers,
)
from analysis.exact import Matrix, NotPositiveDefinite, Vector
from analysis.faults import Faulty
from analysis.rank import compare, default_draws, ranks

HEADER = (
    "unit",
    "rank",
    "marginal_lower",
    "marginal_upper",
    "simultaneous_lower",
    "simultaneous_upper",
    "band",
    "borderline",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: unit, estimate, se")
    parser.add_argument("--cov", type=Path, help="CSV: unit, and a column a unit")
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")
    parser.add_argument("--level", type=share, default=0.95, help="between 0 and 1 (0.95)")
    parser.add_argument("--draws", type=positive, help="number of draws (100000; 10000 above 40)")
    parser.add_argument("--df", type=degrees, default=inf, help="of Student's t (normal)")
    parser.add_argument("--seed", type=int, default=1)


def share(text: str) -> float:
    """Read a number between 0 and 1, for argparse."""
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} does not lie between 0 and 1")
    return value


def positive(text: str) -> int:
    """Read a whole number from 1, for argparse."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def degrees(text: str) -> float:
    value = float(text)
    if not value >= 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def run(options: argparse.Namespace) -> None:
    units, estimate, error = read_estimates(options.input, errors=options.cov is None)
    if options.cov:
        covariance = read_covariance(options.cov, units)
    else:
        covariance = [
            [s * s if i == j else 0.0 for j in range(len(error))] for i, s in enumerate(error)
        ]
    order = sorted(range(len(units)), key=units.__getitem__)
    rows = ranked(
        [estimate[i] for i in order],
        [[covariance[i][j] for j in order] for i in order],
        options,
    )
    place = dict(zip(order, rows, strict=True))
    table = csv_bytes(HEADER, ([unit, *place[i]] for i, unit in enumerate(units)))
    write(options.out.parent, {options.out.name: table})


def ranked(
    estimate: Vector, covariance: Matrix, options: argparse.Namespace
) -> list[list[int | str | bool]]:
    """Return the columns after ``unit`` for units in the order of their names."""
    try:
        found = compare(
            estimate,
            covariance,
            level=options.level,
            df=options.df,
            draws=options.draws or default_draws(len(estimate)),
            seed=options.seed,
        )
    except NotPositiveDefinite:
        raise Refused("the covariance matrix is not positive semi-definite") from None
    marginal, simultaneous = found.marginal(), found.sets()
    return [
        [
            rank,
            marginal.lower[i],
            marginal.upper[i],
            simultaneous.lower[i],
            simultaneous.upper[i],
            band,
            marginal.borderline[i] or simultaneous.borderline[i],
        ]
        for i, (rank, band) in enumerate(zip(ranks(estimate), found.bands(), strict=True))
    ]


def read_estimates(path: Path, *, errors: bool = True) -> tuple[list[str], Vector, Vector]:
    """Read ``unit, estimate, se``; without ``errors`` the last column may be missing."""
    sheet = read_sheet(path)
    faults = missing_columns(sheet, ("unit", "estimate", *(["se"] if errors else [])))
    faults += unknown_columns(sheet, ("unit", "estimate", "se"))
    if faults:
        raise Faulty(faults)
    units = unit_names(sheet)
    columns = {
        name: numbers(sheet, name, faults) for name in ("estimate", "se") if name in sheet.columns
    }
    if not faults:
        for name, values in columns.items():
            gaps = [value is None for value in values]
            faults += wrong_numbers(sheet, name, "is not a number", gaps)
        negative = [value is not None and value < 0 for value in columns.get("se", [])]
        faults += wrong_numbers(sheet, "se", "is below 0", negative)
    if faults:
        raise Faulty(faults)
    estimate = [value or 0.0 for value in columns["estimate"]]
    return units, estimate, [value or 0.0 for value in columns.get("se", [])]


def unit_names(sheet: Sheet) -> list[str]:
    """Return the names of the units; raise ``Faulty`` where one is missing or stands twice."""
    units = [text.strip() for text in sheet.columns["unit"]]
    seen: set[str] = set()
    faults = []
    for row, unit in enumerate(units):
        if not unit:
            faults.append(sheet.fault(row, "unit", "has no name"))
        elif unit in seen:
            faults.append(sheet.fault(row, "unit", f"{unit!r} stands here twice"))
        seen.add(unit)
    if not units:
        raise Refused(f"{sheet.file}: holds no units")
    if faults:
        raise Faulty(faults)
    return units


def read_covariance(path: Path, units: list[str]) -> Matrix:
    """Read a covariance matrix; its rows and columns are put in the order of the units."""
    sheet = read_sheet(path)
    faults = missing_columns(sheet, ("unit", *units)) + unknown_columns(sheet, ("unit", *units))
    if faults:
        raise Faulty(faults)
    rows = {unit: row for row, unit in enumerate(unit_names(sheet))}
    columns = {unit: numbers(sheet, unit, faults) for unit in units}
    if faults:
        raise Faulty(faults)
    if set(rows) != set(units):
        raise Refused(f"{path}: its rows are not the units of the estimates")
    result = [[columns[other][rows[unit]] for other in units] for unit in units]
    full = [[value or 0.0 for value in row] for row in result]
    largest = max(abs(value) for row in full for value in row)
    for i, row in enumerate(full):
        for j, value in enumerate(row):
            if result[i][j] is None or abs(value - full[j][i]) > 1e-9 * largest:
                raise Refused(
                    f"{path}: row {units[i]!r}, column {units[j]!r} is empty or not symmetric"
                )
    return [[(full[i][j] + full[j][i]) / 2 for j in range(len(units))] for i in range(len(units))]
