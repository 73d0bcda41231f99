"""``simulate``: how well the method works under the committee's own parameters."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from analysis.csv_files import write
from analysis.parameter_files import read_parameters
from analysis.rank_command import positive
from analysis.simulation import bench
from analysis.simulation_tables import csv_tables, markdown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parameters", type=Path, required=True, help="YAML or JSON")
    parser.add_argument("--runs", type=positive, default=20, help="rounds a row (20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=positive, default=1, help="processes at once (1)")
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    parameters = read_parameters(options.parameters)
    found = bench(parameters, runs=options.runs, seed=options.seed, jobs=options.jobs)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    files = {"simulation.json": text.encode(), "tables.md": markdown(found).encode()}
    write(options.out, files | csv_tables(found))
