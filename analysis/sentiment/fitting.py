"""Fits the linear model with scikit-learn. Loaded by training only, never by reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from analysis.ngrams import Block, learn_block
from analysis.sentiment.examples import PATIENTS, PRACTICE, Example
from analysis.sentiment.features import GENERAL, Evidence, names
from analysis.sentiment.joining import NAMES as JOINED
from analysis.sentiment.joining import Triple, join
from analysis.sentiment.model import CLASSES, Calibration, Model, Part

Matrix = NDArray[np.float64]
# coefficients are frozen at this digit
DIGITS = 5
INNER_FOLDS = 4
JOINT_STRENGTH = 0.03
PRACTICE_SHARE = 0.5
_EVEN = ((0.0, 0.0), (1.0, 1.0))
UNCALIBRATED = Calibration(1.0, (0.0, 0.0, 0.0), 1.0, (-0.6, 0.6), _EVEN, _EVEN, 0.0)


@dataclass(frozen=True)
class Recipe:
    """How a language's model is built; ``joined``: with a second stage over clauses."""

    words: tuple[int, int] | None = (1, 2)
    negated: tuple[int, int] | None = None
    characters: tuple[int, int] | None = None
    rarest: int = 2
    most: int = 24_000
    with_features: bool = True
    joined: bool = False
    strength: float = 1.0


# chosen by cross-validation over voices (docs/models.md, what was tried)
ENGLISH = Recipe(negated=(1, 1), joined=True, strength=0.5)
OTHER = Recipe(characters=(2, 5), rarest=1, most=10_000, with_features=False, strength=0.5)
RAREST_CHARACTERS = 2


@dataclass(frozen=True)
class Prepared:
    """Examples with what is computed once for all folds.

    ``clauses`` are the clauses of all texts that have several, as examples of their own; ``parts``
    tells, by example, which of them are its own, and ``turns`` which follow a contrast word.
    """

    examples: Sequence[Example]
    tokens: list[list[str]]
    negated: list[list[str]]
    features: Matrix
    clauses: Prepared | None = None
    parts: Sequence[Sequence[int]] = ()
    turns: Sequence[Sequence[bool]] = ()

    def subset(self, rows: Sequence[int]) -> Prepared:
        """Return the examples with these numbers; the clauses stay those of all."""
        return Prepared(
            [self.examples[row] for row in rows],
            [self.tokens[row] for row in rows],
            [self.negated[row] for row in rows],
            self.features[list(rows)],
            self.clauses,
            [self.parts[row] for row in rows] if self.parts else (),
            [self.turns[row] for row in rows] if self.turns else (),
        )

    def pieces_of(self, kind: str) -> list[list[str]]:
        """Return, by example, what a block of this kind is made of."""
        return self.negated if kind == "negated" else self.tokens

    @property
    def classes(self) -> NDArray[np.int64]:
        return np.array([CLASSES.index(example.label) for example in self.examples])

    @property
    def weights(self) -> Matrix:
        return np.array([example.weight for example in self.examples])

    @property
    def voices(self) -> list[str]:
        """Return who speaks; a text without a voice stands for itself, however often it is said."""
        return [example.voice or example.text.casefold() for example in self.examples]


def prepare(examples: Sequence[Example]) -> Prepared:
    """Return examples with their tokens, features and clauses."""
    read = [Evidence(example.text) for example in examples]
    clauses = [
        (replace(example, text=part.text), part)
        for example, evidence in zip(examples, read, strict=True)
        for part in evidence.parts
    ]
    ends = np.cumsum([len(evidence.parts) for evidence in read]).tolist()
    return replace(
        _prepared(examples, read),
        clauses=_prepared([e for e, _ in clauses], [part for _, part in clauses]),
        parts=[
            range(end - len(evidence.parts), end) for end, evidence in zip(ends, read, strict=True)
        ],
        turns=[[c.turns for c in evidence.clauses] if evidence.parts else [] for evidence in read],
    )


def _prepared(examples: Sequence[Example], read: Sequence[Evidence]) -> Prepared:
    return Prepared(
        examples,
        [evidence.tokens for evidence in read],
        [evidence.pieces_of("negated") for evidence in read],
        np.array([evidence.features for evidence in read]).reshape(len(read), len(names())),
    )


def fit(prepared: Prepared, recipe: Recipe, language: str) -> Model:
    """Fit a model of one or two stages; coefficients are rounded."""
    model = _fit_first(prepared, recipe, language)
    if not recipe.joined:
        return model
    return replace(model, joint=_fit_joint(prepared, recipe, language))


