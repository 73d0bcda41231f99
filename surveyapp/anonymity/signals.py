"""Signals: every number and every word that copies hold about a response, comment or invitation."""

from __future__ import annotations

import json
import random as python_random  # noqa: TID251 - to undo shuffles that were made with it
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from surveyapp.anonymity.copies import Rows
from surveyapp.anonymity.matching import Side

DATABASE_PAGE = 4096
Places = Mapping[bytes, tuple[int, int]]


def from_rows(side: Side, name: str, rows: Rows, whose: Callable[[dict[str, Any]], int | None],
              size: int, known: Iterable[str] = ()) -> None:  # fmt: skip
    """Add what the rows of a table say: place in the scan, every column, every key of its JSON.

    ``whose`` says to which entry a row belongs; ``known`` are the keys of a JSON column that hold
    answers, and are content rather than signals.
    """
    columns: dict[str, list[Any]] = {}
    for place, row in enumerate(rows):
        entry = whose(row)
        if entry is None:
            continue
        for column, value in {"(scan)": place, **_unfolded(row, known)}.items():
            columns.setdefault(column, [None] * size)[entry] = value
    for column, values in columns.items():
        _add(side, f"{name}.{column}", values)


def from_places(side: Side, name: str, needles: Sequence[bytes], places: Places) -> None:
    """Add the first and the last offset at which each entry's bytes stand in a file."""
    found = [places.get(needle) for needle in needles]
    if not any(found):
        return
    first = [place[0] if place else None for place in found]
    side.orders[f"{name} first"] = first
    side.orders[f"{name} last"] = [place[1] if place else None for place in found]
    side.pages[f"{name} first"] = [None if at is None else at / DATABASE_PAGE for at in first]


def unshuffled(side: Side, seeds: Iterable[int]) -> None:
    """Add every complete order with the usual shuffles of published seeds undone."""
    seeds = list(seeds)
    for name, values in list(side.orders.items()):
        numbers = [value for value in values if value is not None]
        if len(set(numbers)) < len(values):
            continue
        order = np.argsort(np.array(numbers))
        for seed in seeds:
            for method, shuffle in SHUFFLES.items():
                before = np.empty(len(order), np.int64)
                before[order] = shuffle(seed, len(order))
                side.orders[f"{name} unshuffled by {method} {seed}"] = [int(at) for at in before]


def _python(seed: int, size: int) -> Any:
    places = list(range(size))
    python_random.Random(seed).shuffle(places)  # noqa: S311 - an attack, not a secret
    return places


SHUFFLES: dict[str, Callable[[int, int], Any]] = {
    "random.shuffle": _python,
    "numpy.permutation": lambda seed, size: np.random.default_rng(seed).permutation(size),
}


def find_places(data: bytes, needles: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
    """Return the first and the last offset of each needle (8 bytes or more) in large data.

    The first four bytes of all needles are looked up at every offset at once; few places are left
    to look at one by one.
    """
    wanted: dict[bytes, list[bytes]] = {}
    for needle in set(needles):
        wanted.setdefault(needle[:8], []).append(needle)
    if not wanted or len(data) < 8:
        return {}
    found: dict[bytes, tuple[int, int]] = {}
    for at in _candidates(data, wanted):
        for needle in wanted.get(data[at : at + 8], ()):
            if data.startswith(needle, at):
                first = found.get(needle, (at, at))[0]
                found[needle] = (first, at)
    return found


def _candidates(data: bytes, wanted: Iterable[bytes]) -> list[int]:
    starts = np.array(sorted({int.from_bytes(each[:2], "little") for each in wanted}))
    seconds = np.array(sorted({int.from_bytes(each[2:4], "little") for each in wanted}))
    begins, goes_on = np.zeros(65536, bool), np.zeros(65536, bool)
    begins[starts], goes_on[seconds] = True, True
    octets = np.frombuffer(data, np.uint8)
    result: list[int] = []
    step = 1 << 22
    for at in range(0, len(octets), step):
        part = octets[at : at + step + 8].astype(np.uint16)
        if len(part) < 8:
            break
        pairs = part[:-1] | part[1:] << 8
        hits = np.flatnonzero(begins[pairs[:-6]])
        hits = hits[goes_on[pairs[hits + 2]]]
        result += (hits + at).tolist()
    return result


def _unfolded(row: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Return a row's values; JSON objects as their size, the order of their keys and extra keys."""
    flat: dict[str, Any] = {}
    for column, value in row.items():
        flat[column] = value
        if isinstance(value, str) and value.startswith("{"):
            try:
                content = json.loads(value)
            except ValueError:
                continue
            flat[f"{column} size"] = len(value)
            flat[f"{column} keys"] = " ".join(key for key in content if key in known)
            flat |= {f"{column}.{key}": v for key, v in content.items() if key not in known}
        elif isinstance(value, str | bytes):
            flat[f"{column} size"] = len(value)
    return flat


def _add(side: Side, name: str, values: list[Any]) -> None:
    """Add values as an order, and as labels where some are shared or may stand elsewhere too."""
    present = [value for value in values if value is not None]
    if len(set(map(str, present))) < 2:
        return
    side.labels[name] = values
    if all(isinstance(value, bool | int | float) for value in present):
        side.orders[name] = values
    else:
        rank = {word: at for at, word in enumerate(sorted(set(map(_sortable, present))))}
        side.orders[name] = [None if v is None else rank[_sortable(v)] for v in values]


def _sortable(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
