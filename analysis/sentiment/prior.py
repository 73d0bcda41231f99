"""What a question leads to expect, applied to probabilities that were read from the text alone.

Class probabilities are multiplied by prior ** a. The exponent is 1 for the shortest answers, which
say little by themselves, less for longer ones, and 0 for answers that begin by contradicting their
question ("Nothing, all went well" to "What made it harder?"). The table is part of the parameters;
a question without an entry has no prior.
"""

from __future__ import annotations

from typing import NamedTuple

from analysis.parameters import Sentiment
from analysis.sentiment.features import Evidence


class Probabilities(NamedTuple):
    """Probabilities of the three classes, adding up to 1."""

    negative: float
    neutral: float
    positive: float

    @property
    def score(self) -> float:
        """P(positive) − P(negative), from -1 to 1."""
        return self.positive - self.negative


def exponent(evidence: Evidence, table: Sentiment) -> float:
    """Return how strongly the question's prior counts for an answer."""
    if evidence.begins_with_nothing:
        return table.contrary
    return table.short if len(evidence.words) <= table.short_words else table.long


def with_question(
    own: Probabilities, evidence: Evidence, question: str | None, table: Sentiment
) -> Probabilities:
    """Return the probabilities of an answer to ``question`` (an open item's id)."""
    prior = table.priors.get(question) if question else None
    if prior is None:
        return own
    power = exponent(evidence, table)
    if power == 0:
        return own
    expected = (prior.negative, prior.neutral, prior.positive)
    # a prior of 0 forbids nothing: it is read as one in a thousand
    raised = [p * max(q, 0.001) ** power for p, q in zip(own, expected, strict=True)]
    total = sum(raised)
    return Probabilities(*(value / total for value in raised))
