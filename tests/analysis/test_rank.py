"""Rank sets, bands and shares of draws."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.rank import compare, ranks, share_bands
from analysis.stability import rank_shares
from tests.analysis.reference import needs_reference, rows

# Printed by Mogstad, Romano, Shaikh and Wilhelm (csranks): the 95 % set of the top five of PISA
# 2018 mathematics.
TOP_FIVE = {
    "Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland",
    "Slovenia", "Sweden", "Switzerland",
}  # fmt: skip
# Slovenia and the United Kingdom hang on the seed at 95 % (PROVENANCE.md), Norway at 75 %: its
# difference from Portugal lies .005 below the critical value of three million draws.
SEED_DEPENDENT = {
    (0.95, False): {"Slovenia", "United Kingdom"},
    (0.75, False): {"Norway"},
}


def diagonal(errors: list[float]) -> list[list[float]]:
    return [[s * s if i == j else 0.0 for j in range(len(errors))] for i, s in enumerate(errors)]


@needs_reference
@pytest.mark.parametrize("level", [0.95, 0.75])
def test_pisa_2018_rank_sets_are_those_of_csranks(level: float) -> None:
    units = sorted(rows("pisa2018_maths.csv"), key=lambda row: row["jurisdiction"])
    found = compare(
        [float(row["score"]) for row in units],
        diagonal([float(row["se"]) for row in units]),
        level=level,
        df=inf,
        draws=100_000,
        seed=1,
    )
    published = {
        (row["simultaneous"] == "TRUE", row["jurisdiction"]): (
            int(row["rank_low"]),
            int(row["rank_high"]),
        )
        for row in rows("pisa2018_maths_expected_rank_sets.csv")
        if float(row["coverage"]) == level
    }
    for simultaneous, sets in ((True, found.sets()), (False, found.marginal())):
        free = SEED_DEPENDENT.get((level, simultaneous), set())
        for j, row in enumerate(units):
            name = row["jurisdiction"]
            wanted = published[simultaneous, name]
            slack = 2 if name in free else 0
            assert abs(sets.lower[j] - wanted[0]) <= slack, name
            assert abs(sets.upper[j] - wanted[1]) <= slack, name
    if level == 0.95:
        top = {row["jurisdiction"] for j, row in enumerate(units) if found.sets().lower[j] <= 5}
        assert top == TOP_FIVE


def test_equal_units_have_all_ranks_and_far_ones_a_single_rank() -> None:
    equal = compare([50.0] * 4, diagonal([1.0] * 4), level=0.95, df=inf, draws=5000, seed=1)
    assert equal.sets().lower == (1, 1, 1, 1)
    assert equal.sets().upper == (4, 4, 4, 4)
    assert equal.bands() == ["middle"] * 4
    far = compare([10.0, 30.0, 50.0], diagonal([1.0] * 3), level=0.95, df=20, draws=5000, seed=1)
    assert far.sets().lower == far.sets().upper == far.marginal().lower == (3, 2, 1)
    assert far.bands() == ["below", "middle", "above"]


def test_no_error_at_all_gives_exact_ranks_and_ties() -> None:
    found = compare([3.0, 3.0, 1.0], diagonal([0.0] * 3), level=0.95, df=inf, draws=1000, seed=1)
    assert found.sets().lower == (1, 1, 3)
    assert found.sets().upper == (2, 2, 3)
    assert ranks([3.0, 3.0 + 1e-12, 1.0]) == [1, 1, 3]


def test_one_unit_is_first_and_last() -> None:
    found = compare([3.0], [[1.0]], level=0.95, df=inf, draws=1000, seed=1)
    assert (found.sets().lower, found.sets().upper) == ((1,), (1,))
    assert found.bands() == ["middle"]


def test_a_pair_on_the_edge_is_not_rejected_and_is_marked() -> None:
    first = compare([0.0, 1.0], diagonal([1.0, 1.0]), level=0.95, df=inf, draws=4000, seed=3)
    edge, error = first.critical({(0, 1), (1, 0)}, fine=True)
    sigma = first.sigma(0, 1)
    on = first.with_estimate([0.0, (edge + error) * sigma]).sets()
    assert on.borderline == (True, True)
    assert on.upper == (2, 2)
    beyond = first.with_estimate([0.0, (edge + 10 * error) * sigma]).sets()
    assert beyond.borderline == (False, False)
    assert beyond.lower == (2, 1)


def test_equal_estimates_share_the_less_extreme_band() -> None:
    assert share_bands([5.0, 5.0, 1.0], [2, 1, 0]) == [1, 1, 0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=6), st.floats(0.1, 9), st.floats(-50, 50))
def test_simultaneous_sets_hold_marginal_ones_and_do_not_move_with_a_constant(
    estimate: list[float], error: float, constant: float
) -> None:
    def found(values: list[float]) -> tuple[object, object]:
        c = compare(
            values, diagonal([error] * len(values)), level=0.95, df=30, draws=2000, seed=1,
            refine=False,
        )  # fmt: skip
        return c.sets(), c.marginal()

    simultaneous, marginal = found(estimate)
    for j, rank in enumerate(ranks(estimate)):
        assert simultaneous.lower[j] <= marginal.lower[j] <= rank  # type: ignore[attr-defined]
        assert rank <= marginal.upper[j] <= simultaneous.upper[j]  # type: ignore[attr-defined]
    moved = [round(value, 3) + constant for value in estimate]
    assert found(moved)[0] == found([round(value, 3) for value in estimate])[0] or any(
        simultaneous.borderline  # type: ignore[attr-defined]
    )


def test_shares_of_ranks_add_up_and_split_ties() -> None:
    draws = [np.array([1.0, 2.0, 3.0, 3.0]), np.array([2.0, 1.0, 3.0, 0.0])]
    assert rank_shares(draws) == [[0.625, 0.375], [0.375, 0.625]]


def test_equal_units_are_called_clear_in_one_round_of_twenty() -> None:
    """Bands look to both sides, over all units at once: 5 % of rounds have a wrong one."""
    identity = [[float(i == j) for j in range(5)] for i in range(5)]
    comparison = compare([0.0] * 5, identity, level=0.95, df=inf, draws=20_000, seed=1)
    rng = np.random.default_rng(3)
    rounds = 4000
    wrong = sum(
        set(comparison.with_estimate(drawn.tolist()).bands()) != {"middle"}
        for drawn in rng.standard_normal((rounds, 5))
    )
    assert wrong / rounds == pytest.approx(0.05, abs=0.012)
