"""Which parts of a comment moved its score, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from analysis.ngrams import TOKEN
from analysis.sentiment.features import Evidence, names
from analysis.sentiment.joining import Triple
from analysis.sentiment.model import Model

Span = tuple[int, int, float]
MOST = 5
LEAST = 0.05
_LEXICON = ("valence", "good", "bad", "last clause", "best clause", "worst clause")


def spans(model: Model, evidence: Evidence) -> list[Span]:
    """Return up to ``MOST`` pieces of the text with their weight, in the order of the text.

    A weight is what the words add to the logit of positive minus that of negative; each piece is a
    literal slice of the text. Words that a rule or the lexicon knows carry a share of its weight.
    """
    pieces = _learned(model, evidence) + _known(model, evidence)
    strongest = sorted(_join(sorted(pieces)), key=lambda span: (-abs(span[2]), span))[:MOST]
    return sorted((a, b, round(w, 3)) for a, b, w in strongest if abs(w) >= LEAST)


def _learned(model: Model, evidence: Evidence) -> list[Span]:
    """Return each word with what all parts of the model learnt about it (not about phrases)."""
    values = [0.0] * len(evidence.tokens)
    for part in model.parts:
        own = evidence.negated if part.block.kind == "negated" else evidence.tokens
        found = [part.learned(token) for token in own]
        length = sqrt(sum([piece.square for piece in found])) or 1.0
        for place, piece in enumerate(found):
            values[place] += (piece.positive - piece.negative) / length
    places = (word.span() for word in TOKEN.finditer(evidence.text))
    return [(start, end, value) for (start, end), value in zip(places, values, strict=True)]


def _known(model: Model, evidence: Evidence) -> list[Span]:
    if not model.features:
        return []
    pull = dict(zip(names(), map(_pull, model.features), strict=True))
    per_valence = sum(abs(pull[name]) for name in _LEXICON) / 8
    pieces = [(word.start, word.end, word.value * per_valence) for word in evidence.valences]
    signs = {"friction": -1.0, "relief": 1.0}
    strength = (abs(pull["friction"]) + abs(pull["relief"])) / 2
    pieces += [
        (rule.start, rule.end, signs.get(rule.kind, 0.0) * strength + pull[rule.feature])
        for rule in evidence.fired
    ]
    return pieces


def _join(pieces: Sequence[Span]) -> list[Span]:
    """Add up pieces that overlap."""
    joined: list[Span] = []
    for start, end, weight in pieces:
        if joined and start < joined[-1][1]:
            left, right, value = joined[-1]
            joined[-1] = (left, max(right, end), value + weight)
        else:
            joined.append((start, end, weight))
    return joined


def _pull(coefficients: Triple) -> float:
    return coefficients[2] - coefficients[0]
