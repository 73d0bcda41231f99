"""Raking keeps weights within a third and three times their mean (formulas 2.2)."""

from __future__ import annotations

import pytest

from analysis.parameters import Margin
from analysis.weights import OFF, CannotRake, Levels, rake, rake_cell

Pattern = tuple[Levels, float]
HALVES: dict[Pattern, int] = {(("a",), 1.0): 50, (("b",), 1.0): 50}


def ratio(total: float) -> tuple[float, float]:
    """Return the weight of "a" as a multiple of the mean weight, and how far the margin is off."""
    found = rake(HALVES, [{"a": total, "b": 100 - total}])
    a, b = found.weights[("a",), 1.0], found.weights[("b",), 1.0]
    return a / ((50 * a + 50 * b) / 100), found.off


@pytest.mark.parametrize("total", [20.0, 50.0, 80.0])
def test_margins_within_the_limits_are_met_exactly(total: float) -> None:
    weight, off = ratio(total)
    assert weight == pytest.approx(total / 50)
    assert off < 1e-9


def test_beyond_the_limits_weights_are_cut_and_the_margin_is_off() -> None:
    weight, off = ratio(14.0)
    assert weight == pytest.approx(1 / 3, abs=0.02)
    assert off > OFF
    few: dict[Pattern, int] = {(("a",), 1.0): 10, (("b",), 1.0): 90}
    found = rake(few, [{"a": 40.0, "b": 60.0}])
    mean = (10 * found.weights[("a",), 1.0] + 90 * found.weights[("b",), 1.0]) / 100
    assert found.weights[("a",), 1.0] / mean == pytest.approx(3, abs=0.4)
    assert found.off > OFF


def test_empty_levels_and_totals_that_differ_are_refused() -> None:
    with pytest.raises(CannotRake, match="nobody has the level 'c'"):
        rake(HALVES, [{"a": 40.0, "b": 40.0, "c": 20.0}])
    both: dict[Pattern, int] = {(("a", "x"), 1.0): 50, (("b", "x"), 1.0): 50}
    with pytest.raises(CannotRake, match="different totals"):
        rake(both, [{"a": 50.0, "b": 50.0}, {"x": 90.0}])


@pytest.mark.parametrize(("total", "usable"), [(16.2, True), (15.0, False)])
def test_a_cell_whose_margin_stays_off_by_more_than_one_percent_is_not_raked(
    total: float, usable: bool
) -> None:
    """A third of the mean weight would be needed for 16.7; 15 misses it by 1.7 % of the whole."""
    margin = Margin(item="age", totals={"a": total, "b": 100 - total})
    profiles: list[tuple[str | None, ...]] = [("a" if i < 50 else "b",) for i in range(100)]
    found = rake_cell(profiles, [margin], [("a", "b")])
    assert (found is not None) == usable
    if found:
        assert sum(found) / 100 == pytest.approx(1)
