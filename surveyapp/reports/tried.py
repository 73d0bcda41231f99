"""How people answered, item by item: difficult, neither, easy, not tried, no concern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports.edition import Edition

KINDS = ("difficult", "neither", "easy", "not_tried", "not_concerned")


@dataclass(frozen=True)
class ItemShares:
    """Shares of all respondents by kind of answer (None: withheld), and of those who tried."""

    item: str
    shares: Mapping[str, float | None]

    @property
    def tried(self) -> float | None:
        """The share who gave a rating, where every part of it may be shown."""
        parts = [self.shares[kind] for kind in ("difficult", "neither", "easy")]
        return None if None in parts else sum(part for part in parts if part is not None)


def kinds_of(edition: Edition) -> list[str]:
    """Return the kinds of answers that this round's scale has."""
    return [kind for kind in KINDS if any(kind in own for own in edition.answers["shares"])]


def shares_by_dimension(edition: Edition, cluster: str | None) -> dict[str, list[ItemShares]]:
    """Return the items of each dimension with their shares, of one cluster or of all."""
    by = "all" if cluster is None else "cluster"
    found = {
        own["item"]: own
        for own in edition.answers["shares"]
        if (own["by"], own["id"]) == (by, cluster)
    }
    return {
        dimension.id: [
            ItemShares(item.id, _kinds(found[item.id]))
            for item in dimension.items
            if item.id in found
        ]
        for dimension in edition.configuration.instrument.dimensions
    }  # fmt: skip


def _kinds(entry: Mapping[str, Any]) -> dict[str, float | None]:
    return {kind: entry.get(kind) for kind in KINDS}
