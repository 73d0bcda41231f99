"""Deviations, shrinkage and covariance of a cell's means (formulas 2.3)."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence import (
    Observed,
    cell_covariance,
    pooled_deviation,
    shrunk_deviation,
)


def observed(
    sd: tuple[int | None, ...], people: tuple[float | None, ...], deff: float = 1.0
) -> Observed:
    mean = tuple(None if s is None else 50.0 for s in sd)
    return Observed("c", ("g",), (1.0,), 30, 30.0, deff, 6, mean, sd, people)


def test_shrinkage_has_the_weight_of_twenty_degrees_of_freedom() -> None:
    """(20 · 24² + 30 · 16²) / 50 = 384 for 31 people, 16 of their own and 24 in the pool."""
    assert shrunk_deviation(16, 31, 24) == pytest.approx(sqrt(384))


@given(st.floats(0, 50), st.floats(2, 500), st.floats(0, 50))
def test_a_shrunken_deviation_lies_between_its_own_and_the_pooled_one(
    sd: float, people: float, pooled: float
) -> None:
    found = shrunk_deviation(sd, people, pooled)
    assert min(sd, pooled) - 1e-9 <= found <= max(sd, pooled) + 1e-9


def test_pooled_deviation_weighs_by_degrees_of_freedom() -> None:
    cells = [observed((10,), (11.0,)), observed((20,), (31.0,)), observed((None,), (None,))]
    assert pooled_deviation(cells, 0) == pytest.approx(sqrt((10 * 100 + 30 * 400) / 40))
    assert pooled_deviation(cells[2:], 0) == 0.0


def test_covariance_of_means_by_hand() -> None:
    cell = observed((20, 10), (25.0, 16.0), deff=1.5)
    found = cell_covariance(cell, [0, 1], [20.0, 10.0], [[1.0, 0.4], [0.4, 1.0]])
    assert found[0][0] == pytest.approx(1.5 * 400 / 25 + 1e-6)
    assert found[1][1] == pytest.approx(1.5 * 100 / 16 + 1e-6)
    assert found[0][1] == found[1][0] == pytest.approx(1.5 * (20 / 5) * (10 / 4) * 0.4)
