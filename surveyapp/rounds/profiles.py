"""Coarsen profiles until nobody stands out: every combination in a cell is shared by enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Profile = tuple[str | None, ...]


def coarsen(profiles: Sequence[Profile], minimum: int) -> list[Profile]:
    """Return the profiles of one cell with answers blanked.

    In rare combinations the last item is blanked first, then the one before, at last all. Where
    the wholly blank ones would be fewer than ``minimum``, the rarest others join them.
    """
    result = list(profiles)
    width = len(profiles[0]) if profiles else 0
    for item in reversed(range(width)):
        counts = Counter(result)
        result = [
            profile if counts[profile] >= minimum else (*profile[:item], *[None] * (width - item))
            for profile in result
        ]
    return _join_blank(result, (None,) * width, minimum)


def _join_blank(profiles: list[Profile], blank: Profile, minimum: int) -> list[Profile]:
    counts = Counter(profiles)
    while 0 < counts[blank] < minimum and len(counts) > 1:
        rarest = min(
            (profile for profile in counts if profile != blank),
            key=lambda profile: (counts[profile], [word or "" for word in profile]),
        )
        counts[blank] += counts.pop(rarest)
    return [profile if profile in counts else blank for profile in profiles]
