"""Calibrates a model on predictions that were made without the comments they are for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import f1_score

from analysis.ngrams import DIGITS
from analysis.parameters import Sentiment
from analysis.sentiment.examples import PRACTICE, Example
from analysis.sentiment.features import Evidence
from analysis.sentiment.model import CLASSES, Calibration
from analysis.sentiment.prior import Probabilities, with_question

Matrix = NDArray[np.float64]
COVERAGE = 0.8
POINTS = 12
FIELD = "corpus"
ENOUGH = 250
_NEUTRAL = [round(0.05 * step, 2) for step in range(16, 37)]
_WITHOUT_LEVELS = 0.7
_STRONG = [round(0.02 * step, 2) for step in range(15, 49)]


def calibrate(examples: Sequence[Example], logits: Matrix, table: Sentiment) -> Calibration:
    """Return slope, offsets, cut points, confidences and the point of abstention.

    Where there are enough examples of the field (the corpus's), the others are left aside.

    Parameters
    ----------
    examples : sequence of Example
    logits : ndarray of shape (n_examples, 3)
        Out-of-fold outputs of models that did not see the example.
    table : Sentiment
        Priors by question.
    """
    rows = _of_the_field(examples)
    examples, logits = [examples[row] for row in rows], logits[rows]
    weights = np.array([example.weight for example in examples])
    truth = np.array([CLASSES.index(example.label) for example in examples])
    slope, offset = _scaling(logits, truth, weights)
    own = probabilities(logits, slope, offset)
    asked = _asked(examples, own, table)
    both = np.vstack([own, asked])
    neutral = _neutral(both, np.tile(truth, 2), np.tile(weights, 2))
    points = [confidence_points(found, truth, neutral, weights) for found in (own, asked)]
    sure = np.array([_confidence(row, neutral, points[1]) for row in asked])
    return Calibration(
        slope,
        offset,
        neutral,
        _cuts(examples, asked, neutral),
        points[0],
        points[1],
        _quantile(sure, weights, 1 - COVERAGE),
    )


def _of_the_field(examples: Sequence[Example]) -> list[int]:
    own = [row for row, example in enumerate(examples) if example.source == FIELD]
    if len(own) >= ENOUGH:
        return own
    return [row for row, example in enumerate(examples) if example.source != PRACTICE]


def probabilities(logits: Matrix, slope: float, offset: Sequence[float]) -> Matrix:
    """Return softmax(slope * logits + offset) by row."""
    scaled = slope * logits + np.array(offset)
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    result: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return result


def _scaling(
    logits: Matrix, truth: NDArray[np.int64], weights: Matrix
) -> tuple[float, tuple[float, float, float]]:
    rows = np.arange(len(truth))

    def loss(given: Matrix) -> float:
        found = probabilities(logits, given[0], (given[1], 0.0, given[2]))
        return float(-(weights * np.log(found[rows, truth] + 1e-12)).sum() / weights.sum())

    slope, negative, positive = minimize(loss, np.array([1.0, 0.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 3), (round(float(negative), 3), 0.0, round(float(positive), 3))


def _asked(examples: Sequence[Example], own: Matrix, table: Sentiment) -> Matrix:
    return np.array(
        [
            with_question(
                Probabilities(*map(float, row)), Evidence(example.text), example.question, table
            )
            for example, row in zip(examples, own, strict=True)
        ]
    )


def _neutral(found: Matrix, truth: NDArray[np.int64], weights: Matrix) -> float:
    """Return how often P(neutral) counts for the best macro-F1; of equals the nearest to 1."""
    return max(
        _NEUTRAL,
        key=lambda times: (round(_macro(truth, chosen(found, times), weights), 4), -abs(times - 1)),
    )


def chosen(found: Matrix, neutral: float) -> NDArray[np.int64]:
    """Return the class of each row of probabilities, as ``Model.label`` chooses it."""
    result: NDArray[np.int64] = (found * np.array([1.0, neutral, 1.0])).argmax(axis=1)
    return result


def _cuts(examples: Sequence[Example], found: Matrix, neutral: float) -> tuple[float, float]:
    """Return the scores from which a negative or positive label becomes a very strong one."""
    classes = chosen(found, neutral).tolist()
    scores = (found[:, 2] - found[:, 0]).tolist()
    given = [
        (example.level, place, score)
        for example, place, score in zip(examples, classes, scores, strict=True)
        if example.level is not None
    ]
    bad = [(level == 0, -score) for level, place, score in given if place == 0]
    good = [(level == 4, score) for level, place, score in given if place == 2]
    return -_best_strong(bad), _best_strong(good)


def _macro(truth: NDArray[np.int64], guess: NDArray[np.int64], weights: Matrix) -> float:
    return float(f1_score(truth, guess, average="macro", sample_weight=weights))


def _best_strong(given: Sequence[tuple[bool, float]]) -> float:
    if not given:
        return _WITHOUT_LEVELS
    truth = [strong for strong, _ in given]
    scores = [score for _, score in given]
    return max(
        _STRONG,
        key=lambda cut: float(
            f1_score(truth, [score >= cut for score in scores], average="macro", zero_division=0)
        ),
    )


def confidence_points(
    found: Matrix,
    truth: NDArray[np.int64],
    neutral: float,
    weights: Matrix,
) -> tuple[tuple[float, float], ...]:
    """Return a rising broken line from the label's probability to the share that was right."""
    classes = chosen(found, neutral)
    given = found[np.arange(len(found)), classes]
    line = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0)
    line.fit(given, classes == truth, sample_weight=weights)
    places = np.unique(np.quantile(given, np.linspace(0, 1, POINTS)).round(4))
    smooth = [float(line.predict(_near(given, place)).mean()) for place in places]
    rising = np.maximum.accumulate(smooth).tolist()
    return tuple((float(x), round(y, 4)) for x, y in zip(places, rising, strict=True))


def _near(given: Matrix, place: float) -> Matrix:
    """Return a tenth of the values, those nearest to a place."""
    order = np.argsort(np.abs(given - place), kind="stable")
    nearest: Matrix = given[order[: max(1, len(given) // 10)]]
    return nearest


def _confidence(row: Matrix, neutral: float, points: Sequence[tuple[float, float]]) -> float:
    place = int(chosen(row[None, :], neutral)[0])
    return float(np.interp(row[place], [x for x, _ in points], [y for _, y in points]))


def _quantile(values: Matrix, weights: Matrix, share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    return round(float(values[order[int(np.searchsorted(reached, share))]]), DIGITS - 2)
