"""Exact factorial sensitivity against its definition and against known functions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.factorial import Factor, even, indices, last_shares, margins, rank_shift


def test_an_additive_figure_has_no_interactions() -> None:
    """Y = a + 2 b with a, b in {0, 1}: variances 1/4 and 1, so S = T = .2 and .8."""
    a, b = np.meshgrid([0.0, 1.0], [0.0, 2.0], indexing="ij")
    found = indices(a + b, [even("a", "01"), even("b", "01")])
    assert found.first == pytest.approx({"a": 0.2, "b": 0.8})
    assert found.total == pytest.approx({"a": 0.2, "b": 0.8})
    assert (found.mean, found.variance) == pytest.approx((1.5, 1.25))


def test_a_product_is_all_interaction() -> None:
    """Y = a · b with a, b in {−1, 1}: neither explains anything alone, both everything."""
    a, b = np.meshgrid([-1.0, 1.0], [-1.0, 1.0], indexing="ij")
    found = indices(a * b, [even("a", "01"), even("b", "01")])
    assert found.first == pytest.approx({"a": 0.0, "b": 0.0})
    assert found.total == pytest.approx({"a": 1.0, "b": 1.0})


def test_where_no_choice_changes_anything_there_is_no_index() -> None:
    found = indices(np.full((2, 3), 7.0), [even("a", "01"), even("b", "012")])
    assert found.mean == pytest.approx(7.0)
    assert (found.variance, found.first, found.total) == (0.0, None, None)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_indices_follow_their_definition_with_unequal_probabilities(seed: int) -> None:
    rng = np.random.default_rng(seed)
    factors = [Factor("a", ("0", "1"), (0.3, 0.7)), Factor("b", ("0", "1", "2"), (0.5, 0.25, 0.25))]
    y = rng.standard_normal((2, 3))
    weight = np.outer(factors[0].probability, factors[1].probability)
    mean = (weight * y).sum()
    variance = (weight * (y - mean) ** 2).sum()
    given_a = y @ np.array(factors[1].probability)
    first = (np.array(factors[0].probability) * (given_a - mean) ** 2).sum() / variance
    found = indices(y, factors)
    assert found.first is not None
    assert found.total is not None
    assert found.first["a"] == pytest.approx(first)
    # with two factors, what is not explained by one alone is the total of the other
    assert found.total["b"] == pytest.approx(1 - first)


def test_figures_of_a_table_of_scores() -> None:
    scores = np.array([[3.0, 1.0], [2.0, 1.0], [1.0, 5.0]])
    assert last_shares(scores).tolist() == [[0.0, 0.5], [0.0, 0.5], [1.0, 0.0]]
    assert margins(scores)[0].tolist() == [1.5, -2.0]
    assert rank_shift(scores, [1, 2, 3]).tolist() == [0.0, (1 + 0 + 2) / 3]
