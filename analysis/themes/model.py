"""What a codebook's themes have learnt from comments coded by hand, read without any library.

For each theme that has enough codes: a linear model over words, two-word phrases and the scores of
the codebook, blended with the codebook's own score; the fewer codes, the more the codebook counts.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

from analysis.codebook import Codebook
from analysis.ngrams import Block, Term, tokens
from analysis.text_data import DATA

FORMAT = 1
KIND = "themes"
LEAST_CODES = 5
# how much the codebook counts, by number of codes of a theme
_CODES = (5, 20, 100, 300)
_SHARES = (0.8, 0.5, 0.15, 0.05)


@dataclass(frozen=True)
class Theme:
    """One theme's part: what it learnt, and how its score becomes a confidence.

    ``slope`` and ``offset`` make a confidence of the score's logit; the theme is given from
    ``threshold`` on. ``share`` is how much of the score is the codebook's own.
    """

    codes: int
    share: float
    intercept: float
    scores: tuple[float, ...]
    slope: float
    offset: float
    threshold: float


@dataclass(frozen=True)
class ThemeModel:
    """A model for one version of a codebook.

    ``weights`` holds, by number of the term, pairs of (number of the theme, coefficient).
    """

    codebook: str
    ids: tuple[str, ...]
    block: Block
    weights: tuple[tuple[tuple[int, float], ...], ...]
    themes: tuple[Theme, ...]
    card: dict[str, Any]
    hash: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_piece", lru_cache(maxsize=100_000)(self._learned))

    def scores(self, text: str, codebook_scores: Sequence[float]) -> list[float]:
        """Return the confidence of every theme, given the codebook's own scores."""
        learned = self._linear(text, codebook_scores)
        return [
            confidence(theme, blended(theme, own, logit))
            for theme, own, logit in zip(self.themes, codebook_scores, learned, strict=True)
        ]

    def _linear(self, text: str, codebook_scores: Sequence[float]) -> list[float]:
        total, square = [0.0] * len(self.ids), 0.0
        for piece in self.block.pieces(tokens(text)):
            length, found = self._piece(piece)  # type: ignore[attr-defined]
            square += length
            for theme, weight in found:
                total[theme] += weight
        scale = sqrt(square) or 1.0
        logits = [
            value / scale + theme.intercept for value, theme in zip(total, self.themes, strict=True)
        ]
        for place, score in enumerate(codebook_scores):
            if score:
                for theme, weight in self._pulls[place]:
                    logits[theme] += weight * score
        return logits

    @cached_property
    def _pulls(self) -> list[list[tuple[int, float]]]:
        """By theme of the codebook: what its score adds to the logit of each theme."""
        return [
            [(t, theme.scores[place]) for t, theme in enumerate(self.themes) if theme.scores]
            for place in range(len(self.ids))
        ]

    def _learned(self, piece: str) -> tuple[float, tuple[tuple[int, float], ...]]:
        square, found = 0.0, []
        for number, idf in self.block.known(piece):
            square += idf * idf
            found += [(theme, idf * weight) for theme, weight in self.weights[number]]
        return square, tuple(found)


def share_of_codebook(codes: int) -> float:
    """Return how much of a theme's score is the codebook's own (1 without enough codes)."""
    if codes < LEAST_CODES:
        return 1.0
    place = bisect_right(_CODES, codes)
    if place == len(_CODES):
        return _SHARES[-1]
    (low, high), (a, b) = _CODES[place - 1 : place + 1], _SHARES[place - 1 : place + 1]
    return a + (b - a) * log(codes / low) / log(high / low)


def blended(theme: Theme, codebook_score: float, logit: float) -> float:
    """Return a theme's score from 0 to 1."""
    return theme.share * codebook_score + (1 - theme.share) * logistic(logit)


def confidence(theme: Theme, score: float) -> float:
    """Return how often a theme with this score was right."""
    inside = min(max(score, 1e-6), 1 - 1e-6)
    return logistic(theme.slope * log(inside / (1 - inside)) + theme.offset)


def logistic(value: float) -> float:
    """Return 1 / (1 + exp(-value)) without overflow."""
    return 1 / (1 + exp(-value)) if value >= 0 else 1 - 1 / (1 + exp(value))


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, ThemeModel]:
    models = map(read_theme_model, sorted((DATA / "models").glob("themes.*.json")))
    return {model.codebook: model for model in models}


def shipped_model(codebook: Codebook) -> ThemeModel | None:
    """Return the shipped model for this very version of a codebook, if there is one."""
    return _shipped().get(codebook.hash)


def read_theme_model(path: Path) -> ThemeModel:
    """Read a model; raise ``ValueError`` if the file is none of this format."""
    content = path.read_bytes()
    data = json.loads(content)
    if not isinstance(data, dict) or (data.get("format"), data.get("kind")) != (FORMAT, KIND):
        raise ValueError(f"{path} is no model of themes of format {FORMAT}")
    return replace(from_json(data), hash=hashlib.sha256(content).hexdigest())


def from_json(data: Mapping[str, Any]) -> ThemeModel:
    """Return the model that a JSON file describes."""
    ids = tuple(data["themes"])
    terms = {term: Term(place, row[0]) for place, (term, row) in enumerate(data["words"].items())}
    weights = tuple(
        tuple((place, weight) for place, weight in row[1:]) for row in data["words"].values()
    )
    themes = tuple(
        Theme(**{**fields, "scores": tuple(fields["scores"])}) for fields in data["themes"].values()
    )
    smallest, largest = data["sizes"]
    block = Block("words", (smallest, largest), terms)
    return ThemeModel(data["codebook"], ids, block, weights, themes, data["card"])


def to_json(model: ThemeModel) -> dict[str, Any]:
    """Return a model as the data of its JSON file.

    A line a term: its inverse document frequency, then pairs of (place of the theme in the list of
    themes, coefficient).
    """
    return {
        "format": FORMAT,
        "kind": KIND,
        "codebook": model.codebook,
        "card": model.card,
        "sizes": model.block.sizes,
        "themes": {key: vars(theme) for key, theme in zip(model.ids, model.themes, strict=True)},
        "words": {
            term: [entry.idf, *model.weights[entry.number]]
            for term, entry in model.block.terms.items()
        },
    }
