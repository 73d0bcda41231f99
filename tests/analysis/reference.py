"""Where the published cases lie, and how they are read."""

from __future__ import annotations

import csv

import pytest

from tests.reference import FOLDER, ROOT

__all__ = ["RANKING", "ROOT", "needs_reference", "rows"]

RANKING = FOLDER / "ranking"

needs_reference = pytest.mark.skipif(
    not RANKING.is_dir(), reason="the folder of published cases is not there (REFERENCE)"
)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a published table by column."""
    with (RANKING / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
