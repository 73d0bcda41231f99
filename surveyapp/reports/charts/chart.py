"""What all charts share: a size, words for those who do not see it, and how text is measured.

A chart is computed here and drawn by a template of the same name in ``templates/report/charts``.
The same SVG serves the PDF and the pages: colours are attributes, which a page's style sheet
(``charts.css``) replaces in dark mode, and nothing is told by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil, floor
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from surveyapp.paths import TEMPLATES

WIDTH = 680
SIZE = 11.0
LATIN, OTHER = 0.6, 0.62  # mean widths in DejaVu Sans and Lohit, as a share of the font's size
STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn; ``head`` and ``rows`` say the same as a table."""

    name: str
    title: str
    description: str
    height: float
    marks: Mapping[str, Any]
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    width: float = WIDTH
    key: str = field(default="")

    def svg(self) -> Markup:
        """Draw it. ``key`` keeps ids apart where a document holds several charts of a kind."""
        template = _environment().get_template(f"report/charts/{self.name}.svg")
        return Markup(template.render(chart=self, **self.marks).strip())  # noqa: S704  # escaped


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["at"] = at
    return environment


def at(value: float) -> str:
    """Print a coordinate: one decimal is finer than a printer's dot."""
    return f"{value:.1f}".removesuffix(".0")


def width_of(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is drawn; signs that sit on another letter take no room."""
    letters = [letter for letter in text if unicodedata.category(letter) not in {"Mn", "Cf"}]
    return sum(LATIN if letter < "\u0900" else OTHER for letter in letters) * size


def wrapped(text: str, room: float, size: float = SIZE) -> list[str]:
    """Break a text into lines that fit, at spaces only."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def label_room(labels: Sequence[str], *, least: float = 60, most: float = 250) -> float:
    """Return the width of a column of labels."""
    widest = max((width_of(label) for label in labels), default=0.0)
    return min(most, max(least, widest + 18))


@dataclass(frozen=True)
class Axis:
    """A scale from values to places, with its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def axis(
    values: Sequence[float], start: float, end: float, *, bounds: tuple[float, float] = (0, 100)
) -> Axis:
    """Return an axis that holds all values, from a round number to a round number."""
    lowest, highest = min(values), max(values)
    spread = max(highest - lowest, 2.0)
    step = next((s for s in STEPS if spread / s <= 7), STEPS[-1])
    low = max(bounds[0], floor((lowest - 0.02 * spread) / step) * step)
    high = min(bounds[1], ceil((highest + 0.02 * spread) / step) * step)
    if high <= low:
        low, high = max(bounds[0], low - step), min(bounds[1], high + step)
    number = round((high - low) / step)
    return Axis(low, high, start, end, tuple(low + step * i for i in range(number + 1)))
