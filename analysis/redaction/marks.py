"""Places in a comment that must not be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Mark(NamedTuple):
    """A piece of text, and what it is: name, phone, email, url, aadhaar, …"""

    start: int
    end: int
    kind: str


def without_overlaps(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in the order of the text; of those that overlap, the first given."""
    taken: set[int] = set()
    kept = []
    for mark in marks:
        places = range(mark.start, mark.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(mark)
    return sorted(kept)
