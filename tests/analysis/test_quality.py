"""Careless answering: families that count once, and what excludes (formulas 2.8)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.chi_square import critical, tail
from analysis.points import EMPTY
from analysis.quality import longest_runs, spread, squared_distances
from analysis.runs import longest_run
from analysis.table import tabulate
from analysis.tables import Responses
from tests.analysis.rounds import full_sizes, make_instrument, make_parameters, make_responses

CHECKED = make_instrument(
    dimensions=4,
    items=2,
    sections=[
        {
            "id": "check",
            "title": "Check",
            "items": [
                {"id": "attention", "kind": "rating", "text": "Choose 4", "expected": 4},
                {"id": "good", "kind": "vignette", "level": "good", "text": "t", "question": "q"},
                {"id": "bad", "kind": "vignette", "level": "bad", "text": "t", "question": "q"},
            ],
        }
    ],
    sequence=[{"dimensions": 4}, {"section": "check"}],
)
MIXED = [2, 3, 4, 3, 2, 3, 4, 3]


def flags_of(
    codes: list[int | None], attention: int | None, good: int, bad: int
) -> tuple[bool, bool]:
    """Return whether a response among many honest ones is (excluded, flagged)."""
    honest = make_responses(CHECKED, full_sizes(20), missing=0.0)
    n = len(honest)
    answers = {
        key: (*honest.answers[key], code) for key, code in zip(honest.answers, codes, strict=True)
    }
    answers |= {
        "attention": (4,) * n + (attention,), "good": (4,) * n + (good,), "bad": (2,) * n + (bad,),
    }  # fmt: skip
    responses = Responses((*honest.cluster, "east"), (*honest.group, "labs"), answers)
    found = tabulate(responses, None, CHECKED, make_parameters())
    return found.excluded[-1], found.flagged[-1]


@pytest.mark.parametrize(
    ("codes", "attention", "good", "bad", "excluded", "flagged"),
    [
        (MIXED, 4, 4, 2, False, False),
        (MIXED, 2, 4, 2, False, True),  # one family flags
        (MIXED, None, 4, 2, False, False),  # an untouched attention item is not wrong
        ([3] * 8, 4, 4, 2, False, True),  # run and spread are one family
        ([3] * 8, 2, 4, 2, True, False),  # two families exclude
        ([2, 2, 2, 2, 5, 3, None, None], 4, 4, 2, False, True),  # two thirds of what is answered
        ([2, 2, 2, 2, 5, 3, 1, None], 4, 4, 2, False, False),  # less than that
        ([5, 5, 1, 1, 5, 5, 1, 1], 4, 4, 2, False, True),  # a pattern that nobody else has
        ([5, 5, 1, 1, 5, 5, 1, 1], 2, 4, 2, True, False),  # the same, and another family
        ([5] * 8, 4, 5, 5, True, False),  # straight-lining over opposite vignettes
        ([3] * 8, 4, 3, 3, False, True),  # the same, but not extreme
        ([3, 3, 3, None, None, None, None, None], 2, 4, 2, False, True),  # too few to tell
    ],
)
def test_two_different_families_exclude(
    codes: list[int | None],
    attention: int | None,
    good: int,
    bad: int,
    excluded: bool,
    flagged: bool,
) -> None:
    assert flags_of(codes, attention, good, bad) == (excluded, flagged)


def test_a_sealed_run_counts_instead_of_the_order_of_the_file() -> None:
    honest = make_responses(CHECKED, full_sizes(20), missing=0.0)
    runs = [2] * (len(honest) - 1)
    given_run = Responses(honest.cluster, honest.group, honest.answers, (*runs, 8))
    found = tabulate(given_run, None, CHECKED, make_parameters())
    assert found.flagged[-1] is True


@given(st.lists(st.sampled_from([None, -2, -1, 1, 2, 3]), min_size=1, max_size=30))
def test_both_ways_of_finding_the_longest_run_agree(codes: list[int | None]) -> None:
    rows = [np.array([EMPTY if c is None or c < 0 else c], dtype=np.int16) for c in codes]
    assert longest_runs(rows)[0] == longest_run(codes)


def test_longest_run_is_capped() -> None:
    assert longest_run([3] * 300) == 255
    assert longest_run([]) == 0


@given(st.lists(st.floats(1, 5), min_size=2, max_size=12))
def test_spread_is_the_standard_deviation_of_a_row(values: list[float]) -> None:
    found = float(spread([np.array([v]) for v in values])[0])
    assert found == pytest.approx(float(np.std(values, ddof=1)), abs=1e-9)


@given(st.integers(0, 10**6))
def test_distances_use_what_each_row_answered(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((3, 5))
    covariance = (a @ a.T + np.eye(3)).tolist()
    away = rng.standard_normal((3, 4))
    away[1, 2] = away[0, 3] = away[1, 3] = away[2, 3] = np.nan
    squared, df = squared_distances(list(away), covariance)
    assert df.tolist() == [3, 3, 2, 0]
    for row in range(3):
        known = ~np.isnan(away[:, row])
        inner = np.linalg.inv(np.array(covariance)[np.ix_(known, known)])
        assert squared[row] == pytest.approx(away[known, row] @ inner @ away[known, row])
    assert squared[3] == 0


@pytest.mark.parametrize(("df", "limit"), [(1, 10.828), (2, 13.816), (12, 32.909), (30, 59.703)])
def test_chi_square_has_the_printed_critical_values(df: int, limit: float) -> None:
    """Abramowitz and Stegun, table 26.8, p = .001."""
    assert critical(0.001, df) == pytest.approx(limit, abs=6e-4)
    assert tail(critical(0.001, df), df) == pytest.approx(0.001, rel=1e-9)
