"""Arithmetic that does not depend on order or machine."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.exact import (
    NotPositiveDefinite,
    backward,
    cholesky,
    forward,
    inverse,
    nearest_root,
    printed,
    product,
    rounded,
    t_quantile,
    toward_identity,
    transposed,
    two_sided,
)
from analysis.streams import Stream, normal_table


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_cholesky_solves_and_inverts(size: int, seed: int) -> None:
    a = np.random.default_rng(seed).standard_normal((size, size + 2))
    matrix = (a @ a.T).tolist()
    matrix = [[(matrix[i][j] + matrix[j][i]) / 2 for j in range(size)] for i in range(size)]
    factor = cholesky(matrix)
    assert np.allclose(product(factor, transposed(factor)), matrix)
    right = list(range(1, size + 1))
    assert np.allclose(np.array(matrix) @ backward(factor, forward(factor, right)), right)
    assert np.allclose(np.array(matrix) @ inverse(matrix), np.eye(size), atol=1e-6)


def test_impossible_correlations_move_toward_the_identity_until_they_are_possible() -> None:
    impossible = [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]
    with pytest.raises(NotPositiveDefinite):
        cholesky(impossible)
    moved = toward_identity(impossible)
    cholesky(moved)
    assert moved[0][0] == 1.0
    assert 0.4 < moved[0][1] < 0.5


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_nearest_root_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    root = nearest_root(numerator, denominator)
    square = Fraction(numerator, denominator)
    assert square <= (root + Fraction(1, 2)) ** 2
    assert root == 0 or square >= (root - Fraction(1, 2)) ** 2


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2.675, 2, "2.68"),
        (0.125, 2, "0.12"),
        (-0.001, 2, "0.00"),
        (1e-12, 4, "0.0000"),
        (7, 1, "7.0"),
    ],
)
def test_printing_rounds_the_shown_decimal_halves_to_even(
    value: float, places: int, text: str
) -> None:
    assert printed(value, places) == text
    assert rounded(value, places) == float(text)


def test_shipped_t_quantiles_are_those_of_scipy() -> None:
    for level in ("0.9", "0.95", "0.975"):
        for df in range(3, 201):
            assert abs(t_quantile(level, df) - stats.t.ppf(float(level), df)) < 6e-10
    assert two_sided(0.95) == "0.975"
    assert two_sided(0.90) == "0.95"


def test_shipped_normal_quantiles_have_variance_one_and_the_right_shape() -> None:
    table = normal_table()
    assert len(table) == 65_536
    assert int(table.sum()) == 0
    assert abs(float((table.astype(float) ** 2).mean()) / 1e12 - 1) < 1e-8
    scale = table[-1] / 1e6 / stats.norm.isf(1 / 65_537)
    wanted = stats.norm.ppf(np.arange(1, 65_537) / 65_537) * scale
    assert np.abs(table / 1e6 - wanted).max() < 2e-6


def test_streams_are_the_same_for_the_same_purpose_whatever_the_portions() -> None:
    whole = Stream(7, "rank").sixteen(1001)
    stream = Stream(7, "rank")
    parts = np.concatenate([stream.sixteen(n) for n in (1, 3, 997)])
    assert parts.tolist() == whole.tolist()
    assert Stream(7, "error").sixteen(5).tolist() != whole[:5].tolist()
    assert whole[:4].tolist() == [16269, 6251, 58206, 31955]


def test_draws_have_the_moments_of_their_distributions() -> None:
    n = 40_000
    chi = Stream(1, "chi").chi_square(7, n)
    assert abs(chi.mean() - 7) < 0.1
    assert abs(chi.var() - 14) < 0.6
    shares = Stream(1, "w").dirichlet([5.0] * 12, n)
    assert np.allclose(shares.sum(axis=0), 1)
    assert abs(shares[3].std() - sqrt(1 / 12 * 11 / 12 / 61)) < 0.001
    assert Stream(1, "w").dirichlet([5.0, 0.0], 9)[1].tolist() == [0.0] * 9
    uniform = Stream(1, "u").uniforms(n)
    assert 0 < uniform.min() < 0.001
    assert abs(uniform.mean() - 0.5) < 0.005
