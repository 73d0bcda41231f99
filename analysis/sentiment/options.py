"""Command-line options that lead to a reader of comments."""

from __future__ import annotations

import argparse
from pathlib import Path

from analysis import shipped
from analysis.instrument_files import read_instrument
from analysis.parameter_files import read_parameters
from analysis.sentiment.questions import Questions
from analysis.sentiment.reader import Reader


def add_configuration(parser: argparse.ArgumentParser) -> None:
    """Declare where questions and their priors come from; default: what is shipped."""
    parser.add_argument("--instrument", type=Path, help="YAML, whose open items are asked about")
    parser.add_argument("--parameters", type=Path, help="YAML, with the prior of each question")


def reader(options: argparse.Namespace, threshold: float | None = None) -> Reader:
    """Return the reader that was asked for."""
    chosen = options.instrument, options.parameters
    instrument = read_instrument(chosen[0]) if chosen[0] else shipped.instrument()
    parameters = read_parameters(chosen[1]) if chosen[1] else shipped.parameters()
    return Reader(parameters.sentiment, Questions(instrument), threshold=threshold)
