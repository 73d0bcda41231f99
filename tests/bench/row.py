"""One line of the benchmark table."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, what came out, and what it should be."""

    measured: str
    figure: str
    aim: str = ""
