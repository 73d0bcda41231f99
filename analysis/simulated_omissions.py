"""What leaving out does to a score, on made-up rounds (formulas 1.8 to 1.10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import fsum, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.evidence import CannotScore, Evidence
from analysis.instrument import NOT_CONCERNED
from analysis.parameters import Parameters
from analysis.points import EMPTY
from analysis.quality import five_point, longest_runs, spread
from analysis.rank import ranks
from analysis.ranking import compared
from analysis.scoring import Scheme, Scores, score
from analysis.simulated_conditions import evidence_of, repeat, scheme
from analysis.simulated_rounds import ITEMS, Made, World, item_offsets, true_cells
from analysis.stability import stability

LEAVES_OUT_HARD, OTHERS_LEAVE_OUT_HARD, LEAVES_OUT_EASY = 0.50, 0.15, 0.05
LEVELS = (75.0, 88.0)
DECIDED = World(person=20.0, noise=10.0, cluster=0.0, group=0.0, interaction=0.0)
DRAWS = 1000


def mean_of(name: str, values: Sequence[float]) -> dict[str, float]:
    """Return the mean under its name, and its own standard error."""
    n = len(values)
    mean = fsum(values) / n
    squares = fsum((value - mean) ** 2 for value in values)
    return {name: mean, f"{name}_error": sqrt(squares / max(1, n - 1) / n)}


def skipping(
    parameters: Parameters,
    runs: int,
    *,
    seed: int = 1,
    easy: float = LEAVES_OUT_EASY,
) -> dict[str, Any]:
    """Let the first cluster leave out half of the hard items, of which the others leave out 15 %.

    Of the easy ones everybody leaves out 5 % (the others: ``easy``). Gain: beside the same answers
    of the same people, had they left out no more than the others.
    """
    plain, centred = [], []
    chance = np.where(item_offsets() < 0, OTHERS_LEAVE_OUT_HARD, easy)
    more = np.where(item_offsets() < 0, LEAVES_OUT_HARD, LEAVES_OUT_EASY)
    for made in repeat(World(skipped=0.0), parameters, runs, seed, "skipping"):
        full = np.stack(list(made.arrays.codes.values()), axis=1)
        drawn = made.extra["stream"].uniforms(full.size).reshape(full.shape)
        own = (made.arrays.origin < made.world.groups)[:, None]
        before, after = (
            _left_out(made, full, drawn < limit) for limit in (chance, np.where(own, more, chance))
        )
        plain.append(_plain_score(after) - _plain_score(before))
        centred.append(_first_score(after) - _first_score(before))
    return {"runs": runs, **mean_of("gain_of_plain_means", plain), **mean_of("bias", centred)}


def _left_out(made: Made, full: NDArray[np.int16], gaps: NDArray[np.bool_]) -> Made:
    codes = np.where(gaps, NOT_CONCERNED, full).astype(np.int16)
    by_item = {key: codes[:, j] for j, key in enumerate(made.arrays.codes)}
    return replace(made, arrays=replace(made.arrays, codes=by_item))


def _first_score(made: Made) -> float:
    cells = evidence_of(made)
    return score(cells, scheme(made, cells)).score[0]


def _plain_score(made: Made) -> float:
    """Return the first cluster's score from plain means of each respondent's answered items."""
    codes = np.stack(list(made.arrays.codes.values()), axis=1).astype(np.float64)
    points = np.where(codes > 0, 25 * (codes - 1), np.nan)
    cells = []
    for group in range(made.world.groups):
        rows = points[made.arrays.origin == group]
        start, dimensions = 0, []
        for n in ITEMS:
            own = rows[:, start : start + n]
            known = np.count_nonzero(~np.isnan(own), axis=1)
            enough = 2 * known >= n
            total = np.where(np.isnan(own), 0.0, own)[enough]
            answered = known[enough].tolist()
            means = [fsum(r) / k for r, k in zip(total.tolist(), answered, strict=True)]
            dimensions.append(fsum(means) / len(means))
            start += n
        cells.append(fsum(dimensions) / len(dimensions))
    return fsum(cells) / len(cells)


def withholding(
    parameters: Parameters,
    runs: int,
    *,
    seed: int = 1,
    chosen: Callable[[Made], int] | None = None,
) -> dict[str, Any]:
    """Let the last cluster leave out its least favourable group, or leave the table altogether.

    It is the cluster that is last in truth, and the group in which it truly stands lowest beside
    the other clusters: it decides before anybody has answered. ``off_the_last_place``: of the
    rounds in which it would be last. ``another_clearly_last``: by simultaneous rank sets;
    ``another_last_in_95``: last in 95 % of draws. ``chosen`` may choose another group.
    """
    choose = chosen or least_favourable
    gains: list[float] = []
    off, others_last, others_drawn = [], [], []
    for made in repeat(World(), parameters, runs, seed, "withholding"):
        cells = evidence_of(made)
        own = scheme(made, cells)
        before = score(cells, own)
        last = made.last
        mine = [cell for cell in cells.cells if cell.cluster == before.clusters[last]]
        hidden = sorted(made.arrays.parameters.group_ids)[choose(made)]
        after = score(_without(cells, [cell for cell in mine if hidden in cell.groups]), own)
        gains.append(after.score[last] - before.score[last])
        if ranks(before.score)[last] == len(before.score):
            off.append(ranks(after.score)[last] < len(after.score))
        left = _scored(_without(cells, mine), own)
        others_last.append(left is not None and _somebody_last(left, made))
        others_drawn.append(left is not None and _somebody_drawn_last(left, made))
    order = sorted(gains)
    return {
        "runs": runs,
        **mean_of("bias", gains),
        "gain_95": order[int(0.95 * (len(order) - 1))],
        "off_the_last_place": sum(off) / max(1, len(off)),
        "another_clearly_last": sum(others_last) / runs,
        "another_last_in_95": sum(others_drawn) / runs,
    }


def least_favourable(made: Made) -> int:
    """Return the group in which the last cluster truly stands lowest beside the other clusters."""
    size = made.world.groups
    cells = true_cells(made.world, made.extra["means"])
    others = [c for c in range(made.world.clusters) if c != made.last]
    beside = [
        cells[made.last * size + g] - fsum(cells[c * size + g] for c in others) / len(others)
        for g in range(size)
    ]
    return beside.index(min(beside))


def _without(cells: Evidence, some: Sequence[Any]) -> Evidence:
    return replace(cells, cells=tuple(cell for cell in cells.cells if cell not in some))


def _scored(cells: Evidence, own: Scheme) -> Scores | None:
    try:
        return score(cells, own)
    except CannotScore:
        return None


def _somebody_last(scores: Scores, made: Made) -> bool:
    draws = made.arrays.parameters.draws.model_copy(update={"rank_sets": 20_000})
    parameters = made.arrays.parameters.model_copy(update={"draws": draws})
    sets = compared(scores, parameters, refine=False).sets()
    return any(lower == len(scores.clusters) for lower in sets.lower)


def _somebody_drawn_last(scores: Scores, made: Made) -> bool:
    parameters = made.arrays.parameters
    shares = stability(scores, parameters.concentration, draws=DRAWS, seed=parameters.seed)
    return any(row[-1] >= parameters.non_performance.share_last for row in shares.errors)


def straight_liners(
    parameters: Parameters, runs: int, *, level: float, seed: int = 1, world: World = DECIDED
) -> dict[str, Any]:
    """Count honest people of firm opinion whom rules against straight-lining would leave out.

    ``two_signs``: if the longest run and the spread were two signs; ``excluded``: by our rule. The
    shift is that of the mean of all answers, in points.
    """
    rounds = repeat(replace(world, level=level), parameters, runs, seed, f"decided:{level}")
    found = [_left_out_by(made) for made in rounds]
    two, shifts, ours = zip(*found, strict=True)
    return {
        "runs": runs,
        **mean_of("two_signs", two),
        **mean_of("two_signs_shift", shifts),
        "excluded": fsum(ours) / runs,
    }


def _left_out_by(made: Made) -> tuple[float, float, float]:
    arrays = made.arrays
    rows = [np.where(row > 0, row, EMPTY).astype(np.int16) for row in arrays.codes.values()]
    answered = np.sum([row != EMPTY for row in rows], axis=0)
    values = five_point(rows, arrays.instrument)
    limits = arrays.parameters.quality
    both = (spread(values) < limits.spread) & (longest_runs(rows) >= limits.longest_run * answered)
    means = 25 * (np.nanmean(values, axis=0) - 1)
    shift = float(means[~both].mean() - means.mean())
    return float(both.mean()), shift, float(arrays.signs().excluded.mean())
