"""What tests say for the table at the end of the run (tests/anonymity/summary.py)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Print = Callable[[str], None]


@pytest.fixture
def print_at_end(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """Keep a line for the end of the run, under one of the titles of summary.py."""
    return record_property
