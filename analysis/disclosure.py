"""Minimums: which cells are merged, and what is shown of small ones (docs/anonymity.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.parameters import Minimums

JOIN = "+"
Cell = tuple[str, str]


@dataclass(frozen=True)
class Merged:
    """A cell as it is shown: one group of a cluster, or several together."""

    cluster: str
    groups: tuple[str, ...]
    n: int

    @property
    def label(self) -> str:
        """The groups' ids, joined by ``+``."""
        return JOIN.join(self.groups)


def merge(
    counts: Mapping[Cell, int],
    clusters: Sequence[str],
    groups: Sequence[str],
    minimums: Minimums,
    organisations: Callable[[str, tuple[str, ...]], int | None],
) -> list[Merged]:
    """Join cells that are too small with others of their cluster.

    A cell is too small if it has answers of fewer than ``minimums.shown`` people, or of fewer than
    ``minimums.organisations`` organisations. All such cells of a cluster become one, which takes in
    the next smallest cell until it is large enough. A cluster that stays too small as a whole is
    left out; empty cells are nowhere.

    Parameters
    ----------
    counts : mapping
        Valid responses by (cluster, group).
    clusters, groups : sequences
        Ids in the order of the result.
    organisations : callable
        Number of organisations with used invitations in some groups of a cluster; None: not known.
    """
    result = []
    for cluster in clusters:
        own = {group: counts.get((cluster, group), 0) for group in groups}
        result += _merge_cluster(
            cluster, {group: n for group, n in own.items() if n}, minimums, organisations
        )
    return result


def _merge_cluster(
    cluster: str,
    own: dict[str, int],
    minimums: Minimums,
    organisations: Callable[[str, tuple[str, ...]], int | None],
) -> list[Merged]:
    places = list(own)

    def too_small(some: Sequence[str]) -> bool:
        known = organisations(cluster, tuple(some))
        few = known is not None and known < minimums.organisations
        return few or sum(own[group] for group in some) < minimums.shown

    other = [group for group in places if too_small([group])]
    rest = sorted(
        (group for group in places if group not in other), key=lambda g: (own[g], places.index(g))
    )
    while other and too_small(other) and rest:
        other.append(rest.pop(0))
    if other and too_small(other):
        return []
    shown = [[group] for group in rest] + ([sorted(other, key=places.index)] if other else [])
    return [
        Merged(cluster, tuple(some), sum(own[group] for group in some))
        for some in sorted(shown, key=lambda some: places.index(some[0]))
    ]


def band(n: int, minimums: Minimums) -> str:
    """Return the size of a cell that is shown coarsely: ``5-14``."""
    if not minimums.shown <= n < minimums.scored:
        raise ValueError(f"{n} is not between {minimums.shown} and {minimums.scored}")
    return f"{minimums.shown}-{minimums.scored - 1}"


def both_sides(part: int, whole: int, minimums: Minimums) -> bool:
    """Tell whether a part and what is left of the whole are both large enough to be shown."""
    return part >= minimums.remainder and whole - part >= minimums.remainder


def shares(parts: Sequence[int], minimums: Minimums) -> list[float | None]:
    """Return whole percents as shares, None where one could single out a few people.

    Where exactly one would be hidden, the smallest other one is hidden too: the parts make up the
    whole, so that the rest would tell it.
    """
    whole = sum(parts)
    shown = [both_sides(part, whole, minimums) for part in parts]
    if shown.count(False) == 1 and len(parts) > 1:
        left = [i for i, there in enumerate(shown) if there]
        shown[min(left, key=lambda i: (parts[i], i))] = False
    return [
        round(100 * part / whole) / 100 if there else None
        for part, there in zip(parts, shown, strict=True)
    ]
