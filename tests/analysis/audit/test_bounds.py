"""Bounds hold every possible value, and are reached by one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit.bounds import Contradiction, Program

MOST = 4
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([0, 1, 1, 2]), min_size=3, max_size=3),
        st.integers(0, 6),
        st.integers(0, 4),
    ),
    max_size=3,
)


@settings(max_examples=60)
@given(ROWS)
def test_bounds_are_those_of_every_combination_tried(
    rows: list[tuple[list[int], int, int]],
) -> None:
    program = Program()
    places = [program.count(0, MOST) for _ in range(3)]
    for multiples, low, more in rows:
        program.know(dict(zip(places, map(float, multiples), strict=True)), low, low + more)
    possible = [
        values
        for values in product(range(MOST + 1), repeat=3)
        if all(
            low <= sum(m * v for m, v in zip(multiples, values, strict=True)) <= low + more
            for multiples, low, more in rows
        )
    ]
    if not possible:
        return
    first = [values[0] for values in possible]
    low, high = program.bounds({places[0]: 1.0}, MOST + 3)
    assert low <= min(first)
    assert max(first) <= high
    # where the distance decides, whole numbers are tried
    low, high = program.bounds({places[0]: 1.0}, MOST - 1)
    assert (high - low >= MOST - 1) == (max(first) - min(first) >= MOST - 1)


def test_a_sum_that_need_not_be_whole() -> None:
    program = Program()
    place = program.sum(0, 3)
    program.know({place: 2.0}, 1, 5)
    assert program.bounds({place: 1.0}, 100) == (0.5, 2.5)


def test_figures_that_contradict_each_other_are_reported() -> None:
    program = Program()
    place = program.count(0, 3)
    program.know({place: 1.0}, 4, 5)
    with pytest.raises(Contradiction):
        program.bounds({place: 1.0}, 1)
