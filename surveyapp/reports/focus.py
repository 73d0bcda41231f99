"""Candidate focus areas: the summary's, with what else points to each.

The summary names the dimensions on which a cluster lies farthest below the others (its lowest
where it lies below them nowhere). Beside each stands whether that is clear, whether its whole
interval lies on the difficult side of the scale, and whether comments name it. Candidates are
something to talk about; they are no finding and enter no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports.comments import themes_at
from surveyapp.reports.edition import Edition

MIDDLE = 50.0


@dataclass(frozen=True)
class Focus:
    """A dimension, its difference from the others' mean, and its signs.

    Signs: ``below`` the others, or ``lowest`` where it is not; ``clear`` if that is certain;
    ``difficult``; named in ``comments``.
    """

    dimension: str
    score: float
    difference: float
    signs: tuple[str, ...]


def focus_areas(edition: Edition, cluster: Mapping[str, Any]) -> list[Focus]:
    """Return the candidates of a cluster in the summary's order."""
    own = {dimension["id"]: dimension for dimension in cluster["dimensions"]}
    named = _named_in_comments(edition, str(cluster["id"]))
    return [_focus(own[key], named) for key in cluster["focus"]]


def _focus(own: Mapping[str, Any], named: set[str]) -> Focus:
    difference = own["difference"]["estimate"]
    signs = [
        "below" if difference < 0 else "lowest",
        *(["clear"] if own["band"] == "below" else []),
        *(["difficult"] if own["upper"] < MIDDLE else []),
        *(["comments"] if own["id"] in named else []),
    ]
    return Focus(own["id"], own["score"], difference, tuple(signs))


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
