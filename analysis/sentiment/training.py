"""Trains the models of all languages from the labelled comments in the repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from analysis import ngrams
from analysis.parameters import Sentiment
from analysis.sentiment import clauses, features, lexicon, rules
from analysis.sentiment.calibration import calibrate
from analysis.sentiment.examples import Example, code_fingerprint, fingerprint
from analysis.sentiment.fitting import ENGLISH, OTHER, Prepared, Recipe, fit, logits, prepare
from analysis.sentiment.model import Model
from analysis.text_data import DATA

FOLDS = 5
_DECISIVE = [
    *(Path(str(module.__file__)) for module in (ngrams, clauses, features, lexicon, rules)),
    DATA / "sentiment" / "lexicon.yaml",
    DATA / "sentiment" / "rules.yaml",
]


def train(examples: Sequence[Example], language: str, table: Sentiment) -> Model:
    """Fit a language's model on its examples and calibrate it on out-of-fold predictions."""
    recipe = ENGLISH if language == "en" else OTHER
    own = [example for example in examples if example.language == language]
    prepared = prepare(own)
    found = out_of_fold(prepared, recipe, language)
    model = fit(prepared, recipe, language)
    return replace(
        model,
        calibration=calibrate(own, found, table),
        training={
            "examples": len(own),
            "data": fingerprint(own),
            "code": code_fingerprint(*_DECISIVE),
            "scikit-learn": sklearn.__version__,
        },
    )


def out_of_fold(prepared: Prepared, recipe: Recipe, language: str) -> NDArray[np.float64]:
    """Return outputs for every example from a model that saw neither it nor its voice."""
    result = np.zeros((len(prepared.examples), 3))
    for training, test in folds(prepared):
        model = fit(prepared.subset(training), recipe, language)
        result[test] = logits(model, prepared.subset(test))
    return result


def folds(prepared: Prepared) -> list[tuple[list[int], list[int]]]:
    """Return (training, test) row numbers; a voice, or a text that repeats, is in one fold only."""
    groups = [example.voice or example.text.casefold() for example in prepared.examples]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    split = splitter.split(np.zeros(len(groups)), prepared.classes, groups)
    return [(training.tolist(), test.tolist()) for training, test in split]
