"""Breakdown count: how many answers, replaced, would change a result (formulas 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis.ranking import Ranking
from analysis.scoring import composite_means

ENDS = {"worst": 0.0, "best": 100.0}
FEW_UNITS = 10


def breakdown(found: Ranking, answers: Mapping[str, Any], cluster: int) -> dict[str, Any] | None:
    """Return the smallest number of average answers of one cell whose replacement changes a result.

    A result is the cluster's band, or whether it is clearly last. The cell's mean moves by q/n of
    its distance to 0 or 100; all other cells stay. None: not even a whole cell changes anything.
    """
    best: dict[str, Any] | None = None
    for k, cell in enumerate(found.scores.model.cells):
        if cell.cluster != found.clusters[cluster]:
            continue
        for direction, end in ENDS.items():
            q, change = _smallest(found, cluster, k, end, best["answers"] - 1 if best else cell.n)
            if q is not None:
                best = {
                    "answers": q,
                    "of": cell.n,
                    "groups": list(cell.groups),
                    "direction": direction,
                    "changes": change,
                    "largest": _largest(answers, cell.cluster, cell.groups),
                }
    return best


def _largest(answers: Mapping[str, Any], cluster: str, groups: tuple[str, ...]) -> int | None:
    """Return the number of invitations of the largest organisation in the cell."""
    cells = answers["cells"]
    own = next(c for c in cells if c["cluster"] == cluster and tuple(c["groups"]) == groups)
    largest: int | None = own["largest"]
    return largest


def _smallest(
    found: Ranking, cluster: int, cell: int, end: float, most: int
) -> tuple[int | None, str]:
    """Return the smallest q up to ``most`` that changes a result, and which one."""
    model = found.scores.model
    n = model.cells[cell].n
    distance = end - composite_means(model)[cell]
    effects = [line[cell] * distance / n for line in model.of_clusters]
    band, last = found.band[cluster], found.last(cluster)
    may_be_last = len(found.clusters) <= FEW_UNITS or last

    def change(q: int) -> str | None:
        moved = [s + q * e for s, e in zip(found.scores.score, effects, strict=True)]
        other = found.comparison.with_estimate(moved)
        if other.bands()[cluster] != band:
            return "band"
        if may_be_last and _is_last(other.sets().lower[cluster], len(moved)) != last:
            return "last"
        return None

    return _first(change, min(most, n))


def _is_last(lower: int, size: int) -> bool:
    return lower == size


def _first(change: Callable[[int], str | None], most: int) -> tuple[int | None, str]:
    """Bisect for the first q at which something changes; once changed it stays changed."""
    if most < 1 or change(most) is None:
        return None, ""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if change(middle) else (middle, high)
    return high, change(high) or ""
