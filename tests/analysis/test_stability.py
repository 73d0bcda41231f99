"""Draws of errors and weights agree with the variances that are printed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.exact import dot, printed
from analysis.parameters import Concentration
from analysis.scoring import Scores, quadratic, score
from analysis.stability import cell_errors, composites, random_weights, stability
from analysis.streams import Stream
from tests.analysis.test_scoring import make_evidence, scheme


def scores(*, gap: bool = True) -> Scores:
    skip = (("a", "f"), ("d", "h")) if gap else ()
    return score(make_evidence(11, skip=skip), scheme(tau2=9.0, dimensions={"x": 2.0, "y": 1.0}))


def test_draws_of_the_error_have_the_covariance_of_the_scores() -> None:
    """Missing cells included: the spread of (HS − I)γ + He is V (formulas 2.6 and 3.3)."""
    found = scores()
    draws = 40_000
    w = [np.full(draws, value) for value in found.model.w]
    omega = [np.full(draws, value) for value in found.model.omega]
    drawn = np.stack(composites(found, w, omega, cell_errors(found, Stream(3, "t"), draws)))
    away = drawn - np.array(found.score)[:, None]
    assert np.abs(away.mean(axis=1)).max() < 0.05
    covariance = np.array(found.covariance)
    assert np.abs(np.cov(away) - covariance).max() < 0.03 * covariance.max()


def test_both_routes_to_the_variance_of_the_composite_agree() -> None:
    model = scores().model
    assert quadratic(model.w, model.gamma) == pytest.approx(model.tau2.used)
    for variance, matrix in zip(model.variance, model.covariance, strict=True):
        assert variance == pytest.approx(quadratic(model.w, matrix))


def test_smoothing_keeps_additive_tables_and_its_rows_add_up_to_one() -> None:
    model = scores().model
    for row in model.smoothing_matrix:
        assert dot(row, [1.0] * len(row)) == pytest.approx(1.0)


def test_random_weights_stay_about_the_approved_ones() -> None:
    found = scores()
    w, omega = random_weights(found, Concentration(), 20_000, 1)
    assert [float(v.mean()) for v in w] == pytest.approx(found.model.w, abs=0.002)
    assert [float(v.mean()) for v in omega] == pytest.approx(found.model.omega, abs=0.002)
    # an equal weight of 1/12 has a standard deviation of .035 at a concentration of 60
    twelve = Stream(1, "w").dirichlet([5.0] * 12, 20_000)
    assert float(np.std(twelve[0])) == pytest.approx(0.035, abs=0.001)


def test_weights_of_zero_never_count() -> None:
    base = make_evidence(11)
    found = score(base, scheme(dimensions={"x": 1.0, "y": 0.0}))
    w, _ = random_weights(found, Concentration(), 50, 1)
    assert w[1].tolist() == [0.0] * 50


def test_weights_alone_cannot_move_who_is_lowest_everywhere() -> None:
    """Every cell of a cluster lies 1 point below the same cell of the one before it."""
    base = make_evidence(11)
    cells = [
        replace(cell, mean=tuple(50.0 + d - "abcd".index(cell.cluster) for d in range(2)))
        for cell in base.cells
    ]
    found = score(replace(base, cells=tuple(cells)), scheme())
    tables = stability(found, Concentration(), draws=500, seed=1)
    assert tables.weights == [[float(r == c) for r in range(4)] for c in range(4)]
    assert 0.3 < tables.errors[3][-1] < 1
    assert tables.both != tables.errors


def test_the_same_seed_gives_the_same_tables_and_another_nearly_the_same() -> None:
    found = scores()
    first = stability(found, Concentration(), draws=2000, seed=1)
    assert first == stability(found, Concentration(), draws=2000, seed=1)
    other = stability(found, Concentration(), draws=2000, seed=2)
    assert first != other
    assert np.abs(np.array(first.both) - np.array(other.both)).max() < 0.06
    assert printed(sum(first.weights[0]), 6) == "1.000000"
