"""VADER's lexicon, extended for this field, and the valence of each word in a text.

The words and their valences are those of Hutto and Gilbert (2014), read from the vaderSentiment
package; ``data/sentiment/lexicon.yaml`` says which of them lose or change their valence here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import yaml
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer

from analysis.text_data import DATA

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
REACH = 3
_TURN = -0.74
_NEGATIONS = frozenset(NEGATE) | {"no", "hardly", "barely", "zero", "lack", "lacks", "without"}


class Valence(NamedTuple):
    """How good (above 0) or bad a word is where it stands, on VADER's scale from -4 to 4."""

    start: int
    end: int
    value: float
    negated: bool


class Word(NamedTuple):
    """A word in lower case, and where it stands."""

    start: int
    end: int
    text: str


@cache
def lexicon() -> dict[str, float]:
    """Return VADER's lexicon with the field's changes."""
    valence: dict[str, float] = dict(SentimentIntensityAnalyzer().lexicon)
    changes = yaml.safe_load((DATA / "sentiment" / "lexicon.yaml").read_text("utf-8"))
    for word in changes["neutral"].split():
        valence.pop(word, None)
    for value, listed in changes["words"].items():
        valence.update(dict.fromkeys(listed.split(), float(value)))
    return valence


def words(text: str) -> list[Word]:
    """Return the words of a text in order; a curly apostrophe is read as a straight one."""
    return [
        Word(found.start(), found.end(), found.group().lower().replace("’", "'"))
        for found in WORD.finditer(text)
    ]


def valences(found: Sequence[Word]) -> list[Valence]:
    """Return the words that have a valence, turned by a negation up to three words before."""
    known = lexicon()
    result = []
    for place, word in enumerate(found):
        value = known.get(word.text)
        if value is None or word.text == "no":
            continue
        before = found[max(0, place - REACH) : place]
        value += sum(_boost(other.text, value) for other in before)
        negated = any(is_negation(other.text) for other in before)
        result.append(Valence(word.start, word.end, value * _TURN if negated else value, negated))
    return result


def is_negation(word: str) -> bool:
    """Tell whether a word turns what follows it."""
    return word in _NEGATIONS or word.endswith("n't")


def _boost(word: str, value: float) -> float:
    change: float = BOOSTER_DICT.get(word, 0.0)
    return change if value > 0 else -change
