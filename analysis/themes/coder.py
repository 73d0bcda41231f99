"""Codes comments with the themes of a codebook: suggestions, with confidence and evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp
from typing import NamedTuple

from analysis.codebook import Codebook
from analysis.contentless import is_contentless
from analysis.themes.codebook_score import CodebookScore, against_best
from analysis.themes.matching import Match
from analysis.themes.model import ThemeModel, shipped_model

LONGEST = 10_000
MOST_SENTENCES = 50
# without hand codes: threshold of the score, and steepness of the curve that makes it a confidence
THRESHOLD = 0.18
STEEPNESS = 12.0
_SENTENCE = re.compile(r"[^.!?\n।]+[.!?।]*")
Evidence = tuple[int, int]


class WrongModel(ValueError):
    """A model does not belong to the codebook."""


class Assignment(NamedTuple):
    """A theme that a comment is coded with."""

    theme: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Coding:
    """The themes of a comment, the likeliest first.

    ``best`` is the highest confidence of any theme; ``margin`` how far the nearest confidence is
    from its theme's threshold, above or below; ``fit`` how well the codebook's own words fit.
    """

    assignments: tuple[Assignment, ...]
    best: float
    margin: float = 1.0
    fit: float = 0.0
    contentless: bool = False


class Coder:
    """A codebook in use, with what it has learnt from hand codes.

    Parameters
    ----------
    codebook : Codebook
    model : ThemeModel, optional
        Default: the shipped one for this very codebook, if there is one.

    Raises
    ------
    WrongModel
        If the model is for another codebook.
    """

    def __init__(self, codebook: Codebook, model: ThemeModel | None = None) -> None:
        if model is not None and model.codebook != codebook.hash:
            raise WrongModel("the model was made for another version of the codebook")
        self.codebook = codebook
        self.ids = tuple(theme.id for theme in codebook.active)
        self.model = model or shipped_model(codebook)
        self._score = CodebookScore(codebook)
        self.code = lru_cache(maxsize=2_048)(self._code)
        self._sentence = lru_cache(maxsize=256)(self._confidences_alone)

    def _code(self, text: str) -> Coding:
        """Return the themes of a comment; none where it says nothing or nothing fits."""
        start = text[:LONGEST]
        if is_contentless(start):
            return Coding((), 0.0, contentless=True)
        matches = self._score.keywords.find(start)
        own = self._score.blend(start, matches)
        sure = self._confidences(start, own)
        margins = [value - least for value, least in zip(sure, self._thresholds, strict=True)]
        found = [
            Assignment(self.ids[number], sure[number], self._evidence(start, matches, number))
            for number, margin in enumerate(margins)
            if margin >= 0
        ]
        found.sort(key=lambda assignment: (-assignment.confidence, assignment.theme))
        return Coding(tuple(found), max(sure), min(map(abs, margins)), max(own))

    def _confidences(self, text: str, own: Sequence[float]) -> list[float]:
        if self.model:
            return self.model.scores(text, own)
        return [confidence(score) for score in against_best(own)]

    def _confidences_alone(self, sentence: str) -> list[float]:
        return self._confidences(sentence, self._score.scores(sentence))

    @cached_property
    def _thresholds(self) -> list[float]:
        if self.model:
            return [theme.threshold for theme in self.model.themes]
        return [0.5] * len(self.ids)

    def _evidence(self, text: str, matches: Sequence[Match], theme: int) -> tuple[Evidence, ...]:
        """Return where the theme's keywords stand, else the sentence that fits it best."""
        spans = tuple((match.start, match.end) for match in matches if match.theme == theme)
        return spans or (self._best_sentence(text, theme),)

    def _best_sentence(self, text: str, theme: int) -> Evidence:
        sentences = [trimmed(text, *found.span()) for found in _SENTENCE.finditer(text)]
        sentences = [(start, end) for start, end in sentences if start < end] or [(0, len(text))]
        if len(sentences) == 1:
            return sentences[0]
        parts = [text[start:end] for start, end in sentences[:MOST_SENTENCES]]
        fits = [self._sentence(part)[theme] for part in parts]
        return sentences[fits.index(max(fits))]


def confidence(score: float) -> float:
    """Return how sure a theme is, from 0 to 1; ½ at the threshold."""
    return 1 / (1 + exp(-STEEPNESS * (score - THRESHOLD)))


def trimmed(text: str, start: int, end: int) -> Evidence:
    """Return a span without white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
