"""Which comments people code next: near a threshold, in topics, at random."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SHARES: Mapping[str, float] = {"threshold": 0.5, "topic": 0.3, "random": 0.2}
# where an index is wanted, at least half must be drawn at random: only these estimate anything
SHARES_FOR_INDEX: Mapping[str, float] = {"threshold": 0.3, "topic": 0.2, "random": 0.5}
CODED_TWICE = 50


@dataclass(frozen=True)
class Candidate:
    """A comment that could be coded; ``margin`` is how far its themes are from a threshold."""

    key: str
    margin: float
    in_topic: bool


def draw(
    candidates: Sequence[Candidate], size: int, *, for_index: bool = False, seed: int = 1
) -> dict[str, str]:
    """Return up to ``size`` keys with why each was drawn, the random ones first.

    The first ``CODED_TWICE`` at random are ``double``: two people code them.
    """
    shares = SHARES_FOR_INDEX if for_index else SHARES
    by_chance = sorted(candidates, key=lambda c: _draw(seed, c.key))
    drawn: dict[str, str] = {}
    queues = {
        "random": iter(by_chance),
        "topic": (c for c in by_chance if c.in_topic),
        "threshold": iter(sorted(by_chance, key=lambda c: c.margin)),
    }
    for reason, queue in queues.items():
        wanted = round(shares[reason] * size)
        for key in _new(queue, drawn, wanted):
            drawn[key] = reason
    # what topics and thresholds could not fill is drawn at random too
    for key in _new(iter(by_chance), drawn, size - len(drawn)):
        drawn[key] = "random"
    twice = [key for key, reason in drawn.items() if reason == "random"][:CODED_TWICE]
    return {key: "double" if key in twice else reason for key, reason in drawn.items()}


def _new(queue: Iterator[Candidate], drawn: Mapping[str, str], wanted: int) -> list[str]:
    found: list[str] = []
    for candidate in queue:
        if len(found) >= wanted:
            break
        if candidate.key not in drawn:
            found.append(candidate.key)
    return found


def _draw(seed: int, key: str) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()
