"""How far the simulation's figures move with the readings that the formulas' words allow:
``python -m tests.bench.readings`` (100 rounds a line, five minutes of one core)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.parameters import Parameters
from analysis.shipped import parameters
from analysis.simulated_attacks import friendly, organisations, stuffing, told
from analysis.simulated_conditions import CONDITIONS, evidence_of, row_of
from analysis.simulated_omissions import (
    DECIDED,
    LEVELS,
    skipping,
    straight_liners,
    withholding,
)
from analysis.simulated_rounds import ITEMS, Made, Sizes, World, coded
from analysis.streams import UNIT, Stream

RUNS = 100
FIFTHS = (20.0, 40.0, 60.0, 80.0)
FOUR_TO_FIVE = 87.5
Reading = Callable[[Parameters, int], dict[str, Any]]


def noise_alone(number: int, stream: Stream) -> NDArray[np.int16]:
    """Return made-up answers of people who are all alike."""
    world = World()
    noise = world.noise * (stream.normals(number * sum(ITEMS)) * UNIT)
    latent = np.asarray(FOUR_TO_FIVE + noise.reshape(number, sum(ITEMS)), dtype=np.float64)
    return coded(world, latent, stream)


def lowest_answers(made: Made) -> int:
    """Return the group of the last cluster whose answers are lowest, once they are in."""
    groups = sorted(made.arrays.parameters.group_ids)
    name = sorted(made.arrays.parameters.cluster_ids)[made.last]
    mine = [cell for cell in evidence_of(made).cells if cell.cluster == name]
    lowest = min(mine, key=lambda cell: fsum(mean or 0.0 for mean in cell.mean))
    return groups.index(lowest.groups[0])


def _row(name: str, **changes: Any) -> Reading:
    def reading(committee: Parameters, runs: int) -> dict[str, Any]:
        return row_of(replace(CONDITIONS[name], **changes), committee, runs, 1, name)

    return reading


# figure: where it is found; and its readings, ours too where its random numbers are the same
TABLE: dict[str, tuple[tuple[str, ...], dict[str, Reading]]] = {
    "base: tau pooled": (("tau", "pooled"), {
        "sizes spread by .5 in logs (ours)": _row("base"),
        "by .4": _row("base", sizes=Sizes("median", 15, 200, 0.4)),
        "by .6": _row("base", sizes=Sizes("median", 15, 200, 0.6)),
        "by .7": _row("base", sizes=Sizes("median", 15, 200, 0.7)),
        "answers cut at fifths": _row("base", cuts=FIFTHS),
    }),
    "very unequal: tau pooled": (("tau", "pooled"), {
        "15 and 150 by turns (ours)": _row("very unequal (15 to 150)"),
        "15 or 150 by coin": _row("very unequal (15 to 150)", sizes=Sizes("either", 15, 150)),
        "even in logs": _row("very unequal (15 to 150)", sizes=Sizes("log", 15, 150)),
    }),
    "one cell of 5: tau pooled": (("tau", "pooled"), {
        "the others of 40 (ours)": _row("one cell of 5"),
        "the others of 15 to 200": _row("one cell of 5", sizes=World().sizes),
    }),
    "all cells 15 to 30: coverage of equal groups": (("coverage", "equal"), {
        "minimum lowered to 10 (ours)": _row("all cells 15 to 30"),
        "minimum 15": _row("all cells 15 to 30", minimum=15),
    }),
    "interaction sd 8: coverage of equal groups": (("coverage", "equal"), {
        "minimum 15 (ours)": _row("interaction sd 8"),
        "minimum lowered to 10": _row("interaction sd 8", minimum=10),
    }),
    "60 stuffed: bias": (("bias",), {
        "noise around 4 to 5": partial(stuffing, number=60, made_up=noise_alone),
        "4s and 5s, half and half": partial(stuffing, number=60, made_up=told),
    }),
    "all seats friendly: bias": (("bias",), {
        "answers cut at fifths": partial(friendly, share=1.0, world=World(cuts=FIFTHS)),
    }),
    **{
        f"honest and decided, mean {level:.0f}: two signs": (("two_signs",), {
            "answers cut at fifths": partial(
                straight_liners, level=level, world=replace(DECIDED, cuts=FIFTHS)
            ),
            "dimensions differ by 5": partial(
                straight_liners, level=level, world=replace(DECIDED, own_dimension=5.0)
            ),
        })
        for level in LEVELS
    },
    "hard items skipped: gain of plain means": (("gain_of_plain_means",), {
        "the others leave out 15 % of all": partial(skipping, easy=0.15),
    }),
    "group withheld: gain": (("bias",), {
        "lowest answers": partial(withholding, chosen=lowest_answers),
    }),
    "organisations alike .05: coverage ignored": (("coverage_ignored",), {
        "cells of 50": partial(organisations, likeness=0.05, world=World(sizes=Sizes("fixed", 50))),
    }),
}  # fmt: skip


def run(runs: int) -> Iterator[str]:
    """Yield the lines of the table, as Markdown."""
    yield f"| figure | reading | of {runs} rounds |"
    yield "| --- | --- | --- |"
    committee = parameters()
    for figure, (path, readings) in TABLE.items():
        for reading, function in readings.items():
            found: Any = function(committee, runs)
            for key in path:
                found = found[key]
            yield f"| {figure} | {reading} | {found:.3f} |"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    for line in run(parser.parse_args(arguments).runs):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
