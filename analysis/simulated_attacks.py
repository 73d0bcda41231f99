"""What attacks and shortcuts do to a score, on made-up rounds (formulas 1.4 to 1.10)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.evidence import CannotScore, Evidence
from analysis.instrument import NOT_CONCERNED
from analysis.parameters import Parameters
from analysis.rank import ranks
from analysis.ranking import compared
from analysis.scoring import Scheme, Scores, score
from analysis.simulated_conditions import coverage, evidence_of, kendall, repeat, scheme
from analysis.simulated_rounds import (
    ITEMS,
    NOISE,
    PERSON,
    SKIPPED,
    Made,
    Sizes,
    World,
    coded,
    draw_codes,
    item_offsets,
    with_answers,
)
from analysis.streams import UNIT, Stream
from analysis.table import TooFewResponses

STUFFED = (5, 10, 20, 60)
COACHED = (0.10, 0.25)
FRIENDLY = (1.0, 0.5, 0.3)
LIKENESS = (0.05, 0.10)
FIVE = 5
Codes = NDArray[np.int16]


def _attacked(
    made: Made, answers: Codes, cell: int, *, all_fives: bool = False
) -> tuple[Scores, Made]:
    stuffed = with_answers(made, cell, answers)
    if all_fives:
        stuffed = _with_vignettes(stuffed, len(answers))
    cells = evidence_of(stuffed)
    return score(cells, scheme(stuffed, cells)), stuffed


def _with_vignettes(made: Made, stuffed: int) -> Made:
    """Add a good and a bad vignette: honest people tell them apart, all-fives do not."""
    arrays = made.arrays
    section = {
        "id": "cases", "title": "Cases",
        "items": [
            {"id": f"v_{level}", "kind": "vignette", "level": level, "text": "t", "question": "q"}
            for level in ("good", "bad")
        ],
    }  # fmt: skip
    data = arrays.instrument.model_dump(mode="json") | {"sections": [section]}
    data["sequence"] = [*data["sequence"], {"section": "cases"}]
    instrument = type(arrays.instrument).model_validate_json(json.dumps(data))
    honest = len(arrays.origin) - stuffed
    good = np.concatenate([np.full(honest, 4), np.full(stuffed, FIVE)]).astype(np.int16)
    bad = np.concatenate([np.full(honest, 2), np.full(stuffed, FIVE)]).astype(np.int16)
    codes = {**arrays.codes, "v_good": good, "v_bad": bad}
    return replace(made, arrays=replace(arrays, instrument=instrument, codes=codes))


def _outcome(pairs: Sequence[tuple[Scores, Made]]) -> dict[str, Any]:
    """Return bias and coverage of the attacked cluster, coverage of all, and tau."""
    bias, attacked, everybody, tau = [], [], [], []
    for scores, made in pairs:
        covered = coverage(scores, scores.score, made.truth)["method"]
        last = _last(made)
        bias.append(scores.score[last] - made.truth[last])
        attacked.append(covered[last])
        everybody += covered
        tau.append(kendall(scores.score, made.truth))
    return {
        "runs": len(pairs),
        "bias": fsum(bias) / len(bias),
        "coverage_attacked": sum(attacked) / len(attacked),
        "coverage": sum(everybody) / len(everybody),
        "tau": fsum(tau) / len(tau),
    }


def _last(made: Made) -> int:
    """Return the cluster that is last in truth: who has most to gain attacks."""
    return int(np.argmin(made.truth))


def _people_of_last(made: Made) -> NDArray[np.int64]:
    return np.flatnonzero(made.arrays.origin // made.world.groups == _last(made))


def stuffing(
    parameters: Parameters, runs: int, number: int, *, all_fives: bool = False, seed: int = 1
) -> dict[str, Any]:
    """Add so many made-up answers to one cell of the last cluster: 4s and 5s, or only 5s."""
    pairs: list[tuple[Scores, Made]] = []
    for made in repeat(World(), parameters, runs, seed, "stuffing"):
        stream = Stream(seed, f"stuffed:{len(pairs)}")
        codes = plausible(number, stream)
        if all_fives:
            codes = np.full((number, sum(ITEMS)), FIVE, dtype=np.int16)
        cell = _last(made) * made.world.groups
        pairs.append(_attacked(made, codes, cell, all_fives=all_fives))
    return _outcome(pairs)


def plausible(number: int, stream: Stream) -> Codes:
    """Return made-up answers that nothing in them gives away: 4s and 5s, some left out."""
    shape = (number, sum(ITEMS))
    codes = (4 + (stream.uniforms(number * shape[1]) < 0.5)).astype(np.int16).reshape(shape)
    left_out = stream.uniforms(codes.size).reshape(shape) < SKIPPED
    codes[left_out] = NOT_CONCERNED
    return codes


def coaching(parameters: Parameters, runs: int, share: float, *, seed: int = 1) -> dict[str, Any]:
    """Tell a share of the last cluster's honest respondents to answer 4 or 5."""
    pairs: list[tuple[Scores, Made]] = []
    for made in repeat(World(), parameters, runs, seed, "coaching"):
        stream = Stream(seed, f"coached:{len(pairs)}")
        arrays = made.arrays
        own = _people_of_last(made)
        chosen = own[stream.uniforms(len(own)) < share]
        told = plausible(len(chosen), stream)
        codes = {}
        for j, (key, column) in enumerate(arrays.codes.items()):
            codes[key] = column.copy()
            codes[key][chosen] = told[:, j]
        changed = replace(made, arrays=replace(arrays, codes=codes))
        cells = evidence_of(changed)
        pairs.append((score(cells, scheme(changed, cells)), changed))
    return _outcome(pairs)


