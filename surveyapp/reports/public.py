"""What of an edition the public gets: clusters as a whole, nothing about groups, no small count.

docs/method.md ("Public edition") says what is in it and why.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from analysis.csv_files import csv_bytes
from analysis.parameters import Minimums
from surveyapp.reports.comments import LABELS, Question, Sentiment

Row = Mapping[str, str]
# counts that may be small, and add nothing for the public
HIDDEN_COUNTS = ("scored", "contentless", "repeated")


def public_files(files: Mapping[str, bytes], minimums: Minimums) -> dict[str, bytes]:
    """Return the CSV files that may leave, cut to rows and columns of clusters as a whole."""
    rules: dict[str, Callable[[list[Row]], list[Row]]] = {
        "scores.csv": list,
        "dimensions.csv": list,
        "ranks.csv": list,
        "acceptability.csv": list,
        "sensitivity.csv": list,
        "items.csv": lambda rows: [row for row in rows if row["by"] != "group"],
        "leave_one_out.csv": lambda rows: [row for row in rows if row["kind"] == "dimension"],
        "strengths.csv": lambda rows: [row for row in rows if not row["group"]],
        "response_clusters.csv": lambda rows: [_without(row, "excluded_") for row in rows],
        "sentiment.csv": lambda rows: [_coarse(row, minimums) for row in rows if not row["group"]],
        "themes.csv": lambda rows: [_no_sentiment(row) for row in rows if not row["group"]],
        "reliability.csv": list,
        "deviations.csv": list,
    }
    return {name: _cut(files[name], rule) for name, rule in rules.items() if name in files}


def _cut(content: bytes, rule: Callable[[list[Row]], list[Row]]) -> bytes:
    reader = csv.DictReader(io.StringIO(content.decode(), newline=""))
    rows = rule(list(reader))
    head = [name for name in reader.fieldnames or [] if not rows or name in rows[0]]
    return csv_bytes(head, ([row[name] for name in head] for row in rows))


def _without(row: Row, start: str) -> Row:
    return {name: value for name, value in row.items() if not name.startswith(start)}


def _no_sentiment(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in {*LABELS, "abstained"}}


def _coarse(row: Row, minimums: Minimums) -> Row:
    """Leave out small counts of a row of sentiment."""
    kept = {name: value for name, value in row.items() if name not in HIDDEN_COUNTS}
    if not row["comments"]:
        return kept
    counts = {name: int(row[name]) for name in (*LABELS, "abstained")}
    safe = {name: "" if n is None else str(n) for name, n in large(counts, minimums).items()}
    return {name: safe.get(name, value) for name, value in kept.items()}


def large(counts: Mapping[str, int], minimums: Minimums) -> dict[str, int | None]:
    """Return counts that make up a whole, None for each that is small, or whose rest is.

    What is hidden could be had by subtraction if it were one count, or hardly anybody's; so
    further counts are hidden, the smallest first, until neither is so.
    """
    whole, least = sum(counts.values()), minimums.remainder
    shown = {name: n for name, n in counts.items() if n >= least and whole - n >= least}

    def tells(hidden: int) -> bool:
        return hidden == 1 or (hidden > 0 and whole - sum(shown.values()) < least)

    while shown and tells(len(counts) - len(shown)):
        shown.pop(min(shown, key=lambda name: (shown[name], name)))
    return {name: shown.get(name) for name in counts}


def public_questions(found: Iterable[Question], minimums: Minimums) -> list[Question]:
    """Return what the public report prints of comments: no small count, no theme's sentiment."""
    return [
        replace(
            question,
            everywhere=_coarse_counts(question.everywhere, minimums),
            clusters=tuple(_coarse_counts(own, minimums) for own in question.clusters),
            themes=tuple(replace(theme, sentiment=None) for theme in question.themes),
        )
        for question in found
    ]


def _coarse_counts(own: Sentiment, minimums: Minimums) -> Sentiment:
    if own.counts is None:
        return own
    parts: Sequence[str] = (*LABELS, "abstained")
    safe = large({name: int(own.counts[name] or 0) for name in parts}, minimums)
    return replace(own, counts={**own.counts, **safe, **dict.fromkeys(HIDDEN_COUNTS)})
