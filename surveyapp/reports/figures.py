"""How figures are printed in text and tables; files of data keep full precision."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from analysis.exact import printed
from analysis.strengths import normal_quantile

MINUS = "−"
NO_BREAK = "\u00a0"
RANGE = "–"
PERCENT = 100


def points(value: float, places: int = 1) -> str:
    """Print points of a score, with a true minus sign."""
    return printed(value, places).replace("-", MINUS)


def signed(value: float, places: int = 1) -> str:
    """Print a difference with its sign."""
    text = points(value, places)
    return text if text[0] == MINUS or not float(text) else f"+{text}"


def share(value: float, places: int = 1) -> str:
    """Print a share as a percentage."""
    return f"{printed(value * PERCENT, places)}{NO_BREAK}%"


def interval(lower: float, upper: float, places: int = 1) -> str:
    """Print an interval of points."""
    return f"{points(lower, places)}{RANGE}{points(upper, places)}"


def ranks(bounds: Sequence[int]) -> str:
    """Print a rank set: ``2`` or ``2–4``."""
    lower, upper = bounds
    return str(lower) if lower == upper else f"{lower}{RANGE}{upper}"


def wilson(count: int, whole: int, level: float) -> tuple[float, float]:
    """Return Wilson's interval of a share (Wilson 1927, J Am Stat Assoc 22: 209)."""
    z = normal_quantile((1 + level) / 2)
    part, z2 = count / whole, z * z
    centre = (part + z2 / (2 * whole)) / (1 + z2 / whole)
    margin = z * sqrt(part * (1 - part) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    return max(0.0, centre - margin), min(1.0, centre + margin)
