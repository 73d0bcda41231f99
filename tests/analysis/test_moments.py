"""Exact sums against plain arithmetic, by both ways of adding up."""

from __future__ import annotations

from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import moments
from analysis.moments import correlations, pair, sums
from analysis.points import DimensionPoints, ItemPoints, centre, dimension_points


def make_dimensions(seed: int, people: int = 60) -> tuple[list[DimensionPoints], np.ndarray]:
    rng = np.random.default_rng(seed)
    stratum = rng.integers(-1, 4, people)
    dimensions = []
    for items in (2, 3):
        points = []
        for _ in range(items):
            units = rng.integers(0, 5, people)
            units[rng.random(people) < 0.25] = -1
            points.append(ItemPoints(units.astype(np.int64), 4))
        dimensions.append(dimension_points(points, [centre(p, stratum, 4) for p in points]))
    return dimensions, stratum


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_sums_of_a_dimension_are_those_of_its_scores(seed: int) -> None:
    (first, _), stratum = make_dimensions(seed)
    scores = first.scores()
    for number, found in enumerate(sums(first, stratum, 4)):
        own = scores[(stratum == number) & ~np.isnan(scores)]
        assert found.n == len(own)
        if found.n:
            assert float(found.mean) == pytest.approx(own.mean())
            assert float(found.deviations) == pytest.approx(((own - own.mean()) ** 2).sum())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_pairs_are_pooled_within_strata_and_both_ways_are_exact(seed: int) -> None:
    (left, right), stratum = make_dimensions(seed)
    found = pair(left, right, stratum, 4)
    x, y = left.scores(), right.scores()
    known = ~np.isnan(x) & ~np.isnan(y)
    products = first = second = 0.0
    for number in range(4):
        own = known & (stratum == number)
        if own.any():
            a, b = x[own] - x[own].mean(), y[own] - y[own].mean()
            first, second = first + (a * a).sum(), second + (b * b).sum()
            products += (a * b).sum()
    assert found.n == np.count_nonzero(known & (stratum >= 0))
    assert float(found.first) == pytest.approx(first, abs=1e-6)
    assert float(found.second) == pytest.approx(second, abs=1e-6)
    assert float(found.products) == pytest.approx(products, abs=1e-6)
    for table in (4_000_000, 1):
        with patch.object(moments, "OVERFLOW", 0), patch.object(moments, "TABLE", table):
            assert pair(left, right, stratum, 4) == found


def test_correlations_are_rounded_to_hundredths() -> None:
    (left, right), stratum = make_dimensions(3)
    matrix = correlations([left, right, left], stratum, 4)
    assert matrix[0][2] == matrix[0][0] == 1.0
    assert matrix[0][1] == matrix[1][0] == round(matrix[0][1], 2)
    found = pair(left, right, stratum, 4)
    assert isinstance(found.first, Fraction)
    exact = float(found.products) / (float(found.first) * float(found.second)) ** 0.5
    assert abs(matrix[0][1] - exact) <= 0.005 + 1e-12
