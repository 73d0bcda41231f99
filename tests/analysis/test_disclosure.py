"""Merging of small cells, and what is hidden among shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import band, merge, shares
from analysis.parameters import Minimums

MINIMUMS = Minimums()
GROUPS = ("a", "b", "c", "d")


def merged(
    sizes: dict[str, int], organisations: dict[str, int] | None = None
) -> list[tuple[str, int]]:
    found = merge(
        {("x", group): n for group, n in sizes.items()},
        ["x"],
        GROUPS,
        MINIMUMS,
        lambda _, groups: sum(organisations[g] for g in groups) if organisations else None,
    )
    return [(cell.label, cell.n) for cell in found]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 9, "b": 8, "c": 7, "d": 6}, [("a", 9), ("b", 8), ("c", 7), ("d", 6)]),
        ({"a": 2, "b": 3, "c": 7, "d": 6}, [("a+b", 5), ("c", 7), ("d", 6)]),
        ({"a": 1, "b": 9, "c": 7, "d": 6}, [("a+d", 7), ("b", 9), ("c", 7)]),
        ({"a": 1, "b": 1, "c": 1, "d": 30}, [("a+b+c+d", 33)]),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, []),
        ({"a": 4, "b": 0, "c": 0, "d": 9}, [("a+d", 13)]),
        ({"a": 0, "b": 0, "c": 0, "d": 0}, []),
    ],
)
def test_small_cells_become_one_which_takes_in_the_next_smallest(
    sizes: dict[str, int], expected: list[tuple[str, int]]
) -> None:
    assert merged(sizes) == expected


def test_a_cell_of_few_organisations_counts_as_small() -> None:
    sizes = {"a": 30, "b": 20, "c": 25, "d": 40}
    many = {"a": 9, "b": 9, "c": 9, "d": 9}
    assert merged(sizes, many) == [("a", 30), ("b", 20), ("c", 25), ("d", 40)]
    assert merged(sizes, many | {"d": 2}) == [("a", 30), ("b+d", 60), ("c", 25)]


@given(st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 12)))
def test_every_merged_cell_is_large_enough_and_nobody_is_in_two(sizes: dict[str, int]) -> None:
    found = merged(sizes)
    groups = [group for label, _ in found for group in label.split("+")]
    assert len(groups) == len(set(groups))
    assert all(n >= MINIMUMS.shown for _, n in found)
    total = sum(sizes.values())
    assert sum(n for _, n in found) == (total if total >= MINIMUMS.shown else 0)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6).filter(lambda parts: sum(parts) > 0))
def test_a_share_that_is_shown_never_tells_a_few_people(parts: list[int]) -> None:
    found = shares(parts, MINIMUMS)
    hidden = [part for part, share in zip(parts, found, strict=True) if share is None]
    assert len(hidden) != 1
    for part, share in zip(parts, found, strict=True):
        if share is not None:
            assert 5 <= part <= sum(parts) - 5
            assert abs(share - part / sum(parts)) <= 0.005 + 1e-9


def test_sizes_are_shown_as_a_band() -> None:
    assert band(5, MINIMUMS) == band(14, MINIMUMS) == "5-14"
    with pytest.raises(ValueError, match="15 is not between"):
        band(15, MINIMUMS)
