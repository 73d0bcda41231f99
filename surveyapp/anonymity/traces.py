"""What loot holds of responses and comments, which are read after the close."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from surveyapp.anonymity.matching import Side
from surveyapp.anonymity.plunder import Loot
from surveyapp.anonymity.signals import find_places, from_places, from_rows
from surveyapp.anonymity.truth import Truth

Files = dict[str, bytes]
Spellings = Sequence[tuple[bytes, ...]]
NOWHERE = b"\xff" * 16


def of_rows(
    loot: Loot, truth: Truth, table: str, owner_of: Callable[[dict[str, Any]], int | None]
) -> tuple[Side, list[int | None]]:
    """Return the signals of a table's rows after the close, and whose each row is.

    Rows are looked at between the two steps of the close as well, and in its part of the log.
    """
    rows = loot.after["cleaned"].rows[table]
    place_of = {row["id"]: at for at, row in enumerate(rows)}
    ids = [_spellings(row["id"]) for row in rows]
    side = Side()
    for label, copy in loot.after.items():
        from_rows(side, f"{label} {table}", copy.rows[table], lambda row: place_of.get(row["id"]),
                  len(rows), truth.items)  # fmt: skip
        from_files(side, label, copy.files, ids)
    from_files(side, "closing", {"write-ahead log": loot.log_of_close}, ids)
    owners = [owner_of(row) for row in rows]
    _add_earlier(side, loot, truth, owners)
    return side, owners


def from_files(side: Side, label: str, files: Files, needles: Spellings) -> None:
    """Add the offsets of each entry's bytes, in whatever spelling a file has them."""
    for name, data in files.items():
        places = find_places(data, itertools.chain.from_iterable(needles))
        for spelling in zip(*needles, strict=True):
            from_places(side, f"{label} {name}", spelling, places)


def _add_earlier(side: Side, loot: Loot, truth: Truth, owners: Sequence[int | None]) -> None:
    """Add where plain answers stood before the close, and what stood beside them."""
    size = len(loot.visits)
    before = Side()
    seen: list[int | None] = [None] * size
    for number, copy in enumerate(loot.during):
        for table, rows in copy.rows.items():
            plain = [truth.owner_of_anything(row) for row in rows]
            for owner in plain:
                if owner is not None and seen[owner] is None:
                    seen[owner] = number
            if copy is loot.during[-1] and any(owner is not None for owner in plain):
                from_rows(before, f"before {table}", rows, truth.owner_of_anything, size,
                          truth.items)  # fmt: skip
    before.orders["first copy"] = before.labels["first copy"] = seen
    known = [(at, owner) for at, owner in enumerate(owners) if owner is not None]
    for theirs, ours in ((before.orders, side.orders), (before.labels, side.labels)):
        for name, values in theirs.items():
            found: list[Any] = [None] * len(owners)
            for at, owner in known:
                found[at] = values[owner]
            if any(value is not None for value in found):
                ours[name] = found


def _spellings(identity: Any) -> tuple[bytes, ...]:
    """Return an id as PostgreSQL, SQLite and a backup write it; a number is found nowhere."""
    if not isinstance(identity, str) or len(identity) != 32:
        return NOWHERE, NOWHERE, NOWHERE
    parts = identity[:8], identity[8:12], identity[12:16], identity[16:20], identity[20:]
    return bytes.fromhex(identity), identity.encode(), "-".join(parts).encode()
