"""The attacks' table stands at the end of the tests' output, whether they pass or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LINES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash.setdefault(LINES, [])


@pytest.fixture
def print_at_end(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Keep a line for the end of the run."""
    return pytestconfig.stash.setdefault(LINES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    kept = terminalreporter.config.stash.get(LINES, [])
    if kept:
        terminalreporter.section("attacks on anonymity")
        for line in kept:
            terminalreporter.write_line(line)
