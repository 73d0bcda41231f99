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
        "sentiment.csv": lambda rows: _coarse(rows, minimums),
        "themes.csv": lambda rows: _themes(rows, minimums),
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


def _coarse(rows: list[Row], minimums: Minimums) -> list[Row]:
    """Leave out groups, and small counts of sentiment."""
    of_clusters = [row for row in rows if not row["group"]]
    hidden = {
        question: small_labels([_counts(row) for row in own if row["comments"]], minimums)
        for question, own in _by(of_clusters, "question")
    }
    return [
        {
            name: "" if name in hidden[row["question"]] else value
            for name, value in row.items()
            if name not in HIDDEN_COUNTS
        }
        for row in of_clusters
    ]


def _counts(row: Row) -> dict[str, int]:
    return {name: int(row[name]) for name in (*LABELS, "abstained")}


def _by(rows: Iterable[Row], *columns: str) -> list[tuple[str, list[Row]]]:
    """Return the rows that share the values of some columns, each with the first one's value."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in columns), []).append(row)
    return [(key[0], own) for key, own in found.items()]


def small_labels(rows: Sequence[Mapping[str, int]], minimums: Minimums) -> set[str]:
    """Return the labels that are left out of every row of a question.

    A count is small, or what is left beside it, in some row. Left out of one row alone it could
    be had from the row of all and those of the other clusters, so it is left out of each. What is
    hidden in a row could be had from the row's sum if it were one count, or hardly anybody's; so
    further labels are hidden, the smallest first, until neither is so.
    """
    least = minimums.remainder
    names = list(rows[0]) if rows else []
    hidden = {
        name
        for row in rows
        for name, n in row.items()
        if n < least or sum(row.values()) - n < least
    }

    def tells(row: Mapping[str, int]) -> bool:
        return len(hidden) == 1 or (len(hidden) > 0 and sum(row[name] for name in hidden) < least)

    while len(hidden) < len(names) and any(tells(row) for row in rows):
        shown = [name for name in names if name not in hidden]
        hidden.add(min(shown, key=lambda name: (min(row[name] for row in rows), name)))
    return hidden


def large(counts: Mapping[str, int], minimums: Minimums) -> dict[str, int | None]:
    """Return counts that make up a whole, None for each that is small, or whose rest is."""
    hidden = small_labels([counts], minimums)
    return {name: None if name in hidden else n for name, n in counts.items()}


def _themes(rows: list[Row], minimums: Minimums) -> list[Row]:
    """Leave out groups and sentiment, and clusters beside which the one left out would be told."""
    of_clusters = [row for row in rows if not row["group"]]
    places = {
        question: {row["cluster"] for row in own if row["cluster"]}
        for question, own in _by(of_clusters, "question")
    }
    told: set[tuple[str, str, str]] = set()
    for question, own in _by(of_clusters, "question", "theme"):
        told |= {_place(row) for row in _telling(own, len(places[question]), minimums)}
    return [_no_sentiment(row) for row in of_clusters if _place(row) not in told]


def _place(row: Row) -> tuple[str, str, str]:
    return row["question"], row["cluster"], row["theme"]


def _telling(rows: Sequence[Row], clusters: int, minimums: Minimums) -> list[Row]:
    """Return rows of clusters that go, the smallest first, so that none left out can be told."""
    whole = sum(int(row["comments"]) for row in rows if not row["cluster"])
    listed = sorted((row for row in rows if row["cluster"]), key=lambda row: int(row["comments"]))
    gone: list[Row] = []

    def tells() -> bool:
        left = whole - sum(int(row["comments"]) for row in listed)
        return left > 0 and (left < minimums.remainder or clusters - len(listed) < 2)

    while whole and listed and tells():
        gone.append(listed.pop(0))
    return gone


def public_questions(found: Iterable[Question], minimums: Minimums) -> list[Question]:
    """Return what the public report prints of comments: no small count, no theme's sentiment."""
    return [_public_question(question, minimums) for question in found]


def _public_question(question: Question, minimums: Minimums) -> Question:
    shown = [own.counts for own in (question.everywhere, *question.clusters) if own.counts]
    parts = (*LABELS, "abstained")
    hidden = small_labels(
        [{name: int(counts[name] or 0) for name in parts} for counts in shown], minimums
    )

    def coarse(own: Sentiment) -> Sentiment:
        if own.counts is None:
            return own
        return replace(own, counts={**own.counts, **dict.fromkeys((*hidden, *HIDDEN_COUNTS))})

    return replace(
        question,
        everywhere=coarse(question.everywhere),
        clusters=tuple(coarse(own) for own in question.clusters),
        themes=tuple(replace(theme, sentiment=None) for theme in question.themes),
    )
