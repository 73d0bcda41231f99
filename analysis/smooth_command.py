"""``smooth``: shrink estimates with standard errors to their common mean."""

from __future__ import annotations

import argparse
from pathlib import Path

from analysis.csv_files import csv_bytes, write
from analysis.rank_command import read_estimates
from analysis.shrinkage import reml, shrink

HEADER = ("unit", "estimate", "se", "tau2", "mean", "shrunken", "shrunken_se", "own_share")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: unit, estimate, se")
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")


def run(options: argparse.Namespace) -> None:
    units, estimate, error = read_estimates(options.input)
    found = shrink(estimate, error, reml(estimate, error))
    columns = (units, estimate, error, found.estimates, found.errors, found.shares)
    rows = [
        [unit, y, s, found.tau2, found.mean, shrunken, spread, share]
        for unit, y, s, shrunken, spread, share in zip(*columns, strict=True)
    ]
    write(options.out.parent, {options.out.name: csv_bytes(HEADER, rows)})
