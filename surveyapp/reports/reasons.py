"""A cluster's reasons sheet, cut into its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports.texts import Texts


@dataclass(frozen=True)
class Reasons:
    """What kept it from being ranked, the verdict, its conditions, and what would change it."""

    shortfalls: tuple[str, ...]
    unknown: tuple[str, ...]
    verdict: str
    conditions: tuple[tuple[str, bool], ...]
    changes: tuple[str, ...]


def reasons_of(cluster: Mapping[str, Any], t: Texts) -> Reasons:
    """Return a cluster's reasons in the language of a report."""
    unknown = tuple(t(f"condition_{name}") for name in cluster["eligibility"]["unknown"])
    return reasons_in(cluster, t.language, unknown)


def reasons_in(cluster: Mapping[str, Any], language: str, unknown: tuple[str, ...] = ()) -> Reasons:
    """Cut the summary's list of sentences; each condition loses its "holds" to a column."""
    lines = cluster["reasons"][language]
    missed = len(cluster["eligibility"]["shortfalls"])
    if "score" not in cluster:
        return Reasons(tuple(lines[:missed]), unknown, "", (), tuple(lines[missed:]))
    conditions = cluster["non_performance"]["conditions"]
    after = missed + 1 + len(conditions)
    held = [
        (line.rpartition(": ")[0], bool(own["met"]))
        for line, own in zip(lines[missed + 1 : after], conditions, strict=True)
    ]
    return Reasons(tuple(lines[:missed]), unknown, lines[missed], tuple(held), tuple(lines[after:]))
