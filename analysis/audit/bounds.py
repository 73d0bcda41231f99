"""Between which bounds a hidden figure lies, given everything that is published.

What is known is a set of linear equations and inequalities over counts (whole numbers) and sums.
HiGHS finds the smallest and the largest value that a hidden figure can have (Huangfu and Hall
2018, Math Prog Comp 10: 119).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

Terms = Mapping[int, float]
SECONDS = 2.0
SLACK = 2
TOLERANCE = 1e-6


class Contradiction(ValueError):
    """Nothing at all agrees with what is published."""


class Program:
    """Variables and what is known of them; add everything before the first ``bounds``."""

    def __init__(self) -> None:
        self._low: list[float] = []
        self._high: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[Terms, float, float]] = []
        # values of all variables that agree with everything known: any, and whole ones
        self._found: dict[bool, list[NDArray[np.float64]]] = {False: [], True: []}

    def count(self, low: int, high: int) -> int:
        """Add a whole number; return its place."""
        return self._add(low, high, whole=True)

    def sum(self, low: float, high: float) -> int:
        """Add a number that need not be whole; return its place."""
        return self._add(low, high, whole=False)

    def know(self, terms: Terms, low: float, high: float) -> None:
        """Add that a sum of multiples lies between two numbers."""
        self._rows.append((terms, low, high))

    def remember(self, other: Program) -> None:
        """Take over what was possible in a program of the same variables that knew more."""
        self._found = {whole: list(found) for whole, found in other._found.items()}

    def explore(self, places: Sequence[int], times: int) -> None:
        """Find some values far apart that are possible, so that fewer bounds have to be searched.

        Raises
        ------
        Contradiction
        """
        signs = np.random.default_rng(1).choice((-1.0, 1.0), (times, len(places)))
        for row in signs:
            goal = np.zeros(len(self._low))
            goal[places] = row
            for sign in (1.0, -1.0):
                self._found[False].append(self._solve(sign * goal, whole=False))

    def bounds(self, terms: Terms, enough: float) -> tuple[float, float]:
        """Return the least and the largest value of a sum of whole multiples.

        The search ends early once values are known that lie ``enough`` apart: then the true bounds
        may be wider. Linear bounds come first, since they are quick; they never are narrower than
        those of whole numbers, which are looked for where it matters.

        Raises
        ------
        Contradiction
        """
        goal = np.zeros(len(self._low))
        for place, multiple in terms.items():
            goal[place] = multiple
        if not any(self._whole[place] for place in terms):
            return self._between(goal, enough, whole=False)
        low, high = self._between(goal, enough + SLACK, whole=False)
        low, high = ceil(low - TOLERANCE), floor(high + TOLERANCE)
        if enough <= high - low < enough + SLACK:
            return self._between(goal, enough, whole=True)
        return low, high

    def _between(
        self, goal: NDArray[np.float64], enough: float, *, whole: bool
    ) -> tuple[float, float]:
        for sign in (1.0, -1.0):
            values = [float(goal @ each) for each in self._found[whole]]
            if values and max(values) - min(values) >= enough - TOLERANCE:
                break
            self._found[whole].append(self._solve(sign * goal, whole=whole))
        values = [float(goal @ each) for each in self._found[whole]]
        return min(values), max(values)

    def _add(self, low: float, high: float, *, whole: bool) -> int:
        self._low.append(low)
        self._high.append(high)
        self._whole.append(whole)
        return len(self._low) - 1

    def _solve(self, goal: NDArray[np.float64], *, whole: bool) -> NDArray[np.float64]:
        """Return what agrees with everything known and makes the goal largest."""
        # loaded on first use: only a close and a release need it
        from scipy.optimize import milp

        kinds = np.array(self._whole, dtype=int)
        values = milp(
            -goal,
            integrality=kinds if whole else 0 * kinds,
            bounds=(np.array(self._low), np.array(self._high)),
            constraints=self._known,
            options={"time_limit": SECONDS},
        ).x
        if values is None:
            raise Contradiction
        found: NDArray[np.float64] = np.where(kinds * whole, np.round(values), values)
        return found

    @cached_property
    def _known(self) -> tuple[Any, ...]:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        if not self._rows:
            return ()
        places = [(row, place) for row, (terms, *_) in enumerate(self._rows) for place in terms]
        values = [by for terms, *_ in self._rows for by in terms.values()]
        shape = (len(self._rows), len(self._low))
        matrix = csr_array((values, tuple(zip(*places, strict=True))), shape=shape)
        low, high = zip(*((low, high) for _, low, high in self._rows), strict=True)
        return (LinearConstraint(matrix, low, high),)
