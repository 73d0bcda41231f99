"""What reports are made from: table T, its results, what was approved, and the round's history.

No response, comment or participant can get in here; every report is a function of an edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from analysis.assessment import Previous
from analysis.configuration import Configuration
from analysis.results import Results


@dataclass(frozen=True)
class Deviation:
    """Something that departed from the approved plan; ``kind`` names its sentence."""

    at: datetime
    kind: str
    values: Mapping[str, str | int]


@dataclass(frozen=True)
class RoundFacts:
    """A round as its title page names it; times are in the zone of the installation."""

    name: str
    opens: datetime
    closes: datetime
    rehearsal: bool

    @property
    def last_day(self) -> datetime:
        """The last moment at which answers were taken: an end at midnight is the day before."""
        return self.closes - timedelta(microseconds=1)


@dataclass(frozen=True)
class ReleaseFacts:
    """Which release of the round this is, and whose key signs it (hexadecimal)."""

    number: int
    made: datetime
    signing_key: str
    corrects: int | None = None
    why: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Edition:
    """One release of a round: all that its reports print; ``before``: the round it follows."""

    results: Results
    configuration: Configuration
    round: RoundFacts
    release: ReleaseFacts
    deviations: tuple[Deviation, ...] = ()
    replies: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    before: Previous | None = None

    @property
    def summary(self) -> Mapping[str, Any]:
        return self.results.summary

    @property
    def answers(self) -> Mapping[str, Any]:
        """T's answer part."""
        answers: Mapping[str, Any] = self.results.table["answers"]
        return answers

    @property
    def is_for_trying_out(self) -> bool:
        """True where one person could read the answers: such a round proves nothing."""
        return self.round.rehearsal or self.configuration.parameters.keyholders.needed == 1

    @property
    def ranked(self) -> list[Mapping[str, Any]]:
        """Clusters with a score, best first; ties in the order of the parameters."""
        entries = [entry for entry in self.summary["clusters"] if "score" in entry]
        return sorted(entries, key=lambda entry: int(entry["rank"] or 0))

    @property
    def is_compared(self) -> bool:
        """True where at least two clusters have a score; otherwise nothing has a rank."""
        return len(self.ranked) > 1

    @property
    def clusters(self) -> list[Mapping[str, Any]]:
        """All clusters: those with a score, best first, then the others."""
        return self.ranked + [e for e in self.summary["clusters"] if "score" not in e]
