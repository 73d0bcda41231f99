"""What reports say of comments, from T's comment part: sentiment by question, and themes.

T withholds sets that are too small. On top of that a theme is named only where at least five
comments have it and five have not: a list of single comments would tell little but who wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.edition import Edition
from surveyapp.reports.names import Names

LABELS = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Sentiment:
    """Counts of comments of one place on one question; None: withheld."""

    cluster: str | None
    counts: Mapping[str, int | None] | None


@dataclass(frozen=True)
class ThemeShare:
    """How many of the comments on a question have a theme, and how they speak of it.

    ``sentiment`` counts negative, neutral, positive and abstained; None: withheld.
    """

    theme: str
    comments: int
    whole: int
    lower: float
    upper: float
    sentiment: Mapping[str, int] | None

    @property
    def share(self) -> float:
        return self.comments / self.whole


@dataclass(frozen=True)
class Question:
    """One open question: its wording, sentiment of all and by cluster, themes of all."""

    id: str
    wording: str
    everywhere: Sentiment
    clusters: tuple[Sentiment, ...]
    themes: tuple[ThemeShare, ...]


def questions(edition: Edition, names: Names) -> list[Question]:
    """Return the questions that have comments, in the order of the questionnaire."""
    part = edition.summary["comments"]
    if not part:
        return []
    order = list(edition.configuration.instrument.open_items)
    found = sorted(part["questions"], key=lambda q: (order.index(q) if q in order else 99, q))
    return [_question(edition, names, question) for question in found]


def _question(edition: Edition, names: Names, question: str) -> Question:
    ids = edition.configuration.parameters.cluster_ids
    return Question(
        question,
        names.item(question),
        _sentiment(edition, question, None),
        tuple(_sentiment(edition, question, cluster) for cluster in ids),
        tuple(themes_at(edition, question, None)),
    )


def entry_at(edition: Edition, question: str, cluster: str | None) -> Mapping[str, Any] | None:
    """Return T's entry of a cluster (None: all) over all groups; None where it is withheld."""
    part = edition.summary["comments"]
    for entry in part["questions"].get(question, []) if part else []:
        if (entry["cluster"], entry["group"]) == (cluster, None):
            return entry if entry["comments"] is not None else None
    return None


def _sentiment(edition: Edition, question: str, cluster: str | None) -> Sentiment:
    entry = entry_at(edition, question, cluster)
    if entry is None:
        return Sentiment(cluster, None)
    states = ("comments", "scored", "abstained", "contentless", "repeated")
    counts = {name: entry[name] for name in states}
    return Sentiment(cluster, counts | {name: entry["sentiment"][name] for name in LABELS})


def themes_at(edition: Edition, question: str, cluster: str | None) -> list[ThemeShare]:
    """Return the themes of a cluster (None: all) on a question that may be shown."""
    entry = entry_at(edition, question, cluster)
    return themes_of(edition, entry) if entry else []


def themes_of(edition: Edition, entry: Mapping[str, Any]) -> list[ThemeShare]:
    """Return the themes of one of T's entries that may be shown, the most frequent first."""
    if entry["comments"] is None:
        return []
    parameters = edition.configuration.parameters
    least = parameters.minimums.remainder
    whole = entry["scored"] + entry["abstained"]
    shown = [
        ThemeShare(
            theme,
            count,
            whole,
            *figures.wilson(count, whole, parameters.level),
            entry["theme_sentiment"].get(theme),
        )
        for theme, count in entry["themes"].items()
        if count >= least and whole - count >= least
    ]
    return sorted(shown, key=lambda own: (-own.comments, own.theme))
