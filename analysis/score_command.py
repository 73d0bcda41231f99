"""``score``: from responses, or from table T, to the results."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from analysis.codebook import Codebook, read_codebook
from analysis.commands import Refused
from analysis.configuration import Configuration, misfits
from analysis.csv_files import write
from analysis.faults import Fault, Faulty
from analysis.instrument_files import read_instrument
from analysis.parameter_files import read_parameters
from analysis.parameters import Parameters
from analysis.results import score
from analysis.table import TooFewResponses, tabulate, whole
from analysis.table_files import read_table
from analysis.tables import check_used, read_invitations, read_responses


def add_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--responses", type=Path, help="CSV: round, cluster, group, a column an item"
    )
    source.add_argument("--table", type=Path, help="table.json of an earlier run or a release")
    parser.add_argument("--instrument", type=Path, help="YAML (with --responses)")
    parser.add_argument("--parameters", type=Path, required=True, help="YAML or JSON")
    parser.add_argument("--comments", type=Path, help="CSV: cluster, group, question, text")
    parser.add_argument(
        "--invited", type=Path, help="CSV: cluster, group, invited, used[, organisation, frame]"
    )
    parser.add_argument("--reminders", type=int, help="how many were sent (for eligibility)")
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    parameters = read_parameters(options.parameters)
    table = read_table(options.table) if options.table else _tabulated(options)
    write(options.out, score(table, parameters).files())


def _tabulated(options: argparse.Namespace) -> dict[str, Any]:
    if options.instrument is None:
        raise Refused("--responses needs --instrument")
    instrument = read_instrument(options.instrument)
    parameters = read_parameters(options.parameters)
    faults = list(misfits(instrument, parameters, str(options.parameters)))
    if faults:
        raise Faulty(faults)
    responses = read_responses(options.responses, instrument, parameters)
    invitations = read_invitations(options.invited, parameters) if options.invited else None
    if invitations is not None:
        faults += check_used(responses, invitations, str(options.invited))
    if faults:
        raise Faulty(faults)
    try:
        found = tabulate(
            responses, invitations, instrument, parameters, reminders=options.reminders
        )
    except TooFewResponses as error:
        raise Faulty([Fault(str(options.responses), None, str(error))]) from None
    codebook = _codebook(options.parameters, parameters)
    return whole(Configuration(instrument, parameters, codebook).hash, found.answers, None)


def _codebook(path: Path, parameters: Parameters) -> Codebook | None:
    """Return the codebook that the parameters name, if it lies beside them."""
    place = path.parent / (parameters.codebook or "")
    return read_codebook(place) if place.is_file() else None
