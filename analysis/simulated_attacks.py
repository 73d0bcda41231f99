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

from analysis.evidence import CannotScore
from analysis.instrument import NOT_CONCERNED
from analysis.parameters import Parameters
from analysis.scoring import Scores, score
from analysis.simulated_conditions import coverage, evidence_of, kendall, repeat, scheme
from analysis.simulated_omissions import LEVELS, mean_of, skipping, straight_liners, withholding
from analysis.simulated_rounds import (
    ITEMS,
    SKIPPED,
    Made,
    Sizes,
    World,
    coded,
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
MADE_UP = 87.5
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
        last = made.last
        bias.append(scores.score[last] - made.truth[last])
        attacked.append(covered[last])
        everybody += covered
        tau.append(kendall(scores.score, made.truth))
    return {
        "runs": len(pairs),
        **mean_of("bias", bias),
        "coverage_attacked": sum(attacked) / len(attacked),
        "coverage": sum(everybody) / len(everybody),
        "tau": fsum(tau) / len(tau),
    }


def _people_of_last(made: Made) -> NDArray[np.int64]:
    return np.flatnonzero(made.arrays.origin // made.world.groups == made.last)


def stuffing(
    parameters: Parameters,
    runs: int,
    number: int,
    *,
    all_fives: bool = False,
    seed: int = 1,
    made_up: Callable[[int, Stream], Codes] | None = None,
) -> dict[str, Any]:
    """Add so many made-up answers to one cell of the last cluster: about 4 to 5, or only 5s.

    ``made_up`` may make other ones.
    """
    pairs: list[tuple[Scores, Made]] = []
    for made in repeat(World(), parameters, runs, seed, "stuffing"):
        stream = Stream(seed, f"stuffed:{len(pairs)}")
        codes = (made_up or plausible)(number, stream)
        if all_fives:
            codes = np.full((number, sum(ITEMS)), FIVE, dtype=np.int16)
        cell = made.last * made.world.groups
        pairs.append(_attacked(made, codes, cell, all_fives=all_fives))
    return _outcome(pairs)


def plausible(number: int, stream: Stream) -> Codes:
    """Return made-up answers that nothing in them gives away.

    They are drawn as everybody's are, with person and noise, but around the middle between 4 and 5.
    """
    world = World(level=MADE_UP)
    personal = world.person * (stream.normals(number) * UNIT)
    noise = world.noise * (stream.normals(number * sum(ITEMS)) * UNIT)
    latent = world.level + personal[:, None] + noise.reshape(number, sum(ITEMS))
    return coded(world, latent, stream)


def told(number: int, stream: Stream) -> Codes:
    """Return answers of people who give a 4 or a 5 to all that they answer."""
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
        answers = told(len(chosen), stream)
        codes = {}
        for j, (key, column) in enumerate(arrays.codes.items()):
            codes[key] = column.copy()
            codes[key][chosen] = answers[:, j]
        changed = replace(made, arrays=replace(arrays, codes=codes))
        cells = evidence_of(changed)
        pairs.append((score(cells, scheme(changed, cells)), changed))
    return _outcome(pairs)


def friendly(
    parameters: Parameters, runs: int, share: float, *, seed: int = 1, world: World | None = None
) -> dict[str, Any]:
    """Fill a share of the last cluster's seats from the friendlier half of the candidates."""
    pairs: list[tuple[Scores, Made]] = []
    for made in repeat(world or World(), parameters, runs, seed, "friendly"):
        stream = Stream(seed, f"friendly:{len(pairs)}")
        arrays = made.arrays
        own = _people_of_last(made)
        kind = own[stream.uniforms(len(own)) < share]
        personal = made.world.person * np.abs(stream.normals(len(kind)) * UNIT)
        level = made.extra["means"][arrays.origin[kind]]
        dimension = np.repeat(np.arange(len(ITEMS)), ITEMS)
        noise = made.world.noise * (stream.normals(len(kind) * sum(ITEMS)) * UNIT)
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


def organisations(
    parameters: Parameters, runs: int, likeness: float, *, seed: int = 1, world: World | None = None
) -> dict[str, Any]:
    """Five equal organisations a cell whose people are alike: coverage without and with ρ.

    ``ignored_sampling``: without ρ, and with sampling error alone.
    """
    drawn = replace(world or World(), organisations=5, likeness=likeness)
    covered: dict[str, list[bool]] = {
        "ignored": [], "ignored_sampling": [], "assumed": [], "true": [],
    }  # fmt: skip
    for made in repeat(drawn, parameters, runs, seed, f"organisations:{likeness}"):
        for name, rho in (("ignored", 0.0), ("assumed", 0.05), ("true", likeness)):
            changed = made.arrays.parameters.model_copy(update={"intra_organisation": rho})
            other = replace(made, arrays=replace(made.arrays, parameters=changed))
            cells = evidence_of(other)
            scores = score(cells, scheme(other, cells))
            found = coverage(scores, scores.score, made.truth)
            covered[name] += found["method"]
            if name == "ignored":
                covered["ignored_sampling"] += found["sampling"]
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
    **{f"honest and decided, mean {n:.0f}": partial(straight_liners, level=n) for n in LEVELS},
    **{f"organisations alike {r:.2f}": partial(organisations, likeness=r) for r in LIKENESS},
    "half of the cells at the minimum": at_the_minimum,
}
"""Name of an attack to a function of parameters and runs (and ``seed``)."""
