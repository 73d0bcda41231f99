"""``composite``: indicators between goalposts, joined in a tree."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from analysis.csv_files import Cell, csv_bytes, write
from analysis.factorial import Factor, expectation, indices, last_shares, rank_shift
from analysis.faults import Faulty
from analysis.indicator_choices import factor_scores
from analysis.objective import Indicators, aggregate, normalise, read_indicators
from analysis.parameter_files import build_parameters, tree_faults
from analysis.parameters import Composite
from analysis.rank import ranks
from analysis.yaml_files import Strict, check, read


class _Only(Strict):
    """A file that holds nothing but the composite."""

    composite: Composite


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--indicators", type=Path, required=True, help="CSV: unit, a column an indicator"
    )
    parser.add_argument("--parameters", type=Path, required=True, help="YAML with 'composite'")
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    composite = read_composite(options.parameters)
    indicators = read_indicators(options.indicators, composite)
    plain = normalise(indicators, composite)
    found = aggregate(plain, composite)
    order = ranks(found.result)
    names = list(found.values)
    rows: list[list[Cell]] = [
        [unit, order[i], *(found.values[name][i] for name in names)]
        for i, unit in enumerate(indicators.units)
    ]
    points: list[list[Cell]] = [
        [unit, *(column[i] for column in plain.points.values())]
        for i, unit in enumerate(indicators.units)
    ]
    write(
        options.out,
        {
            "composite.csv": csv_bytes(("unit", "rank", *names), rows),
            "normalised.csv": csv_bytes(("unit", *plain.points), points),
            "missing.csv": csv_bytes(("unit", "indicator"), plain.missing),
            "sensitivity.json": json.dumps(
                sensitivity(indicators, composite, order), indent=1, allow_nan=False
            ).encode()
            + b"\n",
        },
    )


def read_composite(path: Path) -> Composite:
    """Read the composite from full parameters, or from a file that holds nothing else."""
    document = read(path)
    if isinstance(document.data, dict) and "parameters" in document.data:
        found = build_parameters(document).composite
        if found is None:
            raise Faulty([document.fault((), "the parameters have no 'composite'")])
        return found
    composite = check(_Only, document).composite
    faults = [document.fault(place, message) for place, message in tree_faults(composite)]
    if faults:
        raise Faulty(faults)
    return composite


def sensitivity(indicators: Indicators, composite: Composite, order: list[int]) -> dict[str, Any]:
    """Return what aggregation, goalposts, missing values and weights do to ranks and the last."""
    factors, table = factor_scores(indicators, composite)
    last = last_shares(table)
    shift = rank_shift(table, order)
    return {
        "factors": {factor.name: list(factor.levels) for factor in factors},
        "rank_shift": _entry(shift, factors),
        "units": {
            unit: {
                "share_last": float(expectation(last[i], factors, keep=())),
                "score": _entry(table[i], factors),
            }
            for i, unit in enumerate(indicators.units)
        },
    }


def _entry(figure: Any, factors: list[Factor]) -> dict[str, Any]:
    found = indices(figure, factors)
    return {
        "mean": found.mean,
        "variance": found.variance,
        "first": dict(found.first) if found.first else None,
        "total": dict(found.total) if found.total else None,
    }
