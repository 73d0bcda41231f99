"""``quality``: signs of careless answering, row by row."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from analysis.commands import Refused
from analysis.csv_files import csv_bytes, read_sheet, write
from analysis.keys import NO_ITEMS, Floats, Keys, item_columns, read_keys, turned
from analysis.parameters import Quality
from analysis.row_quality import RowQuality, even_odd, row_quality

HEADER = (
    "row",
    "longstring",
    "irv",
    "mahalanobis",
    "mahalanobis_p",
    "even_odd",
    "flags",
    "excluded",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: a column an item")
    parser.add_argument("--keys", type=Path, help="YAML: scales (for even-odd), range")
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")


def run(options: argparse.Namespace) -> None:
    keys = read_keys(options.keys) if options.keys else Keys()
    sheet = read_sheet(options.input)
    left_out = NO_ITEMS | {keys.group, *keys.variables}
    names = [name for name in sheet.columns if name not in left_out]
    if not names:
        raise Refused(f"{options.input}: has no column of items")
    columns = item_columns(sheet, names, keys)
    items = [columns[name] for name in names]
    found = row_quality(items, [], Quality())
    halves = _even_odd(columns, keys) if keys.scales else found.even_odd
    write(options.out.parent, {options.out.name: _table(found, halves)})


def _even_odd(columns: dict[str, Floats], keys: Keys) -> Floats:
    items: list[Floats] = []
    scales = []
    for scale in keys.scales.values():
        own = turned(columns, scale, keys)
        scales.append(range(len(items), len(items) + len(own)))
        items += own
    return even_odd(items, scales)


def _table(found: RowQuality, halves: Floats) -> bytes:
    columns = (found.irv, found.mahalanobis, found.p, halves)
    numbers = [[None if np.isnan(v) else v for v in c.tolist()] for c in columns]
    rows = []
    signs = zip(found.straight.tolist(), found.distant.tolist(), strict=True)
    for row, (longest, own, sign) in enumerate(
        zip(found.longstring.tolist(), zip(*numbers, strict=True), signs, strict=True), start=1
    ):
        names = [name for name, there in zip(("straight", "distance"), sign, strict=True) if there]
        rows.append([row, longest, *own, ";".join(names), all(sign)])
    return csv_bytes(HEADER, rows)
