"""What a codebook's themes have learnt from comments coded by hand, read without scikit-learn.

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
from math import log, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import Codebook
from analysis.ngrams import Block, Term, tokens
from analysis.text_data import DATA

Matrix = NDArray[np.float64]
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

    def scores(self, text: str, codebook_scores: Sequence[float]) -> list[float]:
        """Return the confidence of every theme, given the codebook's own scores."""
        own = np.array(codebook_scores)
        numbers = self._numbers
        logits = self._learned(text) + (numbers.pulls * own).sum(axis=1) + numbers.intercepts
        score = blended(numbers.shares, own, logits)
        found: list[float] = confidences(numbers.slopes, numbers.offsets, score).tolist()
        return found

    def _learned(self, text: str) -> Matrix:
        """Return what words and phrases add to the logit of each theme."""
        known = self.block.known_in(tokens(text))
        if not known:
            return np.zeros(len(self.ids))
        rows = self._numbers.weights[[term.number for term in known]]
        idf = np.array([term.idf for term in known])
        # row by row, in the order of the text: not a product, whose order of sums may change
        total: Matrix = (rows * idf[:, None]).sum(axis=0)
        return total / sqrt(sum([value * value for value in idf.tolist()]))

    @cached_property
    def _numbers(self) -> _Numbers:
        weights = np.zeros((len(self.block.terms), len(self.ids)))
        for term, pairs in enumerate(self.weights):
            for place, weight in pairs:
                weights[term, place] = weight
        none = (0.0,) * len(self.ids)
        return _Numbers(
            weights,
            np.array([theme.scores or none for theme in self.themes]),
            *(
                np.array([getattr(theme, name) for theme in self.themes])
                for name in ("intercept", "share", "slope", "offset")
            ),
        )


class _Numbers(NamedTuple):
    """A model's figures as arrays: weights by term and theme, the others by theme."""

    weights: Matrix
    pulls: Matrix
    intercepts: Matrix
    shares: Matrix
    slopes: Matrix
    offsets: Matrix


def share_of_codebook(codes: int) -> float:
    """Return how much of a theme's score is the codebook's own (1 without enough codes)."""
    if codes < LEAST_CODES:
        return 1.0
    place = bisect_right(_CODES, codes)
    if place == len(_CODES):
        return _SHARES[-1]
    (low, high), (a, b) = _CODES[place - 1 : place + 1], _SHARES[place - 1 : place + 1]
    return a + (b - a) * log(codes / low) / log(high / low)


def blended(shares: Matrix, codebook_scores: Matrix, logits: Matrix) -> Matrix:
    """Return scores from 0 to 1, by theme in the last axis."""
    result: Matrix = shares * codebook_scores + (1 - shares) * logistic(logits)
    return result


def confidences(slopes: Matrix, offsets: Matrix, scores: Matrix) -> Matrix:
    """Return how often themes with these scores were right, by theme in the last axis."""
    inside = np.clip(scores, 1e-6, 1 - 1e-6)
    return logistic(slopes * np.log(inside / (1 - inside)) + offsets)


def logistic(values: Matrix) -> Matrix:
    """Return 1 / (1 + exp(-value)) without overflow."""
    result: Matrix = 1 / (1 + np.exp(-np.clip(values, -500, 500)))
    return result


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
