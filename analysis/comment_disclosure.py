"""Which sets of comments may be counted in print: at least 10 in a set, at least 5 in what remains.

A set below the minimum is hidden. Where a sum and all of its other parts are shown, the hidden
parts could be had by subtraction; so further parts are hidden until those hidden together have
at least the remainder (METHOD.md, "Theme and sentiment"; docs/models.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from analysis.parameters import Minimums

ALL = None
Place = tuple[str | None, str | None]


class Size(NamedTuple):
    """How many comments a set has, and how many of them say something."""

    comments: int
    content: int


def sizes(cells: Mapping[tuple[str, str], Size]) -> dict[Place, Size]:
    """Return the sizes of cells, clusters (group None), groups (cluster None) and all together."""
    found: dict[Place, Size] = {}
    for (cluster, group), size in sorted(cells.items()):
        for place in ((cluster, group), (cluster, ALL), (ALL, group), (ALL, ALL)):
            before = found.get(place, Size(0, 0))
            found[place] = Size(before.comments + size.comments, before.content + size.content)
    return found


def hidden(found: Mapping[Place, Size], minimums: Minimums) -> set[Place]:
    """Return the places whose figures are withheld."""
    result = {place for place, size in found.items() if size.content < minimums.comments}
    changed = True
    while changed:
        changed = False
        for whole, parts in _lines(found):
            more = _to_hide(found, whole, parts, result, minimums.remainder)
            if more is not None:
                result.add(more)
                changed = True
    return result


def _to_hide(
    found: Mapping[Place, Size],
    whole: Place,
    parts: Iterable[Place],
    hidden_: set[Place],
    remainder: int,
) -> Place | None:
    """Return a further place to hide so that a line tells nothing small, None if it is safe."""
    if whole in hidden_:
        return None
    withheld = [found[place] for place in parts if place in hidden_]
    withheld = [size for size in withheld if size.comments]
    together = [sum(size[field] for size in withheld) for field in range(2)]
    if not withheld or (len(withheld) > 1 and min(together) >= remainder):
        return None
    shown = [place for place in parts if place not in hidden_]
    return min(shown, key=lambda place: (found[place], str(place)), default=whole)


def _lines(found: Mapping[Place, Size]) -> Iterator[tuple[Place, list[Place]]]:
    """Yield every sum with its parts."""
    clusters = sorted({c for c, _ in found if c is not None})
    groups = sorted({g for _, g in found if g is not None})
    yield (ALL, ALL), [(cluster, ALL) for cluster in clusters]
    yield (ALL, ALL), [(ALL, group) for group in groups]
    for cluster in clusters:
        yield (cluster, ALL), [(cluster, g) for g in groups if (cluster, g) in found]
    for group in groups:
        yield (ALL, group), [(c, group) for c in clusters if (c, group) in found]
