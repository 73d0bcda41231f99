"""``weights``: rake a table to known margins."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from analysis.commands import Refused
from analysis.csv_files import Sheet, csv_bytes, missing_columns, numbers, read_sheet, write
from analysis.faults import Fault, Faulty
from analysis.weights import CLIP, OFF, CannotRake, Levels, Totals, rake


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: a row a respondent")
    parser.add_argument("--margins", type=Path, required=True, help="CSV: variable, level, total")
    parser.add_argument("--base", metavar="COLUMN", help="weights to start from (1)")
    parser.add_argument(
        "--clip",
        choices=("default", "none"),
        default="default",
        help="keep weights within a third and three times their mean, or not",
    )
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")


def run(options: argparse.Namespace) -> None:
    sheet, margins = read_sheet(options.input), read_margins(options.margins)
    base = [options.base] if options.base else []
    faults = missing_columns(sheet, [*margins, *base])
    if faults:
        raise Faulty(faults)
    weights: list[float | None] = [1.0] * len(sheet)
    if base:
        weights = numbers(sheet, options.base, faults)
    columns = [[text.strip() for text in sheet.columns[name]] for name in margins]
    faults += _bad_rows(sheet, options.base, weights, margins, columns)
    if faults:
        raise Faulty(sorted(faults))
    levels: list[Levels] = [*zip(*columns, strict=True)]
    patterns = [(own, weight or 0.0) for own, weight in zip(levels, weights, strict=True)]
    totals: list[Totals] = list(margins.values())
    clip = CLIP if options.clip == "default" else None
    try:
        raked = rake(Counter(patterns), totals, clip=clip)
    except CannotRake as error:
        raise Refused(f"{options.margins}: {_named(str(error), list(margins))}") from None
    if raked.off > OFF:
        limit = "within the limits of weights; try --clip none" if clip else "in 200 cycles"
        raise Refused(f"{options.margins}: the margins cannot be reached {limit}")
    ids = sheet.columns.get("id") or [str(row) for row in range(1, len(sheet) + 1)]
    table = csv_bytes(
        ("id", "weight"), ([key, raked.weights[p]] for key, p in zip(ids, patterns, strict=True))
    )
    write(options.out.parent, {options.out.name: table})


def read_margins(path: Path) -> dict[str, dict[str, float]]:
    """Read totals by variable and level, in the file's order."""
    sheet = read_sheet(path)
    faults = missing_columns(sheet, ("variable", "level", "total"))
    if faults:
        raise Faulty(faults)
    totals = numbers(sheet, "total", faults)
    found: dict[str, dict[str, float]] = {}
    for row, total in enumerate(totals):
        variable, level = (sheet.columns[name][row].strip() for name in ("variable", "level"))
        own = found.setdefault(variable, {})
        if level in own:
            faults.append(sheet.fault(row, "level", f"{level!r} stands here twice"))
        if total is None or total < 0:
            faults.append(sheet.fault(row, "total", "must be a number from 0"))
        own[level] = total or 0.0
    if not found:
        faults.append(Fault(sheet.file, None, "holds no margins"))
    if faults:
        raise Faulty(sorted(set(faults)))
    return found


def _bad_rows(
    sheet: Sheet,
    base: str | None,
    weights: list[float | None],
    margins: dict[str, dict[str, float]],
    columns: list[list[str]],
) -> list[Fault]:
    faults = [
        sheet.fault(row, base, "must be a number above 0")
        for row, weight in enumerate(weights)
        if base and not (weight and weight > 0)
    ]
    for (name, totals), values in zip(margins.items(), columns, strict=True):
        faults += [
            sheet.fault(row, name, f"{value!r} has no total in the margins")
            for row, value in enumerate(values)
            if value not in totals
        ]
    if not len(sheet):
        faults.append(Fault(sheet.file, None, "holds no rows"))
    return faults


def _named(message: str, names: list[str]) -> str:
    """Put the variable's name in place of its number."""
    for place in reversed(range(len(names))):
        message = message.replace(f"margin {place + 1}", names[place])
    return message
