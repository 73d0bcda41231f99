"""Pieces of text of which one must stand in whatever a regular expression matches.

Looking for a few hundred pieces takes a tenth of the time of trying a few dozen expressions, so
most expressions need not be tried on most texts.
"""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]  # the module's own reading of it
from typing import Any

SHORTEST = 3
_PIECE = re.compile(rf"[a-z]{{{SHORTEST},}}")


def needed(pattern: str) -> frozenset[str]:
    """Return the pieces, in lower case; empty where nothing can be said."""
    found = _of_sequence(_parser.parse(pattern))
    return frozenset(p for p in found if not any(o != p and o in p for o in found))


def _of_sequence(sequence: Any) -> frozenset[str]:
    """Return the best set of a sequence: every part of it must match, so one part is enough."""
    sets: list[frozenset[str]] = []
    run = ""
    for kind, value in sequence:
        if kind is _constants.LITERAL:
            run += chr(value)
            continue
        sets += [frozenset({piece}) for piece in _PIECE.findall(run)]
        run = ""
        sets.append(_of_part(kind, value))
    sets += [frozenset({piece}) for piece in _PIECE.findall(run)]
    known = [pieces for pieces in sets if pieces]
    return min(known, key=lambda pieces: (_commonness(pieces), sorted(pieces)), default=frozenset())


def _commonness(pieces: frozenset[str]) -> int:
    """Return about how often one of the pieces is met: short ones stand in many words."""
    return sum(8 if len(piece) == SHORTEST else 1 for piece in pieces)


def _of_part(kind: Any, value: Any) -> frozenset[str]:
    if kind is _constants.SUBPATTERN:
        return _of_sequence(value[3])
    if kind is _constants.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    return frozenset()
