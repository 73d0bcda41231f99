"""How people answered: difficult, neither, easy, not tried, no concern; by dimension and item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports.edition import Edition

RATED = ("difficult", "neither", "easy")
KINDS = (*RATED, "not_tried", "not_concerned")


@dataclass(frozen=True)
class Shares:
    """Shares of all respondents by kind of answer; None: withheld, or not asked."""

    item: str
    shares: Mapping[str, float | None]

    @property
    def tried(self) -> float | None:
        """The share who gave a rating, where every part of it may be shown."""
        parts = [self.shares[kind] for kind in RATED]
        return None if None in parts else sum(part for part in parts if part is not None)


@dataclass(frozen=True)
class DimensionShares:
    """A dimension's shares (means over its items), and those of its items."""

    dimension: str
    whole: Shares
    items: tuple[Shares, ...]


def kinds_of(edition: Edition) -> list[str]:
    """Return the kinds of answers that this round's scale has."""
    found = edition.summary["shares"]["items"]
    return [kind for kind in KINDS if any(kind in own for own in found)]


def shares_of(edition: Edition, cluster: str) -> list[DimensionShares]:
    """Return how people of a cluster answered, in the order of the questionnaire."""
    tables = edition.summary["shares"]
    items = {own["item"]: own for own in tables["items"] if _is_of(own, cluster)}
    whole = {own["dimension"]: own for own in tables["dimensions"] if _is_of(own, cluster)}
    return [
        DimensionShares(
            dimension.id,
            Shares(dimension.id, _kinds(whole[dimension.id])),
            tuple(Shares(i.id, _kinds(items[i.id])) for i in dimension.items if i.id in items),
        )
        for dimension in edition.configuration.instrument.dimensions
        if dimension.id in whole
    ]


def _is_of(own: Mapping[str, Any], cluster: str) -> bool:
    return (own["by"], own["id"]) == ("cluster", cluster)


def _kinds(entry: Mapping[str, Any]) -> dict[str, float | None]:
    return {kind: entry.get(kind) for kind in KINDS}
