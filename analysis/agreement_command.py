"""``agreement``: Krippendorff's alpha of labels by coders."""

from __future__ import annotations

import argparse
import json
from collections.abc import Hashable
from dataclasses import asdict
from pathlib import Path

from analysis.agreement import LEVELS, krippendorff
from analysis.commands import Refused
from analysis.csv_files import MISSING, Sheet, numbers, read_sheet, write
from analysis.faults import Fault, Faulty

NO_CODERS = frozenset({"id", "unit"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: a row a unit")
    parser.add_argument("--level", choices=LEVELS, default="nominal")
    parser.add_argument("--out", type=Path, required=True, help="JSON that is written")


def run(options: argparse.Namespace) -> None:
    sheet = read_sheet(options.input)
    coders = [name for name in sheet.columns if name not in NO_CODERS]
    if len(coders) < 2:
        raise Refused(f"{options.input}: agreement needs the columns of two coders or more")
    faults: list[Fault] = []
    columns = [_labels(sheet, name, options.level, faults) for name in coders]
    if faults:
        raise Faulty(faults)
    found = krippendorff(list(zip(*columns, strict=True)), options.level)
    text = json.dumps(asdict(found), indent=1, allow_nan=False) + "\n"
    write(options.out.parent, {options.out.name: text.encode()})


def _labels(sheet: Sheet, name: str, level: str, faults: list[Fault]) -> list[Hashable | None]:
    """Return a coder's labels: numbers but at the nominal level, None where there is none."""
    if level != "nominal":
        return [*numbers(sheet, name, faults)]
    texts = (text.strip() for text in sheet.columns[name])
    return [None if text in MISSING else _same_number(text) for text in texts]


def _same_number(text: str) -> Hashable:
    """Return 3 for both ``3`` and ``3.0``, and any other text as it is."""
    try:
        return float(text)
    except ValueError:
        return text
