"""The attacks' table stands at the end of the tests' output, whether they pass or not.

Lines travel with the tests' reports, so that the table is whole in whichever process a test ran.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

PRODUCT = "attacks on anonymity: share of guesses that are right, against luck"
MISTAKES = "the same attacks on known mistakes, each made in a copy of the product"
TITLES = (PRODUCT, MISTAKES)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report
        for kind in ("passed", "failed")
        for report in terminalreporter.stats.get(kind, [])
        if report.when == "call"
    ]
    for title in TITLES:
        lines = list(lines_of(sorted(reports, key=lambda report: report.nodeid), title))
        if lines:
            terminalreporter.section(title)
            for line in lines:
                terminalreporter.write_line(line)


def lines_of(reports: list[pytest.TestReport], title: str) -> Iterator[str]:
    """Yield what tests kept under a title."""
    for report in reports:
        for name, line in report.user_properties:
            if name == title:
                yield str(line)
