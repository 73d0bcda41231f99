"""Differential item functioning against hand-computed tables and the law of no difference."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dif import (
    DELTA_CLASSES,
    MEAN_CLASSES,
    NOT_DEFINED,
    STRATA,
    item_dif,
    mantel_haenszel,
    matched_means,
    size_class,
    strata,
)


def test_mantel_haenszel_on_two_strata_by_hand() -> None:
    """Strata (right, wrong): reference 10, 10 and focal 5, 15; reference 16, 4 and focal 12, 8.

    A − E(A): 10 − 20·15/40 = 2.5 and 16 − 20·28/40 = 2; variances 20·20·15·25/(40²·39) = 2.4038
    and 20·20·28·12/(40²·39) = 2.1538; (4.5 − .5)² / 4.5577 = 3.5105. Odds ratio (150/40 + 128/40) /
    (50/40 + 48/40) = 2.8367, delta −2.35 ln 2.8367 = −2.4503.
    """
    cells = [(0, 0, 10, 10), (0, 1, 5, 15), (1, 0, 16, 4), (1, 1, 12, 8)]
    item, level, focal = [], [], []
    for stratum, side, right, wrong in cells:
        item += [1.0] * right + [0.0] * wrong
        level += [float(stratum)] * (right + wrong)
        focal += [bool(side)] * (right + wrong)
    found = mantel_haenszel(np.array(item), np.array(level), np.array(focal))
    assert found.statistic == pytest.approx(3.5105, abs=5e-4)
    assert found.effect == pytest.approx(-2.35 * log(278 / 98))
    assert (found.size, found.flagged) == ("C", False)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([40, 150]))
def test_a_shift_of_one_side_is_found_with_its_size_and_sign(seed: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    focal = np.repeat([False, True], people)
    ability = rng.standard_normal(2 * people)
    items = [np.round(3 + ability + 0.5 * rng.standard_normal(2 * people)) for _ in range(5)]
    items[0] = items[0] - 2.0 * focal
    found = item_dif(items, focal)
    assert found[0].effect is not None
    assert found[0].effect < -0.5
    assert (found[0].size, found[0].flagged) == ("C", True)


def test_where_there_is_nothing_to_test_nothing_is_said() -> None:
    same = np.full(50, 3.0)
    focal = np.arange(50) < 25
    level = np.arange(50.0)
    assert matched_means(same, level, focal) == NOT_DEFINED
    assert matched_means(level, level, np.zeros(50, dtype=bool)) == NOT_DEFINED
    assert mantel_haenszel(np.ones(50), level, focal) == NOT_DEFINED


@given(st.lists(st.integers(0, 9), min_size=1, max_size=200))
def test_strata_rise_with_the_level_and_never_split_equals(levels: list[int]) -> None:
    values = np.array(levels, dtype=float)
    found = strata(values)
    assert found.min() >= 0
    assert found.max() < STRATA
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(found[order]) >= 0)
    for level in set(levels):
        assert len(set(found[values == level].tolist())) == 1


@pytest.mark.parametrize(
    ("effect", "limits", "size"),
    [
        (0.17, MEAN_CLASSES, "A"), (-0.18, MEAN_CLASSES, "B"), (0.25, MEAN_CLASSES, "B"),
        (-0.26, MEAN_CLASSES, "C"), (1.0, DELTA_CLASSES, "A"), (-1.1, DELTA_CLASSES, "B"),
        (1.6, DELTA_CLASSES, "C"),
    ],
)  # fmt: skip
def test_classes_are_those_of_ets(effect: float, limits: tuple[float, float], size: str) -> None:
    assert size_class(effect, limits) == size


@pytest.mark.parametrize(("people", "regressed"), [(99, True), (100, False)])
def test_fewer_than_a_hundred_a_side_are_matched_by_regression(
    people: int, regressed: bool
) -> None:
    """The effect is then the coefficient of the side beside the level, in standard deviations."""
    rng = np.random.default_rng(4)
    focal = np.arange(2 * people) < people
    level = rng.normal(0, 1, 2 * people) + 0.5 * focal
    item = np.clip(np.round(3 + level + 0.4 * focal + rng.normal(0, 1, 2 * people)), 1, 5)
    design = np.column_stack([np.ones(2 * people), level, focal])
    slope = np.linalg.lstsq(design, item, rcond=None)[0][2]
    found = matched_means(item, level, focal).effect
    assert found is not None
    assert (abs(found - slope / np.std(item, ddof=1)) < 1e-9) == regressed
