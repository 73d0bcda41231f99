"""Sentiment and themes of comments as CSV rows: every place that T shows, withheld ones empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.csv_files import Cell
from surveyapp.reports.comments import LABELS, themes_of
from surveyapp.reports.edition import Edition

STATES = ("comments", "scored", "abstained", "contentless", "repeated")
SENTIMENT = ("question", "cluster", "group", *STATES, *LABELS)
THEMES = (
    "question", "cluster", "group", "theme", "comments", "of", "share", "lower", "upper", *LABELS,
    "abstained",
)  # fmt: skip


def sentiment_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield the sentiment of each question, cluster and group (empty: all)."""
    part = edition.summary["comments"]
    for question, entries in sorted(part["questions"].items() if part else ()):
        for entry in entries:
            place = (question, entry["cluster"], entry["group"])
            if entry["comments"] is None:
                yield [*place, *([None] * (len(STATES) + len(LABELS)))]
            else:
                counts = [entry[name] for name in STATES]
                yield [*place, *counts, *(entry["sentiment"][name] for name in LABELS)]


def theme_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield the themes of each place that may be shown, the most frequent first."""
    part = edition.summary["comments"]
    for question, entries in sorted(part["questions"].items() if part else ()):
        for entry in entries:
            for own in themes_of(edition, entry):
                counts = own.sentiment or {}
                yield [
                    question, entry["cluster"], entry["group"], own.theme, own.comments, own.whole,
                    own.share, own.lower, own.upper,
                    *(counts.get(name) for name in (*LABELS, "abstained")),
                ]  # fmt: skip
