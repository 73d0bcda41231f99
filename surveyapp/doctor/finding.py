"""What an examination finds: what is well, what is fine for trying out only, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.installation import Installation


class Grade(StrEnum):
    """How good a finding is."""

    WELL = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``says`` also names what to do unless all is well."""

    topic: str
    grade: Grade
    says: str


Look = Callable[[Installation], Iterator[Finding]]


def well(topic: str, says: str) -> Finding:
    return Finding(topic, Grade.WELL, says)


def note(topic: str, says: str) -> Finding:
    return Finding(topic, Grade.NOTE, says)


def wrong(topic: str, says: str) -> Finding:
    return Finding(topic, Grade.WRONG, says)