def friendly(parameters: Parameters, runs: int, share: float, *, seed: int = 1) -> dict[str, Any]:
    """Fill a share of the last cluster's seats from the friendlier half of the candidates."""
    pairs: list[tuple[Scores, Made]] = []
    for made in repeat(World(), parameters, runs, seed, "friendly"):
        stream = Stream(seed, f"friendly:{len(pairs)}")
        arrays = made.arrays
        own = _people_of_last(made)
        kind = own[stream.uniforms(len(own)) < share]
        personal = PERSON * np.abs(stream.normals(len(kind)) * UNIT)
        level = made.extra["means"][arrays.origin[kind]]
        dimension = np.repeat(np.arange(len(ITEMS)), ITEMS)
        noise = NOISE * (stream.normals(len(kind) * sum(ITEMS)) * UNIT)
        latent = level[:, dimension] + item_offsets() + personal[:, None]
        answers = coded(made.world, latent + noise.reshape(latent.shape), stream)
        codes = {}
        for j, (key, column) in enumerate(arrays.codes.items()):
            codes[key] = column.copy()
            codes[key][kind] = answers[:, j]
        changed = replace(made, arrays=replace(arrays, codes=codes))
        cells = evidence_of(changed)
        pairs.append((score(cells, scheme(changed, cells)), changed))
    return _outcome(pairs)


def skipping(parameters: Parameters, runs: int, *, seed: int = 1) -> dict[str, Any]:
    """Let the first cluster leave out hard items (50 %), but hardly easy ones (5 %)."""
    gains: list[tuple[float, float]] = []
    hard = item_offsets() < 0
    for made in repeat(World(), parameters, runs, seed, "skipping"):
        stream = Stream(seed, f"skipped:{len(gains)}")
        arrays = made.arrays
        own = arrays.origin < made.world.groups
        full = _drawn_again(made, stream, np.full(sum(ITEMS), 0.15))
        kept = {key: full[:, j] for j, key in enumerate(arrays.codes)}
        chance = np.where(hard, 0.5, 0.05)
        leaves = stream.uniforms(full.size).reshape(full.shape) < chance
        sparse = full.copy()
        sparse[leaves & own[:, None]] = NOT_CONCERNED
        less = {key: sparse[:, j] for j, key in enumerate(arrays.codes)}
        before, after = (
            replace(made, arrays=replace(arrays, codes=codes)) for codes in (kept, less)
        )
        centred = _first_score(after) - _first_score(before)
        plain = _plain_score(after) - _plain_score(before)
        gains.append((plain, centred))
    return {
        "runs": runs,
        "gain_of_plain_means": fsum(p for p, _ in gains) / runs,
        "bias": fsum(c for _, c in gains) / runs,
    }


def _drawn_again(made: Made, stream: Stream, left_out: NDArray[np.float64]) -> Codes:
    codes, _ = draw_codes(made.world, made.extra["means"], made.arrays.origin, stream)
    answered = np.where(codes == NOT_CONCERNED, 3, codes).astype(np.int16)
    gaps = stream.uniforms(codes.size).reshape(codes.shape) < left_out
    answered[gaps] = NOT_CONCERNED
    return answered


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


