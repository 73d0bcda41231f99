"""Codes comments with the themes of a codebook: suggestions, with confidence and evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import NamedTuple

from analysis.codebook import Codebook
from analysis.contentless import is_contentless
from analysis.themes.codebook_score import CodebookScore
from analysis.themes.matching import Match

LONGEST = 10_000
# without hand codes: threshold of the score, and steepness of the curve that makes it a confidence
THRESHOLD = 0.24
STEEPNESS = 12.0
_SENTENCE = re.compile(r"[^.!?\n।]+[.!?।]*")
Evidence = tuple[int, int]


class Assignment(NamedTuple):
    """A theme that a comment is coded with."""

    theme: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Coding:
    """The themes of a comment, the likeliest first; ``best`` is the highest confidence of any."""

    assignments: tuple[Assignment, ...]
    best: float
    contentless: bool = False


class Coder:
    """A codebook in use."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.ids = tuple(theme.id for theme in codebook.active)
        self._score = CodebookScore(codebook)
        self.code = lru_cache(maxsize=2_048)(self._code)

    def _code(self, text: str) -> Coding:
        """Return the themes of a comment; none where it says nothing or nothing fits."""
        start = text[:LONGEST]
        if is_contentless(start):
            return Coding((), 0.0, contentless=True)
        matches = self._score.keywords.find(start)
        scores = self._score.blend(start, matches)
        found = [
            Assignment(self.ids[number], confidence(score), self._evidence(start, matches, number))
            for number, score in enumerate(scores)
            if score >= THRESHOLD
        ]
        found.sort(key=lambda assignment: (-assignment.confidence, assignment.theme))
        return Coding(tuple(found), confidence(max(scores)))

    def _evidence(self, text: str, matches: Sequence[Match], theme: int) -> tuple[Evidence, ...]:
        """Return where the theme's keywords stand, else the sentence that fits it best."""
        spans = tuple((match.start, match.end) for match in matches if match.theme == theme)
        return spans or (self._best_sentence(text, theme),)

    def _best_sentence(self, text: str, theme: int) -> Evidence:
        sentences = [trimmed(text, *found.span()) for found in _SENTENCE.finditer(text)]
        sentences = [(start, end) for start, end in sentences if start < end] or [(0, len(text))]
        if len(sentences) == 1:
            return sentences[0]
        fits = [self._score.cosines(text[start:end])[theme] for start, end in sentences]
        return sentences[fits.index(max(fits))]


def confidence(score: float) -> float:
    """Return how sure a theme is, from 0 to 1; ½ at the threshold."""
    return 1 / (1 + exp(-STEEPNESS * (score - THRESHOLD)))


def trimmed(text: str, start: int, end: int) -> Evidence:
    """Return a span without white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
