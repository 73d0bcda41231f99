"""Learns themes from comments coded by hand. Uses scikit-learn; reading does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from analysis.codebook import Codebook
from analysis.contentless import canonical
from analysis.ngrams import learn_block, tokens
from analysis.themes.codebook_score import CodebookScore
from analysis.themes.model import (
    LEAST_CODES,
    Theme,
    ThemeModel,
    blended,
    confidences,
    share_of_codebook,
)

Matrix = NDArray[np.float64]
Truths = NDArray[np.bool_]
FOLDS = 5
SIZES = (1, 2)
RAREST = 3
MOST = 12_000
# the fewer codes, the stronger the pull of coefficients towards 0
STRENGTH, STRENGTH_OF_FEW, FEW = 6.0, 1.0, 25
# coefficients this small change no result that is shown
NEGLIGIBLE = 0.15
DECIMALS = 4
OWN_SLOPE, OWN_THRESHOLD = 30, 30
# as if so many codes had spoken for the common threshold
CAUTION = 15
THRESHOLDS = np.round(np.arange(0.1, 0.81, 0.01), 2)


@dataclass(frozen=True)
class Coded:
    """A comment with its themes; ``voice`` is who wrote it, where that is known.

    Those for ``practice`` are learnt from, and never measured or calibrated on.
    """

    text: str
    themes: frozenset[str]
    voice: str = ""
    practice: bool = False


@dataclass(frozen=True)
class Quality:
    """Out-of-fold figures of a set of codes."""

    micro: float
    macro: float
    precision: float
    recall: float


@dataclass(frozen=True)
class _Data:
    tokens: list[list[str]]
    scores: Matrix
    truth: Truths
    groups: list[str]
    tested: NDArray[np.int64]

    def subset(self, rows: Sequence[int]) -> _Data:
        return _Data(
            [self.tokens[row] for row in rows],
            self.scores[list(rows)],
            self.truth[list(rows)],
            [self.groups[row] for row in rows],
            np.arange(len(rows)),
        )


def learn(codebook: Codebook, coded: Sequence[Coded]) -> tuple[ThemeModel, Quality]:
    """Fit a model, calibrate it on out-of-fold scores, and return its out-of-fold quality.

    The order of the comments does not matter.
    """
    data = _prepare(codebook, sorted(coded, key=lambda c: (c.text, sorted(c.themes), c.voice)))
    scores = _out_of_fold(codebook, data)[data.tested]
    truth = data.truth[data.tested]
    fitted = _calibrated(_fit(codebook, data), scores, truth)
    given = assigned(fitted, scores)
    return fitted, quality(truth, given)


def out_of_fold(codebook: Codebook, coded: Sequence[Coded]) -> tuple[Truths, Matrix]:
    """Return truth and nested out-of-fold confidences less each theme's threshold.

    Thresholds and calibration of a fold are learnt without it: this is the honest figure.
    """
    ordered = sorted(coded, key=lambda c: (c.text, sorted(c.themes), c.voice))
    data = _prepare(codebook, ordered)
    result = np.zeros(data.truth.shape)
    for training, test in _folds(data):
        inner, _ = learn(codebook, [ordered[row] for row in training])
        raw = _raw(inner, data.subset(test))
        result[test] = _confidences(inner, raw) - [theme.threshold for theme in inner.themes]
    return data.truth[data.tested], result[data.tested]


def quality(truth: Truths, given: Truths) -> Quality:
    """Return micro- and macro-F1, precision and recall."""
    hits = float((truth & given).sum())
    found, wanted = float(given.sum()), float(truth.sum())
    return Quality(
        round(float(f1_score(truth, given, average="micro", zero_division=0)), DECIMALS),
        round(float(f1_score(truth, given, average="macro", zero_division=0)), DECIMALS),
        round(hits / found, DECIMALS) if found else 0.0,
        round(hits / wanted, DECIMALS) if wanted else 0.0,
    )


def assigned(model: ThemeModel, raw: Matrix) -> Truths:
    """Return which themes are given, from blended scores."""
    thresholds = np.array([theme.threshold for theme in model.themes])
    result: Truths = _confidences(model, raw) >= thresholds
    return result


def _prepare(codebook: Codebook, coded: Sequence[Coded]) -> _Data:
    own = CodebookScore(codebook)
    ids = [theme.id for theme in codebook.active]
    return _Data(
        [tokens(c.text) for c in coded],
        np.array([own.scores(c.text) for c in coded]),
        np.array([[key in c.themes for key in ids] for c in coded], dtype=np.bool_),
        [c.voice or canonical(c.text) for c in coded],
        np.array([row for row, c in enumerate(coded) if not c.practice], dtype=np.int64),
    )


def _folds(data: _Data) -> list[tuple[list[int], list[int]]]:
    """Return (training, test): a voice, or a text that repeats, is in one fold only.

    Comments for practice are in every training part and in no test.
    """
    splitter = GroupKFold(FOLDS, shuffle=True, random_state=1)
    tested = data.tested
    always = np.setdiff1d(np.arange(len(data.truth)), tested)
    split = splitter.split(tested, groups=[data.groups[row] for row in tested])
    return [
        (np.sort(np.concatenate([tested[training], always])).tolist(), tested[test].tolist())
        for training, test in split
    ]


def _out_of_fold(codebook: Codebook, data: _Data) -> Matrix:
    result = np.zeros(data.truth.shape)
    for training, test in _folds(data):
        result[test] = _raw(_fit(codebook, data.subset(training)), data.subset(test))
    return result


def _fit(codebook: Codebook, data: _Data) -> ThemeModel:
    block = learn_block("words", SIZES, data.tokens, rarest=RAREST, most=MOST)
    given = _features(block.weights, data, len(block.terms))
    weights: list[list[tuple[int, float]]] = [[] for _ in block.terms]
    themes = []
    for number in range(data.truth.shape[1]):
        codes = int(data.truth[:, number].sum())
        theme = Theme(codes, round(share_of_codebook(codes), DECIMALS), 0.0, (), 1.0, 0.0, 0.5)
        if codes >= LEAST_CODES and codes < len(data.truth):
            fitted = LogisticRegression(
                C=STRENGTH if codes >= FEW else STRENGTH_OF_FEW,
                class_weight="balanced",
                solver="liblinear",
                tol=1e-6,
                max_iter=500,
            ).fit(given, data.truth[:, number])
            learned, scores = np.split(fitted.coef_[0], [len(block.terms)])
            for term in np.flatnonzero(np.abs(learned) >= NEGLIGIBLE).tolist():
                weights[term].append((number, round(float(learned[term]), DECIMALS)))
            theme = replace(
                theme,
                intercept=round(float(fitted.intercept_[0]), DECIMALS),
                scores=tuple(round(float(value), DECIMALS) for value in scores),
            )
        else:
            theme = replace(theme, share=1.0)
        themes.append(theme)
    ids = tuple(theme.id for theme in codebook.active)
    return ThemeModel(codebook.hash, ids, block, tuple(map(tuple, weights)), tuple(themes), {})


def _features(weigh: object, data: _Data, terms: int) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(data.tokens):
        for number, weight in weigh(text):  # type: ignore[operator]
            rows.append(row)
            columns.append(number)
            values.append(weight)
    words = csr_matrix((values, (rows, columns)), shape=(len(data.tokens), terms))
    return hstack([words, csr_matrix(data.scores)]).tocsr()


def _raw(model: ThemeModel, data: _Data) -> Matrix:
    """Return the blended scores of many comments, as ``ThemeModel`` reads them one by one."""
    matrix = _features(model.block.weights, data, len(model.block.terms))
    size = len(model.ids)
    coefficients = np.zeros((matrix.shape[1], size))
    for term, pairs in enumerate(model.weights):
        for place, weight in pairs:
            coefficients[term, place] = weight
    for number, theme in enumerate(model.themes):
        if theme.scores:
            coefficients[len(model.block.terms) :, number] = theme.scores
    logits = matrix @ coefficients + np.array([theme.intercept for theme in model.themes])
    shares = np.array([theme.share for theme in model.themes])
    return blended(shares, data.scores, logits)


def _calibrated(model: ThemeModel, raw: Matrix, truth: Truths) -> ThemeModel:
    """Return the model with Platt's slopes and offsets, and with thresholds."""
    shared = _platt(_logit(raw).ravel(), truth.ravel())
    own = [
        _platt(_logit(raw[:, number]), truth[:, number])
        if OWN_SLOPE <= theme.codes < len(truth)
        else shared
        for number, theme in enumerate(model.themes)
    ]
    themes = [
        replace(theme, slope=slope, offset=offset)
        for theme, (slope, offset) in zip(model.themes, own, strict=True)
    ]
    fitted = replace(model, themes=tuple(themes))
    sure = _confidences(fitted, raw)
    common = _best_threshold(sure, truth)
    themes = [
        replace(theme, threshold=_own_threshold(sure[:, number], truth[:, number], common))
        if theme.codes >= OWN_THRESHOLD
        else replace(theme, threshold=common)
        for number, theme in enumerate(themes)
    ]
    return replace(model, themes=tuple(themes))


