"""From T to scores: laws that hold whatever the answers are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.additive import Row, fit, heterogeneity, reml_score
from analysis.evidence import CannotScore, Evidence, Observed
from analysis.exact import apply
from analysis.scoring import Scheme, composite_means, score
from analysis.smoothing import layout

CLUSTERS = ("a", "b", "c", "d")
GROUPS = ("f", "g", "h")
DIMENSIONS = ("x", "y")


def make_evidence(seed: int, *, skip: tuple[tuple[str, str], ...] = (), **extra: Any) -> Evidence:
    rng = np.random.default_rng(seed)
    cells = []
    for c in CLUSTERS:
        for g in GROUPS:
            n = int(rng.integers(15, 200))
            mean = tuple(round(float(m), 1) for m in rng.normal(55, 8, len(DIMENSIONS)))
            sd = tuple(int(s) for s in rng.integers(10, 30, len(DIMENSIONS)))
            if (c, g) not in skip:
                people = (float(n),) * len(DIMENSIONS)
                cells.append(Observed(c, (g,), (1.0,), n, float(n), 1.25, 8, mean, sd, people))
    return Evidence(CLUSTERS, GROUPS, DIMENSIONS, tuple(cells), [[1.0, 0.5], [0.5, 1.0]])


def scheme(**extra: Any) -> Scheme:
    base = Scheme(dict.fromkeys(DIMENSIONS, 1.0), dict.fromkeys(GROUPS, 1.0))
    return replace(base, **extra)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 5), st.booleans())
def test_composite_is_the_weighted_sum_of_dimensions(seed: int, weight: float, gap: bool) -> None:
    found = score(
        make_evidence(seed, skip=(("b", "g"),) if gap else ()),
        scheme(dimensions={"x": weight, "y": 1.0}),
    )
    w = [weight / (weight + 1), 1 / (weight + 1)]
    direct = apply(found.model.of_clusters, composite_means(found.model))
    for c in range(4):
        total = w[0] * found.dimension[0][c] + w[1] * found.dimension[1][c]
        assert found.score[c] == pytest.approx(total, abs=1e-9)
        assert found.score[c] == pytest.approx(direct[c], abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(-30, 30))
def test_adding_a_constant_to_all_cells_adds_it_to_all_scores(seed: int, constant: float) -> None:
    base = make_evidence(seed, skip=(("a", "h"),))
    moved = replace(
        base,
        cells=tuple(
            replace(cell, mean=tuple((m or 0.0) + constant for m in cell.mean))
            for cell in base.cells
        ),
    )
    first, second = score(base, scheme()), score(moved, scheme())
    for a, b in zip(first.score, second.score, strict=True):
        assert b - a == pytest.approx(constant, abs=1e-6)
    assert second.covariance[0][0] == pytest.approx(first.covariance[0][0], rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(4)))
def test_renaming_clusters_moves_their_scores_with_them(seed: int, order: list[int]) -> None:
    base = make_evidence(seed)
    name = {CLUSTERS[i]: CLUSTERS[j] for i, j in enumerate(order)}
    renamed = replace(
        base,
        cells=tuple(
            sorted(
                (replace(cell, cluster=name[cell.cluster]) for cell in base.cells),
                key=lambda cell: (cell.cluster, cell.groups),
            )
        ),
    )
    first, second = score(base, scheme()), score(renamed, scheme())
    for i, j in enumerate(order):
        assert second.score[j] == pytest.approx(first.score[i], abs=1e-8)
        assert second.error(j) == pytest.approx(first.error(i), abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_weights_of_zero_and_one_leave_a_single_dimension_and_group(seed: int) -> None:
    base = make_evidence(seed)
    found = score(
        base,
        scheme(
            dimensions={"x": 1.0, "y": 0.0}, groups={"f": 1.0, "g": 0.0, "h": 0.0}, smoothing=False
        ),
    )
    wanted = [cell.mean[0] for cell in base.cells if cell.groups == ("f",)]
    assert found.score == pytest.approx(wanted)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_a_duplicate_of_a_cluster_gets_the_same_score(seed: int) -> None:
    base = make_evidence(seed)
    twin = tuple(replace(cell, cluster="e") for cell in base.cells if cell.cluster == "a")
    found = score(replace(base, clusters=(*CLUSTERS, "e"), cells=base.cells + twin), scheme())
    assert found.score[4] == pytest.approx(found.score[0], abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_an_emptied_cell_is_predicted_with_a_wider_interval(seed: int) -> None:
    full = score(make_evidence(seed), scheme(tau2=9.0))
    gap = score(make_evidence(seed, skip=(("c", "f"),)), scheme(tau2=9.0))
    assert gap.error(2) > full.error(2)
    assert len(gap.score) == 4


def test_smoothing_matrix_reproduces_every_additive_table() -> None:
    """H X_obs = X_all: without interaction all cells come out right, missing ones too."""
    alpha, lam = {"a": 40.0, "b": 50.0, "c": 60.0, "d": 55.0}, {"f": 0.0, "g": 5.0, "h": -3.0}
    base = make_evidence(1, skip=(("a", "f"), ("d", "g")))
    cells = tuple(
        replace(cell, mean=(alpha[cell.cluster] + lam[cell.groups[0]],) * 2) for cell in base.cells
    )
    found = score(replace(base, cells=cells), scheme(tau2=4.0))
    for value, c in zip(found.score, CLUSTERS, strict=True):
        assert value == pytest.approx(alpha[c] + 2 / 3, abs=1e-9)


def test_merged_cells_are_drawn_by_their_shares() -> None:
    """Formulas 2.5: the groups of a merged cell keep its mean where nothing is smoothed away."""
    base = make_evidence(5)
    joined = Observed(
        "a", ("f", "g"), (0.3, 0.7), 40, 40.0, 1.0, 8, (61.0, 47.0), (20, 20), (40.0,) * 2
    )
    cells = [
        joined,
        *(
            cell
            for cell in base.cells
            if (cell.cluster, cell.groups[0]) not in {("a", "f"), ("a", "g")}
        ),
    ]
    found = score(replace(base, cells=tuple(cells)), scheme(smoothing=False))
    theta = apply(found.model.smoothing_matrix, found.model.mean[0])
    assert 0.3 * theta[0] + 0.7 * theta[1] == pytest.approx(61.0)


def test_reml_is_the_textbook_estimate_of_a_balanced_table() -> None:
    """Equal variances: τ² + v is the interaction mean square of the two-way table."""
    rng = np.random.default_rng(3)
    table = rng.normal(50, 6, (4, 3))
    rows = [
        Row(c, tuple(1.0 if g == h else 0.0 for h in range(2))) for c in range(4) for g in range(3)
    ]
    away = table - table.mean(1, keepdims=True) - table.mean(0, keepdims=True) + table.mean()
    square = float((away**2).sum()) / 6
    found = heterogeneity(rows, table.ravel().tolist(), [5.0] * 12)
    assert found.reml == pytest.approx(square - 5.0, abs=1e-9)
    assert found.used > (found.reml or 0)
    assert reml_score(rows, table.ravel().tolist(), [5.0] * 12, found.used) == pytest.approx(
        -1 / found.used, abs=1e-9
    )


def test_fit_is_weighted_least_squares() -> None:
    rng = np.random.default_rng(4)
    rows = [
        Row(c, tuple(1.0 if g == h else 0.0 for h in range(2))) for c in range(3) for g in range(3)
    ][:-1]
    x = np.array([[float(c == row.cluster) for c in range(3)] + list(row.groups) for row in rows])
    y, v = rng.normal(50, 5, 8), rng.uniform(1, 5, 8)
    w = np.diag(1 / (v + 2.0))
    beta = np.linalg.solve(x.T @ w @ x, x.T @ w @ y)
    model = fit(rows, v.tolist(), 2.0)
    assert model.fitted(y.tolist(), rows) == pytest.approx((x @ beta).tolist())
    inner = np.linalg.inv(x.T @ w @ x)
    assert [model.variance(row) for row in rows] == pytest.approx(np.diag(x @ inner @ x.T).tolist())
    assert np.array([model.prediction(row) for row in rows]) == pytest.approx(x @ inner @ x.T @ w)


def test_a_dimension_that_few_can_answer_is_filled_or_dropped() -> None:
    base = make_evidence(6)

    def without(count: int) -> Evidence:
        cells = [
            replace(
                cell,
                mean=(cell.mean[0], None),
                sd=(cell.sd[0], None),
                people=(cell.people[0], None),
            )
            if k % 3 == 1 and k < 3 * count
            else cell
            for k, cell in enumerate(base.cells)
        ]
        return replace(base, cells=tuple(cells))

    filled = score(without(1), scheme())
    assert filled.model.filled == ((1, 1),)
    assert filled.model.variance[1] > score(base, scheme()).model.variance[1]
    assert filled.model.dropped == ()
    dropped = score(
        replace(base, cells=tuple(
            replace(cell, mean=(cell.mean[0], None)) if k < 5 else cell
            for k, cell in enumerate(base.cells)
        )),
        scheme(),
    )  # fmt: skip
    assert dropped.model.dropped == ("y",)
    assert dropped.model.w == [1.0]


@pytest.mark.parametrize(("weight", "cells", "filled"), [(1.01, 12, 1), (0.99, 11, 0)])
def test_a_cell_that_lacks_half_of_the_weight_is_missing(
    weight: float, cells: int, filled: int
) -> None:
    """The second cell has only its dimension x; y has the weight 1."""
    base = make_evidence(6)
    lacking = [
        replace(
            cell, mean=(cell.mean[0], None), sd=(cell.sd[0], None), people=(cell.people[0], None)
        )
        if k == 1
        else cell
        for k, cell in enumerate(base.cells)
    ]
    given_ = replace(base, cells=tuple(lacking))
    found = score(given_, scheme(dimensions={"x": weight, "y": 1.0})).model
    assert (len(found.cells), len(found.filled)) == (cells, filled)


def test_what_cannot_be_compared_is_refused_by_name() -> None:
    base = make_evidence(7)
    apart = [c for c in base.cells if (c.cluster in "ab") == (c.groups[0] == "f")]
    with pytest.raises(CannotScore, match=r"a, b \(f\); c, d \(g, h\)"):
        score(replace(base, cells=tuple(apart)), scheme())
    with pytest.raises(CannotScore, match="no cell has enough valid responses"):
        score(replace(base, cells=()), scheme())
    still = tuple(replace(cell, sd=(0, 0)) for cell in base.cells)
    with pytest.raises(CannotScore, match="no variation"):
        score(replace(base, cells=still), scheme())


def test_a_group_that_is_only_ever_merged_cannot_be_told_apart() -> None:
    one = Observed(
        "a", ("f", "g"), (0.5, 0.5), 40, 40.0, 1.0, 8, (61.0, 47.0), (20, 20), (40.0,) * 2
    )
    other = replace(one, cluster="b", groups=("f",), share=(1.0,))
    assert layout(
        [one, other, replace(other, cluster="a", groups=("h",)), replace(other, groups=("h",))]
    )
    with pytest.raises(CannotScore, match="only where it is merged"):
        layout(
            [
                one,
                replace(one, cluster="b", groups=("h",), share=(1.0,)),
                replace(one, groups=("h",), share=(1.0,)),
            ]
        )
