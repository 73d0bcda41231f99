"""Fits the linear model with scikit-learn. Loaded by training only, never by reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from analysis.ngrams import DIGITS, Block, learn_block, tokens
from analysis.sentiment.examples import Example
from analysis.sentiment.features import Evidence, features
from analysis.sentiment.model import CLASSES, Calibration, Model, Part, Triple

Matrix = NDArray[np.float64]
_EVEN = ((0.0, 0.0), (1.0, 1.0))
UNCALIBRATED = Calibration(1.0, (0.0, 0.0, 0.0), 1.0, (-0.6, 0.6), _EVEN, _EVEN, 0.0)


@dataclass(frozen=True)
class Recipe:
    """How a language's model is built."""

    words: tuple[int, int] | None = (1, 2)
    characters: tuple[int, int] | None = None
    rarest: int = 3
    most: int = 12_000
    with_features: bool = True
    strength: float = 1.0


# chosen by cross-validation over voices (docs/models.md, what was tried)
ENGLISH = Recipe(strength=0.3)
OTHER = Recipe(characters=(2, 5), rarest=2, most=6_000, with_features=False, strength=3.0)


@dataclass(frozen=True)
class Prepared:
    """Examples with what is computed once for all folds."""

    examples: Sequence[Example]
    tokens: list[list[str]]
    features: Matrix

    def subset(self, rows: Sequence[int]) -> Prepared:
        """Return the examples with these numbers."""
        return Prepared(
            [self.examples[row] for row in rows],
            [self.tokens[row] for row in rows],
            self.features[list(rows)],
        )

    @property
    def classes(self) -> NDArray[np.int64]:
        return np.array([CLASSES.index(example.label) for example in self.examples])

    @property
    def weights(self) -> Matrix:
        return np.array([example.weight for example in self.examples])


def prepare(examples: Sequence[Example]) -> Prepared:
    """Return examples with their tokens and features."""
    found = [features(Evidence(example.text)) for example in examples]
    return Prepared(examples, [tokens(e.text) for e in examples], np.array(found))


def fit(prepared: Prepared, recipe: Recipe, language: str) -> Model:
    """Fit a balanced multinomial logistic regression; coefficients are rounded."""
    kinds = [("words", recipe.words), ("characters", recipe.characters)]
    blocks = tuple(
        learn_block(kind, sizes, prepared.tokens, rarest=recipe.rarest, most=recipe.most)
        for kind, sizes in kinds
        if sizes
    )
    regression = LogisticRegression(
        C=recipe.strength, class_weight="balanced", max_iter=2_000, tol=1e-5
    )
    regression.fit(
        matrix(prepared, blocks, recipe.with_features),
        prepared.classes,
        sample_weight=prepared.weights,
    )
    # the three columns may be shifted together: centred, they are unique
    centred = regression.coef_ - regression.coef_.mean(axis=0)
    triples = [_triple(column) for column in centred.T]
    intercept = _triple(regression.intercept_ - regression.intercept_.mean())
    parts, start = [], 0
    for block in blocks:
        parts.append(Part(block, triples[start : start + len(block.terms)]))
        start += len(block.terms)
    return Model(language, tuple(parts), tuple(triples[start:]), intercept, UNCALIBRATED, {})


def matrix(prepared: Prepared, blocks: Sequence[Block], with_features: bool) -> csr_matrix:
    """Return the examples as rows of a sparse matrix."""
    parts = [_sparse(block, prepared.tokens) for block in blocks]
    if with_features:
        parts.append(csr_matrix(prepared.features))
    return hstack(parts).tocsr()


def logits(model: Model, prepared: Prepared) -> Matrix:
    """Return the model's raw outputs, as ``Model.logits`` gives them, for many texts."""
    given = matrix(prepared, [part.block for part in model.parts], bool(model.features))
    learned = [row for part in model.parts for row in part.coefficients]
    result: Matrix = given @ np.array([*learned, *model.features]) + np.array(model.intercept)
    return result


def _sparse(block: Block, texts: Sequence[Sequence[str]]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for number, weight in block.weights(text):
            rows.append(row)
            columns.append(number)
            values.append(weight)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(block.terms)))


def _triple(column: Matrix) -> Triple:
    negative, neutral, positive = (round(float(value), DIGITS) for value in column)
    return negative, neutral, positive
