"""What the usual tools read in a text, to compare with: VADER, and TextBlob where it is installed.

Their labels are those that their authors recommend: VADER is neutral within ±0.05 (Hutto and
Gilbert 2014), TextBlob at 0.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.sentiment.model import CLASSES

NEUTRAL = 0.05
Tool = Callable[[str], str]


def tools() -> dict[str, Tool]:
    """Return the tools that are there, by name."""
    found: dict[str, Tool] = {"VADER": vader}
    if find_spec("textblob"):
        found["TextBlob"] = textblob
    return found


def vader(text: str) -> str:
    """Return VADER's class of a text."""
    return _class(_vader().polarity_scores(text)["compound"], NEUTRAL)


def textblob(text: str) -> str:
    """Return TextBlob's class of a text."""
    from textblob import TextBlob  # only the tests install it

    return _class(float(TextBlob(text).sentiment.polarity), 0.0)


def _class(polarity: float, neutral: float) -> str:
    if abs(polarity) <= neutral:
        return CLASSES[1]
    return CLASSES[2] if polarity > 0 else CLASSES[0]


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
