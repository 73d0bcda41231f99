"""The simulation as a whole: ``analysis simulate``, ``script/bench``, and the page that shows it.

``bench(parameters, runs=500)`` returns everything that docs/method.md prints. All figures depend
on the parameters, the number of runs and the seed, and on nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from analysis.exact import DATA
from analysis.parameters import Parameters
from analysis.progress import shown
from analysis.simulated_attacks import ATTACKS
from analysis.simulated_conditions import CONDITIONS, condition
from analysis.simulated_power import GAPS, power

FORMAT = 1
STORED = DATA / "simulation.json"
COVERAGE = (0.93, 0.97)
LEAST_TAU = 0.78
MOST_WRONGLY_LAST = 0.005


def bench(
    parameters: Parameters, *, runs: int = 20, seed: int = 1, jobs: int = 1
) -> dict[str, Any]:
    """Run every condition, every attack and the power of the rule of non-performance.

    Parameters
    ----------
    parameters : Parameters
        The committee's: its level, quality rules, ρ and thresholds are used, and for the power its
        numbers of clusters and groups.
    runs : int
        Made-up rounds a row; 500 give a coverage to about ± .006 (half an hour of one core).
    jobs : int
        Processes at once.

    Returns
    -------
    dict
        ``format, runs, seed, parameters`` (hash), and the tables ``conditions``, ``attacks`` and
        ``power`` by name of the row; ``targets`` says which of our targets hold.
    """
    tables: dict[str, dict[str, Any]] = {"conditions": {}, "attacks": {}, "power": {}}
    tasks = list(_tasks(parameters, runs, seed))
    names = [(section, name) for section, name, _ in tasks]
    rows = shown(_done(tasks, jobs), len(tasks), "simulate", "rows")
    for (section, name), row in zip(names, rows, strict=True):
        tables[section][name] = row
    return {
        "format": FORMAT,
        "runs": runs,
        "seed": seed,
        "parameters": parameters.hash,
        **tables,
        "targets": targets(tables["conditions"]),
    }


def _tasks(parameters: Parameters, runs: int, seed: int) -> Iterator[tuple[str, str, _Call]]:
    for name in CONDITIONS:
        yield "conditions", name, _Call(condition, (parameters, name, runs), seed)
    for name, attack in ATTACKS.items():
        yield "attacks", name, _Call(attack, (parameters, runs), seed)
    for gap in GAPS:
        yield "power", str(gap), _Call(power, (parameters, gap, runs), seed)


class _Call:
    """A call that can be sent to another process."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], seed: int) -> None:
        self.function, self.arguments, self.seed = function, arguments, seed

    def __call__(self) -> dict[str, Any]:
        row: dict[str, Any] = self.function(*self.arguments, seed=self.seed)
        return row


def _done(tasks: list[tuple[str, str, _Call]], jobs: int) -> Iterator[dict[str, Any]]:
    if jobs == 1:
        yield from (call() for _, _, call in tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_call, [call for _, _, call in tasks])


def _call(call: _Call) -> dict[str, Any]:
    return call()


def targets(conditions: Mapping[str, Mapping[str, Any]]) -> dict[str, bool]:
    """Return whether coverage, tau and the share of wrong accusations are what we promise."""
    coverage = [row["coverage"]["method"] for row in conditions.values()]
    return {
        "coverage of the 95 % interval from .93 to .97 in every condition": all(
            COVERAGE[0] <= value <= COVERAGE[1] for value in coverage
        ),
        "tau of at least .78 in the base condition": conditions["base"]["tau"]["method"]
        >= LEAST_TAU,
        "wrongly clearly last in at most .005 of rounds": all(
            row["wrongly_last"] <= MOST_WRONGLY_LAST for row in conditions.values()
        ),
    }


def stored() -> dict[str, Any]:
    """Return the simulation that ships with the program, for pages that show it."""
    found: dict[str, Any] = json.loads(STORED.read_text("utf-8"))
    return found
