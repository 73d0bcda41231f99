"""``score``: from responses, or from table T, to the results."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.audit.withhold import protected
from analysis.codebook import Codebook, read_codebook
from analysis.commands import Refused
from analysis.configuration import Configuration, misfits
from analysis.csv_files import write
from analysis.faults import Fault, Faulty
from analysis.instrument import Instrument
from analysis.instrument_files import read_instrument
from analysis.objective import Indicators, read_indicators
from analysis.parameter_files import read_parameters
from analysis.parameters import Parameters
from analysis.results import score
from analysis.table import TooFewResponses, tabulate, whole
from analysis.table_files import read_previous, read_table
from analysis.tables import check_used, read_comments, read_invitations, read_responses


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
    parser.add_argument("--indicators", type=Path, help="CSV: unit, a column an indicator")
    parser.add_argument("--previous", type=Path, help="bundle of the round before")
    parser.add_argument("--reminders", type=int, help="how many were sent (for eligibility)")
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    faults: list[Fault] = []
    parameters = collected(faults, read_parameters, options.parameters)
    instrument = None
    if options.instrument:
        instrument = collected(faults, read_instrument, options.instrument)
    if parameters and instrument:
        faults += misfits(instrument, parameters, str(options.parameters))
    indicators = previous = None
    if options.indicators and parameters:
        indicators = collected(faults, cluster_indicators, options.indicators, parameters)
    if options.previous:
        previous = collected(faults, read_previous, options.previous)
    table = None
    if options.table:
        table = collected(faults, read_table, options.table)
    elif instrument is None:
        if not options.instrument:
            raise Refused("--responses needs --instrument")
    elif parameters and not faults:
        table = collected(faults, _tabulated, options, instrument, parameters)
    if faults or not parameters or table is None:
        raise Faulty(faults)
    found = score(
        table, parameters, instrument=instrument, indicators=indicators, previous=previous
    )
    write(options.out, found.files())


def collected(faults: list[Fault], read: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function reads, or None and keep its faults, to name all files' at once."""
    try:
        return read(*arguments)
    except Faulty as error:
        faults.extend(error.faults)
        return None


def cluster_indicators(path: Path, parameters: Parameters) -> Indicators:
    """Read indicators of all clusters."""
    if parameters.composite is None:
        raise Faulty([Fault(str(path), None, "the parameters have no composite of indicators")])
    found = read_indicators(path, parameters.composite)
    missing = sorted(set(parameters.cluster_ids) - set(found.units))
    if missing:
        raise Faulty([Fault(str(path), None, f"has no row of {', '.join(missing)}", "unit")])
    return found


def _tabulated(
    options: argparse.Namespace, instrument: Instrument, parameters: Parameters
) -> dict[str, Any]:
    faults: list[Fault] = []
    responses = collected(faults, read_responses, options.responses, instrument, parameters)
    invitations = None
    if options.invited:
        invitations = collected(faults, read_invitations, options.invited, parameters)
    if responses and invitations:
        faults += check_used(responses, invitations, str(options.invited))
    if faults:
        raise Faulty(faults)
    try:
        found = tabulate(
            responses, invitations, instrument, parameters, reminders=options.reminders
        )
    except TooFewResponses as error:
        raise Faulty([Fault(str(options.responses), None, str(error))]) from None
    found = protected(found, parameters.minimums)
    codebook = _codebook(options.parameters, parameters)
    configuration = Configuration(instrument, parameters, codebook)
    comments = _comment_part(options, configuration) if options.comments else None
    return whole(configuration.hash, found.answers, comments)


def _comment_part(options: argparse.Namespace, configuration: Configuration) -> dict[str, Any]:
    # the models of comments take a second to load
    from analysis.comments import comment_part

    return comment_part(read_comments(options.comments, configuration.parameters), configuration)


def _codebook(path: Path, parameters: Parameters) -> Codebook | None:
    """Return the codebook that the parameters name, if it lies beside them."""
    place = path.parent / (parameters.codebook or "")
    return read_codebook(place) if place.is_file() else None
