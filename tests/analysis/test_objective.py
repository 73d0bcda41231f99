"""Objective indicators: points by fixed goalposts (formulas 4)."""

from __future__ import annotations

import pytest

from analysis.objective import Indicators, normalise
from tests.analysis.rounds import CLUSTERS, make_parameters

COMPOSITE = make_parameters(
    composite={
        "indicators": [
            {"id": "papers", "parent": "all", "weight": 1, "worst": 0, "best": 10},
            {"id": "delay", "parent": "all", "weight": 1, "worst": 200, "best": 0},
        ],
        "aggregates": [{"id": "all"}],
    }
).composite
assert COMPOSITE is not None
VALUES = Indicators(CLUSTERS, {"papers": (2.0, 5.0, 12.0, None), "delay": (0.0, 50.0, 200.0, 1.0)})


@pytest.mark.parametrize(
    ("goalposts", "papers", "delay"),
    [
        ("base", (20, 50, 100, None), (100, 75, 0, 99.5)),
        # from 1 to 9, and from 180 to 20
        ("narrow", (12.5, 50, 100, None), (100, 81.25, 0, 100)),
        # from -1 to 11, and from 220 to -20
        ("wide", (25, 50, 100, None), (100 * 220 / 240, 100 * 170 / 240, 100 / 12, 91.25)),
    ],
)
def test_points_by_goalposts_moved_by_a_tenth(
    goalposts: str, papers: tuple[float | None, ...], delay: tuple[float | None, ...]
) -> None:
    assert COMPOSITE is not None
    found = normalise(VALUES, COMPOSITE, goalposts=goalposts)
    assert found.points["papers"] == pytest.approx(papers)
    assert found.points["delay"] == pytest.approx(delay)
    assert ("south", "papers") in found.clipped
    assert found.missing == (("west", "papers"),)
