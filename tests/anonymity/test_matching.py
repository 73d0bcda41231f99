"""The judge itself: it sees planted links of every kind, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from surveyapp.anonymity.matching import Side, Verdict, try_all

CELLS, EACH = 6, 30
SIZE = CELLS * EACH
GROUPS = np.repeat(np.arange(CELLS), EACH)


def noise(random: np.random.Generator, signals: int = 12) -> Side:
    orders = {f"noise {n}": list(random.permutation(SIZE)) for n in range(signals)}
    return Side(orders=orders, labels={"letter": list(random.integers(0, 9, SIZE))})


def attack(plant: Callable[[Side, Side, np.random.Generator], None], seed: int = 1) -> Verdict:
    random = np.random.default_rng(seed)
    left, right = noise(random), noise(random)
    plant(left, right, random)
    return try_all("test", list(GROUPS), left, right, random, permutations=200)


def nothing(left: Side, right: Side, random: np.random.Generator) -> None:
    pass


def same_order(left: Side, right: Side, random: np.random.Generator) -> None:
    times = random.random(SIZE)
    left.orders["place"], right.orders["time"] = list(times), list(times * 7)


def reversed_order(left: Side, right: Side, random: np.random.Generator) -> None:
    times = random.random(SIZE)
    left.orders["place"], right.orders["time"] = list(-times), list(times)


def weak_order(left: Side, right: Side, random: np.random.Generator) -> None:
    times = random.random(SIZE)
    left.orders["place"] = list(times + random.normal(0, 0.3, SIZE))
    right.orders["time"] = list(times)


def batches(left: Side, right: Side, random: np.random.Generator) -> None:
    times = random.permutation(SIZE)
    left.orders["first copy"] = left.labels["first copy"] = list(times // 20)
    right.orders["first copy"] = right.labels["first copy"] = list(times // 20)


def five_languages(left: Side, right: Side, random: np.random.Generator) -> None:
    spoken = random.choice(["en", "hi", "kn", "mr", "te"], SIZE)
    left.labels["language"] = right.labels["language"] = list(spoken)


def order_inside_pages(left: Side, right: Side, random: np.random.Generator) -> None:
    times, pages = random.random(SIZE), random.permutation(SIZE) // 6
    left.pages["offset"] = list(pages + times * 0.99)
    right.orders["time"] = list(times)


@pytest.mark.parametrize(
    "plant", [same_order, reversed_order, weak_order, batches, five_languages, order_inside_pages]
)
def test_a_planted_link_is_found(plant: Callable[..., None]) -> None:
    verdict = attack(plant)
    assert verdict.is_leak, verdict


def test_a_perfect_link_links_everybody() -> None:
    for plant in (same_order, reversed_order):
        verdict = attack(plant)
        assert verdict.success.found == 1.0
        assert verdict.correlation.found == pytest.approx(1.0)
        assert "place" in verdict.success.pair
        assert "time" in verdict.success.pair


def test_without_a_link_alarms_are_as_rare_as_promised() -> None:
    verdicts = [attack(nothing, seed) for seed in range(60)]
    assert verdicts[0].chance == pytest.approx(CELLS / SIZE)
    alarms = sum(v.success.is_leak + v.correlation.is_leak for v in verdicts)
    # 120 comparisons with a limit of 99.5 %: 0.6 expected
    assert alarms <= 4
    # many attacks: the best of them is above chance, and the limit knows it
    assert all(v.success.found > v.chance for v in verdicts)


def test_a_cell_is_no_link() -> None:
    def cells(left: Side, right: Side, random: np.random.Generator) -> None:
        for side in (left, right):
            side.orders["cell"] = side.labels["cell"] = list(GROUPS)

    verdict = attack(cells)
    assert not verdict.is_leak, verdict


def test_signals_that_are_missing_everywhere_do_no_harm() -> None:
    empty = Side(orders={"none": [None] * SIZE}, labels={"none": [None] * SIZE})
    verdict = try_all("test", list(GROUPS), empty, empty, np.random.default_rng(1), 50)
    assert not verdict.is_leak