def withholding(parameters: Parameters, runs: int, *, seed: int = 1) -> dict[str, Any]:
    """Let the last cluster leave out its lowest group, or leave the table altogether."""
    gains: list[float] = []
    off, others_last = [], []
    for made in repeat(World(), parameters, runs, seed, "withholding"):
        cells = evidence_of(made)
        own = scheme(made, cells)
        before = score(cells, own)
        last = ranks(before.score).index(max(ranks(before.score)))
        name = before.clusters[last]
        mine = [cell for cell in cells.cells if cell.cluster == name]
        lowest = min(mine, key=lambda cell: fsum(m or 0.0 for m in cell.mean))
        after = score(_without(cells, [lowest]), own)
        gains.append(after.score[last] - before.score[last])
        off.append(ranks(after.score)[last] < len(after.score))
        others_last.append(_somebody_last(_without(cells, mine), made, own))
    order = sorted(gains)
    return {
        "runs": runs,
        "bias": fsum(gains) / len(gains),
        "gain_95": order[int(0.95 * (len(order) - 1))],
        "off_the_last_place": sum(off) / len(off),
        "another_clearly_last": sum(others_last) / len(others_last),
    }


def _without(cells: Evidence, some: Sequence[Any]) -> Evidence:
    return replace(cells, cells=tuple(cell for cell in cells.cells if cell not in some))


def _somebody_last(cells: Evidence, made: Made, own: Scheme) -> bool:
    try:
        scores = score(cells, own)
    except CannotScore:
        return False
    draws = made.arrays.parameters.draws.model_copy(update={"rank_sets": 20_000})
    parameters = made.arrays.parameters.model_copy(update={"draws": draws})
    sets = compared(scores, parameters, refine=False).sets()
    return any(lower == len(scores.clusters) for lower in sets.lower)


def organisations(
    parameters: Parameters, runs: int, likeness: float, *, seed: int = 1
) -> dict[str, Any]:
    """Five equal organisations a cell whose people are alike: coverage without and with ρ."""
    world = World(organisations=5, likeness=likeness)
    covered: dict[str, list[bool]] = {"ignored": [], "assumed": [], "true": []}
    for made in repeat(world, parameters, runs, seed, f"organisations:{likeness}"):
        for name, rho in (("ignored", 0.0), ("assumed", 0.05), ("true", likeness)):
            changed = made.arrays.parameters.model_copy(update={"intra_organisation": rho})
            other = replace(made, arrays=replace(made.arrays, parameters=changed))
            cells = evidence_of(other)
            scores = score(cells, scheme(other, cells))
            covered[name] += coverage(scores, scores.score, made.truth)["method"]
    return {
        "runs": runs,
        **{f"coverage_{name}": sum(own) / len(own) for name, own in covered.items()},
    }


def at_the_minimum(parameters: Parameters, runs: int, *, seed: int = 1) -> dict[str, Any]:
    """Give half of the cells just 15 people: one careless answer more, and a cell is missing.

    The truth is that of all dimensions, although some cannot be scored then.
    """
    world = World(sizes=Sizes("either", parameters.minimums.scored, 150))
    covered: list[bool] = []
    missing, dropped = [], []
    for made in repeat(world, parameters, runs, seed, "minimum"):
        try:
            cells = evidence_of(made)
            scores = score(cells, scheme(made, cells))
        except (CannotScore, TooFewResponses):
            continue
        truth = [made.truth[int(cluster[1:])] for cluster in scores.clusters]
        covered += coverage(scores, scores.score, truth)["method"]
        missing.append(world.clusters * world.groups - len(scores.model.cells))
        dropped.append(len(scores.model.dropped))
    return {
        "runs": len(missing),
        "refused": runs - len(missing),
        "coverage": sum(covered) / max(1, len(covered)),
        "cells_missing": sum(missing) / max(1, len(missing)),
        "dimensions_dropped": sum(dropped) / max(1, len(dropped)),
    }


ATTACKS: dict[str, Callable[..., dict[str, Any]]] = {
    **{f"{number} stuffed": partial(stuffing, number=number) for number in STUFFED},
    "60 all-fives": partial(stuffing, number=60, all_fives=True),
    **{f"{share:.0%} coached": partial(coaching, share=share) for share in COACHED},
    **{f"{share:.0%} of seats friendly": partial(friendly, share=share) for share in FRIENDLY},
    "hard items skipped": skipping,
    "lowest group withheld": withholding,
    **{f"organisations alike {r:.2f}": partial(organisations, likeness=r) for r in LIKENESS},
    "half of the cells at the minimum": at_the_minimum,
}
"""Name of an attack to a function of parameters and runs (and ``seed``)."""
