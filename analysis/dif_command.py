"""``dif``: differential item functioning between two sides of a table."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from analysis.commands import Refused
from analysis.csv_files import csv_bytes, missing_columns, read_sheet, write
from analysis.dif import item_dif
from analysis.faults import Faulty
from analysis.keys import NO_ITEMS, Keys, item_columns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: a column an item")
    parser.add_argument("--group", required=True, metavar="COLUMN", help="column of the sides")
    parser.add_argument("--focal", required=True, metavar="VALUE", help="value of the focal side")
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")


def run(options: argparse.Namespace) -> None:
    sheet = read_sheet(options.input)
    faults = missing_columns(sheet, [options.group])
    if faults:
        raise Faulty(faults)
    sides = [text.strip() for text in sheet.columns[options.group]]
    focal = np.array([side == options.focal for side in sides], dtype=np.bool_)
    if not 0 < np.count_nonzero(focal) < len(focal):
        raise Refused(
            f"{options.input}, column {options.group}: needs rows with {options.focal!r} and others"
        )
    names = [name for name in sheet.columns if name not in NO_ITEMS | {options.group}]
    columns = item_columns(sheet, names, Keys())
    if len(names) < 2:
        raise Refused(f"{options.input}: needs two items or more")
    found = item_dif([columns[name] for name in names], focal)
    header = ("item", "statistic", "p", "effect", "class", "flagged")
    rows = [
        [name, own.statistic, own.p, own.effect, own.size, own.flagged]
        for name, own in zip(names, found, strict=True)
    ]
    write(options.out.parent, {options.out.name: csv_bytes(header, rows)})