def _confidences(model: ThemeModel, raw: Matrix) -> Matrix:
    slopes = np.array([theme.slope for theme in model.themes])
    offsets = np.array([theme.offset for theme in model.themes])
    return confidences(slopes, offsets, raw)


def _logit(scores: Matrix) -> Matrix:
    inside = np.clip(scores, 1e-6, 1 - 1e-6)
    result: Matrix = np.log(inside / (1 - inside))
    return result


def _platt(logits: Matrix, truth: Truths) -> tuple[float, float]:
    if truth.all() or not truth.any():
        return 1.0, 0.0
    line = LogisticRegression(C=1e3, tol=1e-8).fit(logits.reshape(-1, 1), truth)
    return round(max(float(line.coef_[0, 0]), 0.05), DECIMALS), round(
        float(line.intercept_[0]), DECIMALS
    )


def _best_threshold(sure: Matrix, truth: Truths) -> float:
    return float(max(THRESHOLDS, key=lambda at: (round(_f1(sure >= at, truth), 4), -abs(at - 0.4))))


def _own_threshold(sure: Matrix, truth: Truths, common: float) -> float:
    """Return a theme's own threshold, drawn to the common one the more the fewer its codes."""
    best = max(THRESHOLDS, key=lambda at: (round(_f1(sure >= at, truth), 4), -abs(at - common)))
    codes = int(truth.sum())
    return round((codes * float(best) + CAUTION * common) / (codes + CAUTION), DECIMALS)


def _f1(given: Truths, truth: Truths) -> float:
    wrong = float((given != truth).sum())
    hits = float((given & truth).sum())
    return 2 * hits / (2 * hits + wrong) if hits else 0.0
