"""Can the number of comments in a hidden set be had by subtraction, or how its theme is spoken of?

Unknown are the comments of each cell, by question; known is every sum that table T shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from analysis.audit.bounds import Program
from analysis.audit.finding import Finding
from analysis.comment_disclosure import Place
from analysis.parameters import Minimums
from analysis.sentiment.model import CLASSES

MOST = 1_000_000
LABELS = (*CLASSES, "abstained")
Entry = Mapping[str, Any]


def comment_findings(part: Entry | None, minimums: Minimums) -> Iterator[Finding]:
    """Yield what T's comment part would tell of sets that it hides."""
    for question, entries in (part or {"questions": {}})["questions"].items():
        yield from _sizes(question, entries, minimums)
        themes = sorted({theme for entry in entries for theme in entry.get("themes", {})})
        for theme in themes:
            yield from _theme(question, theme, entries, minimums)


def _sizes(question: str, entries: Sequence[Entry], minimums: Minimums) -> Iterator[Finding]:
    """Yield hidden sets whose size is known too well."""
    measures: dict[str, Callable[[Entry], int]] = {
        "comments": lambda entry: int(entry["comments"]),
        "comments with content": lambda entry: int(entry["scored"] + entry["abstained"]),
    }
    for name, measure in measures.items():
        program = Program()
        cell = {place: program.count(0, MOST) for place in _cells(entries)}
        for entry in entries:
            if entry["comments"] is not None:
                terms = {at: 1.0 for place, at in cell.items() if _within(place, entry)}
                program.know(terms, measure(entry), measure(entry))
        for entry in entries:
            if entry["comments"] is not None:
                continue
            terms = {at: 1.0 for place, at in cell.items() if _within(place, entry)}
            low, high = program.bounds(terms, minimums.remainder)
            if high - low < minimums.remainder and low < minimums.comments and high > 0:
                yield Finding(_name(question, entry), name, low, high, "comments")


def _theme(
    question: str, theme: str, entries: Sequence[Entry], minimums: Minimums
) -> Iterator[Finding]:
    """Yield sets of comments with a theme whose hidden sentiment is known exactly."""
    hidden = [
        entry
        for entry in entries
        if entry.get("themes", {}).get(theme) and theme not in entry["theme_sentiment"]
    ]
    if not any(theme in entry.get("theme_sentiment", {}) for entry in entries):
        return
    program = Program()
    count = {
        (place, label): program.count(0, MOST) for place in _cells(entries) for label in LABELS
    }
    for entry in entries:
        if entry["comments"] is None:
            continue
        own = {label: _terms(count, entry, (label,)) for label in LABELS}
        number = entry["themes"].get(theme, 0)
        program.know(_terms(count, entry, LABELS), number, number)
        for label, shown in entry["theme_sentiment"].get(theme, {}).items():
            program.know(own[label], shown, shown)
    for entry in hidden:
        bounds = [program.bounds(_terms(count, entry, (label,)), 1) for label in LABELS]
        number = entry["themes"][theme]
        if number < minimums.comments and all(low == high for low, high in bounds):
            place = f"{_name(question, entry)}, theme {theme}"
            yield Finding(place, "sentiment of all its comments", number, number, "comments")


def _terms(count: Mapping[tuple[Place, str], int], entry: Entry, labels: Any) -> dict[int, float]:
    return {
        at: 1.0 for (place, label), at in count.items() if label in labels and _within(place, entry)
    }


def _cells(entries: Sequence[Entry]) -> list[Place]:
    places = [(entry["cluster"], entry["group"]) for entry in entries]
    return [place for place in places if None not in place]


def _within(place: Place, entry: Entry) -> bool:
    wanted = (entry["cluster"], entry["group"])
    return all(name in (None, own) for own, name in zip(place, wanted, strict=True))


def _name(question: str, entry: Entry) -> str:
    cluster, group = entry["cluster"] or "all clusters", entry["group"] or "all groups"
    return f"comments on {question}, {cluster} / {group}"
