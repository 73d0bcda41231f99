"""The longest run of one answer; computed where the presented order is known."""

from __future__ import annotations

from collections.abc import Iterable

LARGEST = 255


def longest_run(codes: Iterable[int | None]) -> int:
    """Return the length of the longest run of one code, at most 255.

    Items left empty and the ways out (negative codes) do not break a run and do not count.
    ``codes`` are the answers to the items of the dimensions, in the order of presentation.
    """
    longest = current = 0
    last: int | None = None
    for code in codes:
        if code is None or code < 0:
            continue
        current = current + 1 if code == last else 1
        last = code
        longest = max(longest, current)
    return min(longest, LARGEST)
