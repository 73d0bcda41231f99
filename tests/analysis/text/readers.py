"""A reader with the shipped models, questions and priors."""

from __future__ import annotations

from functools import cache

from analysis import shipped
from analysis.sentiment.questions import Questions
from analysis.sentiment.reader import Reader


@cache
def shipped_reader(threshold: float | None = None) -> Reader:
    questions = Questions(shipped.instrument())
    return Reader(shipped.parameters().sentiment, questions, threshold=threshold)