def _fit_first(prepared: Prepared, recipe: Recipe, language: str) -> Model:
    """Fit a balanced multinomial logistic regression."""
    kinds = (
        ("words", recipe.words, recipe.rarest),
        ("negated", recipe.negated, recipe.rarest),
        ("characters", recipe.characters, RAREST_CHARACTERS),
    )
    blocks = tuple(
        learn_block(kind, sizes, prepared.pieces_of(kind), rarest=least, most=recipe.most)
        for kind, sizes, least in kinds
        if sizes
    )
    regression = LogisticRegression(
        C=recipe.strength, class_weight="balanced", max_iter=2_000, tol=1e-4
    )
    regression.fit(
        matrix(prepared, blocks, recipe.with_features),
        prepared.classes,
        sample_weight=prepared.weights,
    )
    triples, intercept = _triples(regression, regression.coef_, regression.intercept_)
    parts, start = [], 0
    for block in blocks:
        parts.append(Part(block, triples[start : start + len(block.terms)]))
        start += len(block.terms)
    return Model(language, tuple(parts), tuple(triples[start:]), intercept, UNCALIBRATED, {})


def _fit_joint(prepared: Prepared, recipe: Recipe, language: str) -> tuple[Triple, ...]:
    """Fit the second stage to outputs of first stages that did not see the voice.

    It learns from the field only: patients' long answers join their clauses otherwise.
    """
    source = np.array([example.source for example in prepared.examples])
    field, rest = np.flatnonzero(source != PATIENTS), np.flatnonzero(source == PATIENTS)
    own = prepared.subset(field.tolist())
    given = np.zeros((len(field), len(JOINED)))
    splitter = StratifiedGroupKFold(INNER_FOLDS, shuffle=True, random_state=2)
    for training, test in splitter.split(given, own.classes, own.voices):
        rows = np.sort(np.concatenate([field[training], rest])).tolist()
        first = _fit_first(prepared.subset(rows), recipe, language)
        given[test] = _joined(first, own.subset(test.tolist()))
    mean, spread = given.mean(axis=0), given.std(axis=0) + 1e-9
    weights = np.where(source[field] == PRACTICE, PRACTICE_SHARE, 1.0)
    regression = LogisticRegression(C=JOINT_STRENGTH, max_iter=5_000, tol=1e-6)
    regression.fit((given - mean) / spread, own.classes, sample_weight=weights)
    coefficients = regression.coef_ / spread
    triples, intercept = _triples(
        regression, coefficients, regression.intercept_ - coefficients @ mean
    )
    return (*triples, intercept)


def _triples(
    regression: LogisticRegression, coefficients: Matrix, intercept: Matrix
) -> tuple[list[Triple], Triple]:
    """Return rounded coefficients by term; shifted together they mean the same: centred."""
    if len(regression.classes_) < len(CLASSES):
        raise ValueError("examples of all three classes are needed")
    centred = coefficients - coefficients.mean(axis=0)
    return [_triple(column) for column in centred.T], _triple(intercept - intercept.mean())


def matrix(prepared: Prepared, blocks: Sequence[Block], with_features: bool) -> csr_matrix:
    """Return the examples as rows of a sparse matrix."""
    parts = [_sparse(block, prepared.pieces_of(block.kind)) for block in blocks]
    if with_features:
        parts.append(csr_matrix(prepared.features))
    return hstack(parts).tocsr()


def logits(model: Model, prepared: Prepared) -> Matrix:
    """Return the model's raw outputs, as ``Model.logits`` gives them, for many texts."""
    if not model.joint:
        return _first(model, prepared)
    result: Matrix = _joined(model, prepared) @ np.array(model.joint[:-1]) + model.joint[-1]
    return result


def _first(model: Model, prepared: Prepared) -> Matrix:
    given = matrix(prepared, [part.block for part in model.parts], bool(model.features))
    learned = [row for part in model.parts for row in part.coefficients]
    result: Matrix = given @ np.array([*learned, *model.features]) + np.array(model.intercept)
    return result


def _joined(model: Model, prepared: Prepared) -> Matrix:
    """Return what the second stage is given."""
    rows = [row for own in prepared.parts for row in own]
    clauses = prepared.clauses
    if clauses is None:
        raise ValueError("the examples were prepared without their clauses")
    of_clauses = dict(zip(rows, _first(model, clauses.subset(rows)).tolist(), strict=True))
    whole = zip(
        _first(model, prepared).tolist(), prepared.parts, prepared.turns, prepared.features,
        strict=True,
    )  # fmt: skip
    return np.array(
        [
            join(text, [of_clauses[row] for row in own], turns, general[: len(GENERAL)].tolist())
            for text, own, turns, general in whole
        ]
    )


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
