"""The audit of what leaves: what could be worked out from everything that is published together.

docs/disclosure.md says what is assumed and what stops a release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.audit.bounds import Contradiction
from analysis.audit.cells import place_of
from analysis.audit.comments import comment_findings
from analysis.audit.finding import Finding
from analysis.audit.means import coarse_table_findings, mean_findings
from analysis.audit.shares import share_findings
from analysis.parameters import Minimums

Table = Mapping[str, Any]
# every block of table T's answer part that this audit knows; the attested ones are of 100 or more
KNOWN_BLOCKS = {
    "format", "instrument", "parameters", "clusters", "groups", "dimensions", "cells", "small",
    "correlation", "uncleaned", "vignettes", "shares", "response", "reminders", "attested",
}  # fmt: skip


class NotAudited(ValueError):
    """Something would be published of which nobody has said what it could tell."""


def audit(table: Table, minimums: Minimums, before: Table | None = None) -> list[Finding]:
    """Return the hidden figures that table T, with that of the release before, would tell.

    Parameters
    ----------
    table : mapping
        T as it is to be released; every other file follows from it.
    before : mapping, optional
        T of the release of the same round that this one corrects.

    Raises
    ------
    NotAudited
        If T has a block that the audit does not know.
    """
    unknown = sorted(table["answers"].keys() - KNOWN_BLOCKS)
    if unknown:
        raise NotAudited(f"the audit does not know what table T's {', '.join(unknown)} could tell")
    return [*_found(table, minimums), *_between(table, before, minimums)]


def _found(table: Table, minimums: Minimums) -> Iterator[Finding]:
    answers = table["answers"]
    try:
        yield from share_findings(answers, minimums)
        yield from mean_findings(answers, minimums)
        yield from coarse_table_findings(answers)
        yield from comment_findings(table["comments"], minimums)
    except Contradiction:
        yield Finding("table T", "figures that contradict each other; agreeing with all:", 0, 0)


def _between(table: Table, before: Table | None, minimums: Minimums) -> Iterator[Finding]:
    """Yield populations of two releases that differ by a few people or comments."""
    if before is None:
        return
    for name, unit, sizes in (("size", "people", _sizes), ("comments", "comments", _comment_sizes)):
        old, new = sizes(before), sizes(table)
        for place in sorted(old.keys() & new.keys(), key=str):
            few = abs(new[place] - old[place])
            if 0 < few < minimums.remainder:
                where = f"{_named(place)}, against the release before"
                yield Finding(where, f"{name} that differs by", few, few, unit)


def _sizes(table: Table) -> dict[Any, int]:
    answers = table["answers"]
    found: dict[Any, int] = {place_of(cell): cell["n"] for cell in answers["cells"]}
    return found | {("all",): answers["response"]["total"]["valid"]}


def _comment_sizes(table: Table) -> dict[Any, int]:
    part = table["comments"] or {"questions": {}}
    return {
        (question, entry["cluster"], entry["group"]): entry["comments"]
        for question, entries in part["questions"].items()
        for entry in entries
        if entry["comments"] is not None
    }


def _named(place: tuple[Any, ...]) -> str:
    parts = ("+".join(part) if isinstance(part, tuple) else part or "all" for part in place)
    return " / ".join(parts)
