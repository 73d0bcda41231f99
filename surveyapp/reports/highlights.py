"""Strengths and areas to improve, gathered by dimension: all groups first, then single groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.names import Names


@dataclass(frozen=True)
class Highlight:
    """A dimension that lies clearly above or below the others."""

    dimension: str
    difference: float | None
    groups: tuple[tuple[str, float], ...]


def highlights(entries: list[Mapping[str, Any]], *, with_groups: bool) -> list[Highlight]:
    """Return one entry a dimension, in the summary's order; without groups, only what all share."""
    found = []
    for dimension in dict.fromkeys(str(own["dimension"]) for own in entries):
        own = [entry for entry in entries if entry["dimension"] == dimension]
        whole = next((e["difference"] for e in own if e["group"] is None), None)
        groups = tuple((e["group"], e["difference"]) for e in own if e["group"] is not None)
        if with_groups or whole is not None:
            found.append(Highlight(dimension, whole, groups if with_groups else ()))
    return found


def sentence(highlight: Highlight, names: Names) -> str:
    """Say how far the dimension lies from the mean of the other clusters."""
    parts = [] if highlight.difference is None else [figures.signed(highlight.difference)]
    parts += [f"{names.group(key)} {figures.signed(value)}" for key, value in highlight.groups]
    return f"{names.dimension(highlight.dimension)}: {'; '.join(parts)}"
