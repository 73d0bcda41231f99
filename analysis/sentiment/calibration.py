"""Calibrates a model on predictions that were made without the comments they are for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import f1_score

from analysis.ngrams import DIGITS
from analysis.parameters import Sentiment
from analysis.sentiment.examples import Example
from analysis.sentiment.features import Evidence
from analysis.sentiment.model import CLASSES, Calibration
from analysis.sentiment.prior import Probabilities, with_question

Matrix = NDArray[np.float64]
COVERAGE = 0.8
POINTS = 12
_GRID = [round(0.02 * step, 2) for step in range(1, 30)]
_STRONG = [round(0.02 * step, 2) for step in range(15, 49)]


def calibrate(examples: Sequence[Example], logits: Matrix, table: Sentiment) -> Calibration:
    """Return slope, offsets, cut points, confidences and the point of abstention.

    Parameters
    ----------
    examples : sequence of Example
    logits : ndarray of shape (n_examples, 3)
        Out-of-fold outputs of models that did not see the example.
    table : Sentiment
        Priors by question.
    """
    weights = np.array([example.weight for example in examples])
    truth = np.array([CLASSES.index(example.label) for example in examples])
    slope, offset = _scaling(logits, truth, weights)
    own = probabilities(logits, slope, offset)
    asked = _asked(examples, own, table)
    cuts = _cuts(examples, np.vstack([own, asked]), np.tile(truth, 2), np.tile(weights, 2))
    points = [confidence_points(found, truth, cuts, weights) for found in (own, asked)]
    sure = np.array([_confidence(row, cuts, points[1]) for row in asked])
    return Calibration(
        slope, offset, cuts, points[0], points[1], _quantile(sure, weights, 1 - COVERAGE)
    )


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


def _cuts(
    examples: Sequence[Example], found: Matrix, truth: NDArray[np.int64], weights: Matrix
) -> tuple[float, float, float, float]:
    """Return the cut points with the best macro-F1: of three labels first, then of five."""
    scores = found[:, 2] - found[:, 0]
    low, high = max(
        product(_GRID, _GRID),
        key=lambda pair: (round(_macro(truth, _three(scores, *pair), weights), 4), -abs(sum(pair))),
    )
    levels = [(example.level, score) for example, score in zip(examples, scores, strict=False)]
    given = [(level, float(score)) for level, score in levels if level is not None]
    if not given:
        return -0.7, -low, high, 0.7
    strong_low = _best_strong([(lv == 0, -s) for lv, s in given if s < -low], low)
    strong_high = _best_strong([(lv == 4, s) for lv, s in given if s > high], high)
    return -strong_low, -low, high, strong_high


def _three(scores: Matrix, low: float, high: float) -> NDArray[np.int64]:
    return np.where(scores < -low, 0, np.where(scores >= high, 2, 1))


def _macro(truth: NDArray[np.int64], guess: NDArray[np.int64], weights: Matrix) -> float:
    return float(f1_score(truth, guess, average="macro", sample_weight=weights))


def _best_strong(given: Sequence[tuple[bool, float]], above: float) -> float:
    truth = [strong for strong, _ in given]
    scores = [score for _, score in given]
    choices = [cut for cut in _STRONG if cut > above]
    return max(
        choices,
        key=lambda cut: float(
            f1_score(truth, [score >= cut for score in scores], average="macro", zero_division=0)
        ),
    )


def confidence_points(
    found: Matrix,
    truth: NDArray[np.int64],
    cuts: tuple[float, float, float, float],
    weights: Matrix,
) -> tuple[tuple[float, float], ...]:
    """Return a rising broken line from the label's probability to the share that was right."""
    chosen = _three(found[:, 2] - found[:, 0], -cuts[1], cuts[2])
    given = found[np.arange(len(found)), chosen]
    line = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0)
    line.fit(given, chosen == truth, sample_weight=weights)
    places = np.unique(np.quantile(given, np.linspace(0, 1, POINTS)).round(4))
    smooth = [float(line.predict(_near(given, place)).mean()) for place in places]
    rising = np.maximum.accumulate(smooth).tolist()
    return tuple((float(x), round(y, 4)) for x, y in zip(places, rising, strict=True))


def _near(given: Matrix, place: float) -> Matrix:
    """Return a tenth of the values, those nearest to a place."""
    order = np.argsort(np.abs(given - place), kind="stable")
    nearest: Matrix = given[order[: max(1, len(given) // 10)]]
    return nearest


def _confidence(
    row: Matrix, cuts: tuple[float, float, float, float], points: Sequence[tuple[float, float]]
) -> float:
    chosen = int(_three(np.array([row[2] - row[0]]), -cuts[1], cuts[2])[0])
    return float(np.interp(row[chosen], [x for x, _ in points], [y for _, y in points]))


def _quantile(values: Matrix, weights: Matrix, share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    return round(float(values[order[int(np.searchsorted(reached, share))]]), DIGITS - 2)
