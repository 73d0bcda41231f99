"""A reading as the cells of a CSV row."""

from __future__ import annotations

import json

from analysis.sentiment.prior import Probabilities
from analysis.sentiment.reader import Reading

# probabilities are frozen at this digit: the next ones may differ between machines
DECIMALS = 6
COLUMNS = (
    "label",
    "score",
    "p_negative",
    "p_neutral",
    "p_positive",
    "confidence",
    "mixed",
    "suggestion",
    "language",
    "evidence",
)


def cells(reading: Reading) -> list[str]:
    """Return the cells of ``COLUMNS``; what is not known is empty."""
    return [
        reading.label,
        number(reading.score),
        *_probabilities(reading.asked),
        number(reading.confidence),
        str(int(reading.mixed)),
        str(int(reading.suggestion)),
        reading.language,
        json.dumps([list(span) for span in reading.evidence], separators=(",", ":")),
    ]


def number(value: float | None) -> str:
    """Return a number at ``DECIMALS``, empty for None."""
    if value is None:
        return ""
    # adding 0 turns -0.0 into 0.0
    return repr(round(value, DECIMALS) + 0.0)


def _probabilities(found: Probabilities | None) -> list[str]:
    return [number(value) for value in found] if found else ["", "", ""]
