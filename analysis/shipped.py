"""The configuration that ships with the program, for commands that are given no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from analysis.codebook import Codebook, read_codebook
from analysis.instrument import Instrument
from analysis.instrument_files import read_instrument
from analysis.parameter_files import read_parameters
from analysis.parameters import Parameters

# read as files: forms/ is built on this package and is not imported by it
_FORMS = Path(__file__).parents[1] / "forms"
_NAME = "st_clusters"


@cache
def instrument() -> Instrument:
    """Return the shipped instrument."""
    return read_instrument(_FORMS / "instruments" / f"{_NAME}.yaml")


@cache
def parameters() -> Parameters:
    """Return the shipped parameters."""
    return read_parameters(_FORMS / "parameters" / f"{_NAME}.yaml")


@cache
def codebook() -> Codebook:
    """Return the shipped codebook."""
    return read_codebook(_FORMS / "parameters" / f"{_NAME}.codebook.yaml")
