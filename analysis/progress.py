"""Says how far long work has come: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

SECONDS = 5.0
Entry = TypeVar("Entry")


def shown(
    entries: Iterable[Entry], total: int, what: str, unit: str = "comments"
) -> Iterator[Entry]:
    """Yield the entries and report on standard error how many there were."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        yield from tqdm(entries, total=total, desc=what, unit=f" {unit}", leave=False)
        return
    last = time.monotonic()
    for number, entry in enumerate(entries, start=1):
        yield entry
        if time.monotonic() - last >= SECONDS:
            last = time.monotonic()
            print(f"{what}: {number:,} of {total:,}", file=sys.stderr, flush=True)  # noqa: T201
