"""Which parts of a comment moved its score, and by how much."""

from __future__ import annotations

from math import fsum

from analysis.ngrams import TOKEN, Block, tokens
from analysis.sentiment.features import NAMES, Evidence
from analysis.sentiment.model import Model, Triple

Span = tuple[int, int, float]
MOST = 5
LEAST = 0.05
_SHARES = {"friction": "friction", "relief": "relief"}
_LEXICON = ("vader", "good", "bad", "last clause", "best clause", "worst clause")


def spans(model: Model, evidence: Evidence) -> list[Span]:
    """Return up to ``MOST`` pieces of the text with their weight, in the order of the text.

    A weight is what the words add to the logit of positive minus that of negative; each piece is a
    literal slice of the text. Words that a rule or the lexicon knows carry a share of its weight.
    """
    pieces = _learned(model, evidence) + _known(model, evidence)
    joined = _join(sorted(pieces))
    strongest = sorted(joined, key=lambda span: (-abs(span[2]), span))[:MOST]
    return sorted((a, b, round(w, 3)) for a, b, w in strongest if abs(w) >= LEAST)


def _learned(model: Model, evidence: Evidence) -> list[Span]:
    found = list(TOKEN.finditer(evidence.text))
    values = [0.0] * len(found)
    texts = [(tokens(match.group()) or [""])[0] for match in found]
    for block, coefficients in zip(model.blocks, model.coefficients, strict=True):
        weight = {
            number: value * _pull(coefficients[number]) for number, value in block.weights(texts)
        }
        for place, text in enumerate(texts):
            values[place] += _of_token(block, text, weight)
    return [(m.start(), m.end(), value) for m, value in zip(found, values, strict=True)]


def _of_token(block: Block, token: str, weight: dict[int, float]) -> float:
    numbers = {term.number for text in block.split([token]) if (term := block.terms.get(text))}
    return fsum(weight.get(number, 0.0) for number in sorted(numbers))


def _known(model: Model, evidence: Evidence) -> list[Span]:
    if not model.features:
        return []
    pull = dict(zip(NAMES, map(_pull, model.features), strict=True))
    per_valence = sum(abs(pull[name]) for name in _LEXICON) / 8
    pieces = [(word.start, word.end, word.value * per_valence) for word in evidence.valences]
    signs = {"friction": -1.0, "relief": 1.0}
    strength = (abs(pull["friction"]) + abs(pull["relief"])) / 2
    pieces += [
        (rule.start, rule.end, signs[rule.kind] * strength)
        for rule in evidence.fired
        if rule.kind in signs
    ]
    return pieces


def _join(pieces: list[Span]) -> list[Span]:
    """Add up pieces that overlap, and neighbours that pull the same way."""
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
