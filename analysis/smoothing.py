"""Smoothing: observed cell means to all cells, with one matrix H (formulas 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from analysis.additive import Row, fit
from analysis.evidence import CannotScore, Observed
from analysis.exact import Matrix, Vector, dot


@dataclass(frozen=True)
class Layout:
    """Which clusters and groups the observed cells allow to speak of, and the design rows."""

    clusters: tuple[str, ...]
    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    shares: tuple[Vector, ...]

    def row(self, cluster: int, group: int) -> Row:
        """Return the design row of a single cell."""
        last = len(self.groups) - 1
        return Row(cluster, tuple(1.0 if g == group else 0.0 for g in range(last)))


def layout(cells: Sequence[Observed]) -> Layout:
    """Number clusters and groups that have an observed cell.

    Raises
    ------
    CannotScore
        If there is no cell, or clusters and groups fall into parts that nothing compares.
    """
    if not cells:
        raise CannotScore("empty", "no cell has enough valid responses to be scored")
    parts = components(cells)
    if len(parts) > 1:
        named = "; ".join(f"{', '.join(c)} ({', '.join(g)})" for c, g in parts)
        raise CannotScore(
            "apart",
            "the clusters share too few groups to be compared; these stand apart: "
            f"{named}. More answers in one cell that joins them are needed",
            parts,
        )
    clusters = tuple(sorted({cell.cluster for cell in cells}))
    groups = tuple(sorted({group for cell in cells for group in cell.groups}))
    rows, shares = [], []
    for cell in cells:
        held = dict(zip(cell.groups, cell.share, strict=True))
        own = [held.get(group, 0.0) for group in groups]
        shares.append(own)
        rows.append(Row(clusters.index(cell.cluster), tuple(own[:-1]), cell.spread))
    found = Layout(clusters, groups, tuple(rows), tuple(shares))
    if any(len(cell.groups) > 1 for cell in cells) and not full_rank(found):
        raise CannotScore(
            "merged",
            "a group has scored cells only where it is merged with others, so that its level "
            "cannot be told; more answers of that group are needed",
        )
    return found


def components(cells: Sequence[Observed]) -> list[tuple[list[str], list[str]]]:
    """Return the connected parts of the graph of clusters and groups, as lists of ids."""
    parts: list[tuple[set[str], set[str]]] = []
    for cell in cells:
        clusters, groups = {cell.cluster}, set(cell.groups)
        apart = []
        for part in parts:
            if part[0] & clusters or part[1] & groups:
                clusters, groups = clusters | part[0], groups | part[1]
            else:
                apart.append(part)
        parts = [*apart, (clusters, groups)]
    return sorted((sorted(c), sorted(g)) for c, g in parts)


def smoother(
    layout_: Layout, variance: Sequence[float], tau2: float, *, smoothing: bool = True
) -> Matrix:
    """Return H, a row for each (cluster, group) in order, a column for each observed cell.

    θ = H ȳ. An observed cell is drawn toward the additive prediction by B = τ² / (τ² + v), a
    missing one takes the prediction (B = 0), a merged one passes its difference on to its groups
    by their shares. Without smoothing B = 1.
    """
    model = fit(layout_.rows, variance, tau2)
    held = {
        (row.cluster, g): k
        for k, (row, shares) in enumerate(zip(layout_.rows, layout_.shares, strict=True))
        for g, share in enumerate(shares)
        if share
    }
    predictions = [model.prediction(row) for row in layout_.rows]
    matrix = []
    for c in range(len(layout_.clusters)):
        for g in range(len(layout_.groups)):
            line = model.prediction(layout_.row(c, g))
            k = held.get((c, g))
            if k is not None:
                part = own_part(layout_.rows[k], variance[k], tau2, smoothing=smoothing)
                b = part * layout_.shares[k][g]
                line = [
                    fsum([x, b * ((1.0 if j == k else 0.0) - p)])
                    for j, (x, p) in enumerate(zip(line, predictions[k], strict=True))
                ]
            matrix.append(line)
    return matrix


def own_part(row: Row, variance: float, tau2: float, *, smoothing: bool = True) -> float:
    """Return B / π: how much of its difference a cell keeps, by unit of share."""
    if not smoothing:
        return 1 / row.spread
    return tau2 / (tau2 * row.spread + variance)


def interaction_error(layout_: Layout, smoothing_matrix: Matrix) -> Matrix:
    """Return E = H Z − I: how interactions of all cells enter the error of θ."""
    columns = [(c, g) for c in range(len(layout_.clusters)) for g in range(len(layout_.groups))]
    held: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for k, (row, shares) in enumerate(zip(layout_.rows, layout_.shares, strict=True)):
        for g, share in enumerate(shares):
            if share:
                held.setdefault((row.cluster, g), []).append((k, share))
    return [
        [
            fsum([*(line[k] * share for k, share in held.get(place, [])), -(i == j)])
            for j, place in enumerate(columns)
        ]
        for i, line in enumerate(smoothing_matrix)
    ]


def over_groups(matrix: Matrix, weights: Sequence[float]) -> Matrix:
    """Return Ω × matrix: the weighted sum over groups of each cluster's rows."""
    size = len(weights)
    blocks = [matrix[start : start + size] for start in range(0, len(matrix), size)]
    return [[dot(weights, column) for column in zip(*block, strict=True)] for block in blocks]


def full_rank(layout_: Layout) -> bool:
    """Tell whether every λ can be told apart; only merged cells can prevent it."""
    size = len(layout_.clusters) + len(layout_.groups) - 1
    rows = [
        [Fraction(c == row.cluster) for c in range(len(layout_.clusters))]
        + [Fraction(x) for x in row.groups]
        for row in layout_.rows
    ]
    for place in range(size):
        pivot = next((i for i in range(place, len(rows)) if rows[i][place]), None)
        if pivot is None:
            return False
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for i in range(place + 1, len(rows)):
            if rows[i][place]:
                factor = rows[i][place] / rows[place][place]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[place], strict=True)]
    return True
