"""Trains the models of all languages from the labelled comments in the repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits

from analysis import ngrams
from analysis.parameters import Sentiment
from analysis.sentiment import clauses, features, fitting, joining, lexicon, negation, rules
from analysis.sentiment.calibration import FIELD, calibrate
from analysis.sentiment.examples import (
    PRACTICE,
    Example,
    code_fingerprint,
    fingerprint,
)
from analysis.sentiment.fitting import ENGLISH, OTHER, Prepared, Recipe, fit, logits, prepare
from analysis.sentiment.model import Model
from analysis.text_data import DATA

FOLDS = 5
LEAST_MACRO_F1 = 0.6
LANGUAGES = ("en", "hi", "kn", "mr", "te", "hi-Latn", "kn-Latn", "mr-Latn", "te-Latn")
LEAST_EXAMPLES = 250
_READING = (ngrams, clauses, features, joining, lexicon, negation, rules)
_DECISIVE = [
    *(Path(str(module.__file__)) for module in _READING),
    Path(str(fitting.__file__)),
    DATA / "sentiment" / "lexicon.yaml",
    DATA / "sentiment" / "rules.yaml",
]


def train_all(
    examples: Sequence[Example], table: Sentiment
) -> Iterator[tuple[str, float | None, Model | None]]:
    """Yield for every language its macro-F1 on unseen voices, and its model if that is enough.

    The figure is out of fold and without the question. None: fewer than ``LEAST_EXAMPLES``.
    """
    for language in LANGUAGES:
        own = [example for example in examples if example.language == language]
        # those for practice prove nothing about how good it is
        if sum(example.source != PRACTICE for example in own) < LEAST_EXAMPLES:
            yield language, None, None
            continue
        prepared = prepare(own)
        found = out_of_fold(prepared, recipe_of(language), language)
        reached = macro_f1(prepared, found)
        good = reached >= LEAST_MACRO_F1
        yield language, reached, _finish(prepared, found, language, table) if good else None


def train(examples: Sequence[Example], language: str, table: Sentiment) -> Model:
    """Fit a language's model on its examples and calibrate it on out-of-fold predictions."""
    prepared = prepare([example for example in examples if example.language == language])
    found = out_of_fold(prepared, recipe_of(language), language)
    return _finish(prepared, found, language, table)


def recipe_of(language: str) -> Recipe:
    """Return how a language's model is built."""
    return ENGLISH if language == "en" else OTHER


def macro_f1(prepared: Prepared, found: NDArray[np.float64]) -> float:
    """Return macro-F1 of the likeliest class among the corpus's comments."""
    own = np.array([example.source == FIELD for example in prepared.examples])
    chosen = found.argmax(axis=1)
    return float(f1_score(prepared.classes[own], chosen[own], average="macro"))


def _finish(
    prepared: Prepared, found: NDArray[np.float64], language: str, table: Sentiment
) -> Model:
    model = fit(prepared, recipe_of(language), language)
    return replace(
        model,
        calibration=calibrate(prepared.examples, found, table),
        training={
            "examples": len(prepared.examples),
            "macro_f1": round(macro_f1(prepared, found), 4),
            "data": fingerprint(prepared.examples),
            "code": code_fingerprint(*_DECISIVE),
            "scikit-learn": sklearn.__version__,
        },
    )


def out_of_fold(prepared: Prepared, recipe: Recipe, language: str) -> NDArray[np.float64]:
    """Return outputs for every example from a model that saw neither it nor its voice.

    Those for practice are only learnt from: their rows stay 0.
    """
    result = np.zeros((len(prepared.examples), 3))
    # one thread: sums of several threads may differ in their last bits
    with threadpool_limits(limits=1):
        for training, test in folds(prepared):
            model = fit(prepared.subset(training), recipe, language)
            result[test] = logits(model, prepared.subset(test))
    return result


def folds(prepared: Prepared) -> list[tuple[list[int], list[int]]]:
    """Return (training, test) row numbers; a voice, or a text that repeats, is in one fold only.

    Examples for practice are in every training part and in no test.
    """
    practice = np.array([example.source == PRACTICE for example in prepared.examples])
    tested, always = np.flatnonzero(~practice), np.flatnonzero(practice)
    said = prepared.voices
    voices = [said[row] for row in tested.tolist()]
    count = min(FOLDS, len(set(voices)))
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=1)
    split = splitter.split(np.zeros(len(voices)), prepared.classes[tested], voices)
    return [
        (np.sort(np.concatenate([tested[training], always])).tolist(), tested[test].tolist())
        for training, test in split
    ]
