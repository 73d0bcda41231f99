"""The second stage: outputs of a whole text and of its clauses, joined to three outputs.

A model of words adds up "good" and "bad" over a text. Where clauses disagree, what comes last, what
is strongest and whether a contrast word stands between them decide; this stage has learnt how.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from analysis.sentiment.features import GENERAL

Triple = tuple[float, float, float]
NAMES = (
    "text negative",
    "text neutral",
    "text positive",
    "first score",
    "last score",
    "best score",
    "worst score",
    "most neutral",
    "last neutral",
    "first neutral",
    "clauses",
    "several clauses",
    "turned",
    "opposed around a turn",
    "opposed",
    "best and worst",
    "strength",
    *(f"general: {name}" for name in GENERAL),
)


def join(
    text: Triple, parts: Sequence[Triple], turns: Sequence[bool], general: Sequence[float]
) -> list[float]:
    """Return one number for each of ``NAMES``.

    Parameters
    ----------
    text : three floats
        First-stage outputs of the whole text.
    parts : sequence of three floats
        The same of each clause; none: the text counts as one clause.
    turns : sequence of bool
        Which of the clauses follow a contrast word.
    general : sequence of float
        The features of ``features.GENERAL``.
    """
    read = [_read(part) for part in parts or (text,)]
    scores = [score for score, _ in read]
    neutral = [value for _, value in read]
    turned = [place for place, turn in enumerate(turns) if turn and place]
    return [
        *text,
        scores[0],
        scores[-1],
        max(scores),
        min(scores),
        max(neutral),
        neutral[-1],
        neutral[0],
        float(len(read)),
        float(len(read) > 1),
        float(bool(turned)),
        max((opposition(scores, place) for place in turned), default=0.0),
        max(0.0, min(max(scores), -min(scores))),
        max(scores) + min(scores),
        abs(text[2] - text[0]),
        *general,
    ]


def opposition(scores: Sequence[float], place: int) -> float:
    """Return how far clauses before and after a place have opposite signs (0: they have not)."""
    before, after = scores[:place], scores[place:]
    return max(min(max(before), -min(after)), min(-min(before), max(after)), 0.0)


def _read(outputs: Triple) -> tuple[float, float]:
    """Return P(positive) − P(negative) and P(neutral) of unscaled outputs."""
    largest = max(outputs)
    negative, neutral, positive = (exp(value - largest) for value in outputs)
    total = negative + neutral + positive
    return (positive - negative) / total, neutral / total
