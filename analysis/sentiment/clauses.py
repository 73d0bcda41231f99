"""Clauses of a comment, and the words that set one against another."""

from __future__ import annotations

import re
from typing import NamedTuple

_END = re.compile(r"(?<=[.!?;\n।])\s+|\s[-–—]\s|;\s*")
CONTRAST = re.compile(
    r"(?:,\s*|\s+)(?:but|however|though|although|yet|whereas|while|except(?: that)?|only that|"
    r"on the other hand|unfortunately|nevertheless|still|despite|in spite of|otherwise)\b,?\s*"
    r"|(?<=[.!?;]\s)(?:but|however|though|yet|still|unfortunately|nevertheless|"
    r"on the other hand)\b,?\s*",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\s*(?:although|though|while|despite|even though|whereas)\b", re.IGNORECASE)


class Clause(NamedTuple):
    """A part of a text; ``turns`` where a contrast word stands before it."""

    start: int
    end: int
    turns: bool


def clauses(text: str) -> list[Clause]:
    """Return the clauses of a text: split at sentence ends, semicolons, dashes, contrast words."""
    cuts = {(found.start(), found.end(), False) for found in _END.finditer(text)}
    cuts |= {(found.start(), found.end(), True) for found in CONTRAST.finditer(text)}
    if _OPENING.match(text) and (comma := text.find(", ")) > 0:
        cuts.add((comma, comma + 2, True))
    parts, start, turns = [], 0, False
    for left, right, contrast in sorted(cuts):
        if left >= start and text[start:left].strip():
            parts.append(Clause(start, left, turns))
            turns = False
        start, turns = max(start, right), turns or contrast
    if text[start:].strip():
        parts.append(Clause(start, len(text), turns))
    return parts


def is_contrasted(parts: list[Clause]) -> bool:
    """Tell whether a contrast word joins two of the clauses."""
    return any(part.turns for part in parts[1:])
