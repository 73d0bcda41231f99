"""Try every pair of signals, and say whether the best one does better than luck allows.

A population is a list of true pairs (a response and its invitation, say), each in a group within
which the truth may not be guessed. The left and the right side have signals: *orders* (numbers;
matched rank by rank, forward and reversed, within groups and over all) and *labels* (matched where
they are equal). Luck is measured by permuting the truth within groups and taking the best pair
anew: a limit for the maximum, whatever number of pairs is tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

PERMUTATIONS = 300
PERCENTILE = 99.5

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass
class Side:
    """The signals of one side; None where a signal is missing."""

    orders: dict[str, Sequence[float | None]] = field(default_factory=dict)
    labels: dict[str, Sequence[Any]] = field(default_factory=dict)
    pages: dict[str, Sequence[float | None]] = field(default_factory=dict)

    def pick(self, indices: Sequence[int]) -> Side:
        """Return the signals of these entries, in this order."""

        def picked(signals: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
            return {name: [values[at] for at in indices] for name, values in signals.items()}

        return Side(picked(self.orders), picked(self.labels), picked(self.pages))


@dataclass(frozen=True)
class Best:
    """The best pair by one measure, and what luck allows for the best."""

    found: float
    limit: float
    pair: str

    @property
    def is_leak(self) -> bool:
        return self.found > self.limit + 1e-9


@dataclass(frozen=True)
class Verdict:
    """What the attacks on one population came to."""

    kind: str
    size: int
    chance: float
    tried: int
    success: Best
    correlation: Best

    @property
    def is_leak(self) -> bool:
        return self.success.is_leak or self.correlation.is_leak


def try_all(
    kind: str, groups: Sequence[Any], left: Side, right: Side, random: Generator,
    permutations: int = PERMUTATIONS,
) -> Verdict:  # fmt: skip
    """Attack the pairs (left n, right n) with every pair of signals."""
    group = np.unique(np.asarray([str(each) for each in groups]), return_inverse=True)[1]
    truths = [np.arange(len(group))]
    truths += [_permuted(group, random) for _ in range(permutations)]
    ranked, equal = _Ranked(group, left, right, random), _Equal(group, left, right)
    together = _Together(group, left, right, random)
    shares = [np.concatenate([ranked.shares(truth), equal.shares(truth)]) for truth in truths]
    success = _best(shares, [*ranked.names, *equal.names])
    correlation = _best([together.strengths(truth) for truth in truths], together.names)
    return Verdict(
        kind=kind,
        size=len(group),
        chance=len(np.unique(group)) / max(len(group), 1),
        tried=len(ranked.names) + len(equal.names) + len(together.names),
        success=success,
        correlation=correlation,
    )


def _best(scores: list[Floats], names: list[str]) -> Best:
    """Compare the truth's best score (the first) with the best of each permuted truth."""
    if not names:
        return Best(0.0, 0.0, "no signal")
    at = int(np.argmax(scores[0]))
    luck = [float(np.max(each)) for each in scores[1:]]
    return Best(float(scores[0][at]), float(np.percentile(luck, PERCENTILE)), names[at])


def _permuted(group: Ints, random: Generator) -> Ints:
    truth = np.arange(len(group))
    for each in np.unique(group):
        members = np.flatnonzero(group == each)
        truth[members] = random.permutation(members)
    return truth


class _Ranked:
    """Order attacks: guess whoever has the same rank on the other side."""

    def __init__(self, group: Ints, left: Side, right: Side, random: Generator) -> None:
        guesses, self.names = _guesses(group, left, right, random)
        self._size = len(group)
        # for each entry, the attacks in the order of their guesses: who guesses right is one slice
        self._attacks = [np.argsort(column, kind="stable") for column in guesses.T]
        everybody = np.arange(self._size + 1)
        self._starts = [
            np.searchsorted(column[attacks], everybody)
            for column, attacks in zip(guesses.T, self._attacks, strict=True)
        ]

    def shares(self, truth: Ints) -> Floats:
        """Return which share of the entries each attack guesses right."""
        if not self.names:
            return np.zeros(0)
        right = [
            attacks[starts[whom] : starts[whom + 1]]
            for attacks, starts, whom in zip(self._attacks, self._starts, truth, strict=True)
        ]
        return np.bincount(np.concatenate(right), minlength=len(self.names)) / self._size


def _guesses(
    group: Ints, left: Side, right: Side, random: Generator
) -> tuple[NDArray[np.int16], list[str]]:
    """Return whom each pair of orders guesses for each entry, each such attack once."""
    whole = np.zeros_like(group)
    found: dict[bytes, tuple[NDArray[np.int16], str]] = {}
    for scope, parts in (("", group), (" over all", whole)):
        ours = _distinct({k: _places(v, parts, random) for k, v in left.orders.items()})
        theirs = _distinct({k: _places(v, parts, random) for k, v in right.orders.items()})
        for name, places in ours.items():
            backwards = _reversed(places, parts)
            for other, positions in theirs.items():
                holder = np.argsort(positions).astype(np.int16)
                for way, own in (("", places), ("reversed ", backwards)):
                    guess = holder[own]
                    label = f"{name} ~ {way}{other}{scope}"
                    found.setdefault(guess.tobytes(), (guess, label))
    if not found:
        return np.zeros((0, len(group)), np.int16), []
    guesses = np.stack([guess for guess, _ in found.values()])
    return guesses, [label for _, label in found.values()]


