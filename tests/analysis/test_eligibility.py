"""Limits of the conditions for being ranked, bounds of missing cells, and errors of a change."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from analysis.change import change_report
from analysis.eligibility import bounds, shortfalls
from analysis.evidence import evidence
from analysis.ranking import scheme_of
from analysis.scoring import score
from analysis.table import tabulate
from tests.analysis.rounds import (
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)

INSTRUMENT = make_instrument()
SIZES = full_sizes(30)


def answers_of(sizes: dict[tuple[str, str], int]) -> dict[str, object]:
    given = {cell: n for cell, n in sizes.items() if n}
    responses = make_responses(INSTRUMENT, sizes)
    return tabulate(
        responses, make_invitations(given), INSTRUMENT, make_parameters(), reminders=2
    ).answers


ANSWERS = answers_of(SIZES)
GAP = answers_of({**SIZES, ("south", "labs"): 0})


@pytest.mark.parametrize(("more", "misses"), [(0, []), (1, ["invited"] * 3)])
def test_as_many_invited_as_needed_are_enough(more: int, misses: list[str]) -> None:
    invited = ANSWERS["response"]["cells"][0]["invited"]  # type: ignore[index]
    parameters = make_parameters(minimums={"invited": invited + more})
    found, _ = shortfalls(ANSWERS, parameters, "east")
    assert [s.condition for s in found] == misses


def test_bounds_reach_two_standard_errors_of_the_prediction_and_the_ends_of_the_scale() -> None:
    """The prediction's variance by least squares in matrices, as in a textbook."""
    cells = evidence(GAP)
    scores = score(cells, scheme_of(make_parameters(), cells.dimensions))
    model = scores.model
    groups = len(model.layout.groups)
    c, g = scores.clusters.index("south"), model.layout.groups.index("labs")

    def line(cluster: int, group: int) -> list[float]:
        return [float(cluster == k) for k in range(4)] + [
            float(group == k) for k in range(groups - 1)
        ]

    design = np.array([
        line(row.cluster, next(i for i, x in enumerate(shares) if x))
        for row, shares in zip(model.layout.rows, model.layout.shares, strict=True)
    ])  # fmt: skip
    weight = np.diag([1 / (v + model.tau2.used) for v in model.variance])
    x = np.array(line(c, g))
    variance = x @ np.linalg.inv(design.T @ weight @ design) @ x
    away = 2 * model.omega[g] * sqrt(model.tau2.used + variance)
    found = bounds(scores, c)
    assert found is not None
    assert found["predicted"] == pytest.approx([scores.score[c] - away, scores.score[c] + away])
    low, high = found["extreme"]
    assert high - low == pytest.approx(100 * model.omega[g])
    assert bounds(scores, 0) is None


def test_the_variance_of_a_change_is_that_of_both_rounds() -> None:
    """A round beside itself: no change, and twice the variance of an unsmoothed mean."""
    cells = evidence(ANSWERS)
    model = score(cells, scheme_of(make_parameters(), cells.dimensions)).model
    found = change_report(ANSWERS, ANSWERS, make_parameters())["clusters"]["east"]
    own = [v for cell, v in zip(model.cells, model.variance, strict=True) if cell.cluster == "east"]
    assert found["estimate"] == 0
    assert found["se"] == pytest.approx(sqrt(2 * sum(own)) / len(own))
