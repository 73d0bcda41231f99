"""Candidate focus areas: dimensions on which more than one kind of evidence points the same way.

A dimension of a cluster is a candidate if it is clearly below the other clusters (in any group), or
if its whole interval lies on the difficult side of the scale. Comments that name it are a further
sign. Candidates are something to talk about; they are no finding and enter no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports.comments import themes_at
from surveyapp.reports.edition import Edition

MIDDLE = 50.0
MOST = 5


@dataclass(frozen=True)
class Focus:
    """A dimension and its signs: ``below`` the others, ``difficult``, named in ``comments``."""

    dimension: str
    score: float
    signs: tuple[str, ...]


def focus_areas(
    edition: Edition, cluster: Mapping[str, Any], *, with_groups: bool = True
) -> list[Focus]:
    """Return at most five candidates: the most signs first, then the lowest score."""
    below = {e["dimension"] for e in cluster["improve"] if with_groups or e["group"] is None}
    named = _named_in_comments(edition, str(cluster["id"]))
    found = []
    for own in cluster["dimensions"]:
        signs = [
            sign
            for sign, holds in (
                ("below", own["id"] in below),
                ("difficult", own["upper"] < MIDDLE),
                ("comments", own["id"] in named),
            )
            if holds
        ]
        if "below" in signs or "difficult" in signs:
            found.append(Focus(own["id"], own["score"], tuple(signs)))
    return sorted(found, key=lambda focus: (-len(focus.signs), focus.score))[:MOST]


def _named_in_comments(edition: Edition, cluster: str) -> set[str]:
    codebook, part = edition.configuration.codebook, edition.summary["comments"]
    if codebook is None or not part:
        return set()
    dimensions = {theme.id: theme.dimensions for theme in codebook.themes}
    return {
        dimension
        for question in part["questions"]
        for own in themes_at(edition, question, cluster)
        for dimension in dimensions.get(own.theme, ())
    }
