"""Instrument, parameters and codebook together: what a round is run with, under one hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.codebook import Codebook, read_codebook
from analysis.faults import Fault, Faulty
from analysis.instrument import Instrument
from analysis.instrument_files import read_instrument
from analysis.parameter_files import read_parameters
from analysis.parameters import Parameters


@dataclass(frozen=True)
class Configuration:
    """What the committee approves."""

    instrument: Instrument
    parameters: Parameters
    codebook: Codebook | None = None

    @property
    def hash(self) -> str:
        """SHA-256 over the hashes of the parts, in hexadecimal."""
        codebook = self.codebook.hash if self.codebook else ""
        parts = f"{self.instrument.hash}\n{self.parameters.hash}\n{codebook}\n"
        return hashlib.sha256(parts.encode()).hexdigest()


def read_configuration(instrument_path: Path, parameters_path: Path) -> Configuration:
    """Read the files of a configuration; the codebook lies beside the parameters.

    Raises
    ------
    Faulty
        With every fault of every file, and where they do not fit each other.
    """
    faults: list[Fault] = []
    instrument = parameters = codebook = None
    try:
        instrument = read_instrument(instrument_path)
    except Faulty as error:
        faults.extend(error.faults)
    try:
        parameters = read_parameters(parameters_path)
        if parameters.codebook:
            codebook = read_codebook(parameters_path.parent / parameters.codebook)
    except Faulty as error:
        faults.extend(error.faults)
    if instrument and parameters:
        faults.extend(misfits(instrument, parameters, str(parameters_path)))
    if faults or not (instrument and parameters):
        raise Faulty(faults)
    return Configuration(instrument, parameters, codebook)


def misfits(instrument: Instrument, parameters: Parameters, file: str) -> Iterator[Fault]:
    """Yield what the parameters say about things that the instrument does not have."""
    wanted = {dimension.id for dimension in instrument.dimensions}
    given = set(parameters.weights)
    if given:
        for key in sorted(wanted - given):
            yield Fault(file, None, f"weights: the dimension {key!r} has no weight")
    for key in sorted(given - wanted):
        yield Fault(file, None, f"weights: the instrument has no dimension {key!r}")
    for key in parameters.sentiment.priors.keys() - instrument.open_items.keys():
        yield Fault(file, None, f"sentiment: the instrument has no open item {key!r}")
    for margin in parameters.margins:
        item = instrument.profile_items.get(margin.item)
        if item is None:
            yield Fault(file, None, f"margins: the instrument has no profile item {margin.item!r}")
        elif set(margin.totals) != set(item.option_ids):
            yield Fault(file, None, f"margins: totals of {margin.item!r} must name its options")