def _places(values: Sequence[float | None], parts: Ints, random: Generator) -> Ints:
    """Return each entry's place, group after group; ties fall by lot, what is missing comes last.

    Groups come in the same order on both sides, so equal places mean equal ranks in one group.
    """
    numbers = _numbers(values)
    order = np.lexsort((random.random(len(numbers)), numbers, parts))
    places = np.empty(len(numbers), np.int64)
    places[order] = np.arange(len(numbers))
    return places


def _reversed(places: Ints, parts: Ints) -> Ints:
    order = np.argsort(places)
    result = places.copy()
    for each in np.unique(parts):
        members = order[parts[order] == each]
        result[members] = places[members[::-1]]
    return result


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.inf if value is None else float(value) for value in values])


def _pages(values: Sequence[float | None]) -> Floats:
    """Return the page of each place, which is page plus share of the page; −1 where missing."""
    return np.array([-1.0 if value is None else float(value // 1) for value in values])


def _distinct(signals: Mapping[str, Ints]) -> dict[str, Ints]:
    """Leave out signals that order as an earlier one does."""
    kept: dict[bytes, tuple[str, Ints]] = {}
    for name, places in signals.items():
        kept.setdefault(places.tobytes(), (name, places))
    return dict(kept.values())


class _Equal:
    """Label attacks: guess by lot among those of the group whose label is the same."""

    def __init__(self, group: Ints, left: Side, right: Side) -> None:
        self.names: list[str] = []
        self._pairs: list[tuple[Ints, Ints, Floats]] = []
        theirs = {name: [_word(value) for value in values] for name, values in right.labels.items()}
        for name, values in left.labels.items():
            own = [_word(value) for value in values]
            for other, words in theirs.items():
                if set(own) & set(words) - {None}:
                    self._add(f"{name} = {other}", own, words, group)

    def _add(self, name: str, own: list[str | None], words: list[str | None], group: Ints) -> None:
        numbers = {word: at for at, word in enumerate({*own, *words} - {None})}
        ours = np.array([numbers.get(word, -1) for word in own])
        theirs = np.array([numbers.get(word, -2) for word in words])
        same = (ours[:, None] == theirs[None, :]) & (group[:, None] == group[None, :])
        counts = same.sum(axis=1)
        weights = np.where(counts > 0, 1 / np.maximum(counts, 1), 0.0)
        self.names.append(name)
        self._pairs.append((ours, theirs, weights))

    def shares(self, truth: Ints) -> Floats:
        return np.array(
            [
                float(np.mean(weights * (ours == theirs[truth])))
                for ours, theirs, weights in self._pairs
            ]
        )


def _word(value: Any) -> str | None:
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else str(value)


class _Together:
    """Rank correlations within groups; order inside a page against order within groups."""

    def __init__(self, group: Ints, left: Side, right: Side, random: Generator) -> None:
        own = {name: _standard(values, group) for name, values in left.orders.items()}
        for name, values in left.pages.items():
            pages = np.unique(_pages(values), return_inverse=True)[1]
            own[f"{name} in page"] = _standard(values, pages)
        theirs = {name: _standard(values, group) for name, values in right.orders.items()}
        own, theirs = _varying(own), _varying(theirs)
        self._own = np.stack(list(own.values())) if own else np.zeros((0, len(group)))
        self._theirs = np.stack(list(theirs.values())) if theirs else np.zeros((0, len(group)))
        self.names = [f"{name} ~ {other}" for name in own for other in theirs]

    def strengths(self, truth: Ints) -> Floats:
        return np.abs(self._own @ self._theirs[:, truth].T).ravel()


def _standard(values: Sequence[float | None], parts: Ints) -> Floats:
    """Return mean ranks within parts, centred, of length one; zero where nothing varies."""
    numbers = _numbers(values)
    result = np.zeros(len(numbers))
    for each in np.unique(parts):
        members = np.flatnonzero(parts == each)
        _, inverse, counts = np.unique(numbers[members], return_inverse=True, return_counts=True)
        ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
        result[members] = ranks - ranks.mean()
    length = float(np.sqrt(np.sum(result**2)))
    return result / length if length > 0 else result


def _varying(signals: dict[str, Floats]) -> dict[str, Floats]:
    kept: dict[bytes, tuple[str, Floats]] = {}
    for name, values in signals.items():
        if np.any(values):
            kept.setdefault(np.round(values, 9).tobytes(), (name, values))
    return dict(kept.values())
