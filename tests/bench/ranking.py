"""Figures of the ranking: simulation against its targets, and a million respondents."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import numpy as np

from analysis.results import score
from analysis.shipped import instrument, parameters
from analysis.simulation import COVERAGE, LEAST_TAU, MOST_WRONGLY_LAST, bench
from analysis.table import tabulate, whole
from analysis.tables import Responses
from tests.bench.row import Row

RUNS = 500
SEED = 1
PEOPLE = 1_000_000
SECONDS = 60


def run() -> Iterator[Row]:
    """Yield the rows of the benchmark table."""
    yield from simulated()
    yield million()


def simulated() -> Iterator[Row]:
    found = bench(parameters(), runs=RUNS, seed=SEED, jobs=os.cpu_count() or 1)
    what = f"{RUNS} rounds, seed {SEED}"
    for name, row in found["conditions"].items():
        covered = row["coverage"]["method"]
        figure = (
            f"coverage {covered:.3f}, tau {row['tau']['method']:.2f} (pooled "
            f"{row['tau']['pooled']:.2f}), wrongly clearly last {row['wrongly_last']:.3f} (pooled "
            f"{row['wrongly_last_pooled']:.3f})"
        )
        aim = f"{COVERAGE[0]:.2f} to {COVERAGE[1]:.2f}, at most {MOST_WRONGLY_LAST}"
        if name == "base":
            aim += f", tau at least {LEAST_TAU}"
        yield Row(f"ranking, {name} ({what})", figure, aim)
    for name, row in found["attacks"].items():
        shown = ", ".join(f"{key.replace('_', ' ')} {value:.3g}" for key, value in row.items())
        yield Row(f"attack: {name}", shown, "is said so")
    for gap, row in found["power"].items():
        figure = f"{row['all']:.2f} in one round, {row['two_rounds']:.2f} in two"
        yield Row(f"non-performance found, {gap} points behind", figure, "is said so")


def million() -> Row:
    """Time from responses in memory to all results."""
    responses = _made_up(PEOPLE)
    start = time.perf_counter()
    found = tabulate(responses, None, instrument(), parameters())
    results = score(whole("bench", found.answers, None), parameters(), instrument=instrument())
    seconds = time.perf_counter() - start
    ranked = sum("score" in entry for entry in results.summary["clusters"])
    return Row(
        f"{PEOPLE:,} respondents scored, {ranked} clusters", f"{seconds:.0f} s", f"{SECONDS} s"
    )


def _made_up(people: int) -> Responses:
    rng = np.random.default_rng(SEED)
    asked, committee = instrument(), parameters()
    cluster = rng.integers(0, len(committee.clusters), people)
    group = rng.integers(0, len(committee.groups), people)
    person = 55 + 2 * cluster + 3 * group + 14 * rng.standard_normal(people)
    answers = {}
    for key in asked.rating_items:
        codes = 1 + np.clip((person + 18 * rng.standard_normal(people)) // 20, 0, 4).astype(int)
        codes[rng.random(people) < 0.2] = -2
        answers[key] = tuple(codes.tolist())
    clusters, groups = committee.cluster_ids, committee.group_ids
    return Responses(
        tuple(clusters[c] for c in cluster.tolist()),
        tuple(groups[g] for g in group.tolist()),
        answers,
    )
