"""Table T's comment part: counts of sentiment and themes by question, cluster and group.

Responses and comments are stored apart, so the unit is the comment within one question. Every
comment is in exactly one of: scored, abstained, contentless, repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.comment_disclosure import Place, Size, hidden, sizes
from analysis.configuration import Configuration
from analysis.contentless import canonical, is_contentless, is_copy
from analysis.corrections import Corrections
from analysis.parameters import Minimums
from analysis.sentiment.index import SIGNS, inputs
from analysis.sentiment.model import CLASSES, shipped_models
from analysis.sentiment.questions import Questions
from analysis.sentiment.reader import Reader, Reading
from analysis.tables import Comments
from analysis.themes.agreement import label_agreement, theme_agreement
from analysis.themes.coder import Coder, Coding

FORMAT = 1
STATES = ("scored", "abstained", "contentless", "repeated")


@dataclass(frozen=True)
class Understood:
    """What is known about one comment, people's codes before the machine's."""

    cluster: str
    group: str
    question: str
    state: str
    label: str
    themes: tuple[str, ...]
    reading: Reading
    coding: Coding | None
    random_label: str | None = None


def understand(
    comments: Comments, configuration: Configuration, corrections: Corrections | None = None
) -> list[Understood]:
    """Read and code every comment, in the order of the table."""
    reader = Reader(configuration.parameters.sentiment, Questions(configuration.instrument))
    coder = Coder(configuration.codebook) if configuration.codebook else None
    people = corrections or Corrections()
    ids = comments.id or ("",) * len(comments.text)
    places = zip(comments.cluster, comments.group, comments.question, strict=True)
    seen: set[tuple[str, ...]] = set()
    drawn = people.random_labels()
    result = []
    for key, text, (cluster, group, question) in zip(ids, comments.text, places, strict=True):
        asked = reader.question(question) or question
        reading = reader.read(text, asked)
        coding = coder.code(text) if coder else None
        label = people.label(key) or reading.label.removeprefix("very ")
        suggested = [assignment.theme for assignment in coding.assignments] if coding else []
        state = _state(text, (cluster, group, asked, canonical(text)), seen, label)
        themes = people.themes(key, suggested)
        result.append(
            Understood(cluster, group, asked, state, label, themes, reading, coding, drawn.get(key))
        )
    return result


def _state(text: str, place: tuple[str, ...], seen: set[tuple[str, ...]], label: str) -> str:
    if is_contentless(text):
        return "contentless"
    if is_copy(text):
        if place in seen:
            return "repeated"
        seen.add(place)
    return "scored" if label else "abstained"


def comment_part(
    comments: Comments, configuration: Configuration, corrections: Corrections | None = None
) -> dict[str, Any]:
    """Return T's comment part: figures of every set of comments that is large enough."""
    log = corrections or Corrections()
    return {
        **tally(understand(comments, configuration, log), configuration),
        "agreement": {
            "themes": vars(theme_agreement(log.entries)),
            "labels": vars(label_agreement(log.entries)),
        },
    }


def tally(found: Sequence[Understood], configuration: Configuration) -> dict[str, Any]:
    """Count what was understood, under the disclosure rules."""
    codebook = configuration.codebook
    questions = sorted({comment.question for comment in found})
    minimums = configuration.parameters.minimums
    return {
        "format": FORMAT,
        "codebook": codebook.hash if codebook else None,
        "models": shipped_models().hashes(),
        "minimum": minimums.comments,
        "remainder": minimums.remainder,
        "questions": {
            question: _question([c for c in found if c.question == question], minimums)
            for question in questions
        },
    }


def _question(found: Sequence[Understood], minimums: Minimums) -> list[dict[str, Any]]:
    cells: dict[tuple[str, str], list[Understood]] = {}
    for comment in found:
        cells.setdefault((comment.cluster, comment.group), []).append(comment)
    places = sizes({cell: _size(own) for cell, own in cells.items()})
    withheld = hidden(places, minimums)
    by_theme = _theme_places(cells, minimums)
    entries = []
    for place in sorted(places, key=_reading_order):
        entry: dict[str, Any] = {"cluster": place[0], "group": place[1]}
        if place in withheld:
            entries.append({**entry, "comments": None})
            continue
        own = [c for cell, kept in cells.items() if _within(cell, place) for c in kept]
        entry |= _figures(own, _shown_themes(place, by_theme))
        if place[1] is None:
            entry["index"] = _index_inputs(own, minimums)
        entries.append(entry)
    return entries


def _size(own: Sequence[Understood]) -> Size:
    return Size(len(own), sum(_has_content(comment) for comment in own))


def _has_content(comment: Understood) -> bool:
    return comment.state in ("scored", "abstained")


def _theme_places(
    cells: Mapping[tuple[str, str], Sequence[Understood]], minimums: Minimums
) -> dict[str, set[Place]]:
    """Return, by theme, the places where the sentiment of its comments may be shown."""
    themes = {t for own in cells.values() for c in own for t in c.themes if _has_content(c)}
    result = {}
    for theme in sorted(themes):
        parts: dict[tuple[str, str], Size] = {}
        rest: dict[tuple[str, str], Size] = {}
        for cell, own in cells.items():
            content = [comment for comment in own if _has_content(comment)]
            having = sum(theme in comment.themes for comment in content)
            parts[cell] = Size(having, having)
            rest[cell] = Size(len(content) - having, len(content) - having)
        places, others = sizes(parts), sizes(rest)
        withheld = hidden(places, minimums)
        result[theme] = {
            place
            for place in places
            if place not in withheld and not 0 < others[place].content < minimums.remainder
        }
    return result


def _shown_themes(place: Place, by_theme: Mapping[str, set[Place]]) -> set[str]:
    return {theme for theme, places in by_theme.items() if place in places}


def _figures(own: Sequence[Understood], shown: set[str]) -> dict[str, Any]:
    states = Counter(comment.state for comment in own)
    content = [comment for comment in own if _has_content(comment)]
    themes = Counter(theme for comment in content for theme in comment.themes)
    return {
        "comments": len(own),
        **{state: states[state] for state in STATES},
        "sentiment": _labels(content),
        "mixed": sum(comment.reading.mixed for comment in content),
        "suggestions": sum(comment.reading.suggestion for comment in content),
        "without_theme": sum(not comment.themes for comment in content),
        "themes": {theme: themes[theme] for theme in sorted(themes)},
        "theme_sentiment": {
            theme: _labels([comment for comment in content if theme in comment.themes])
            for theme in sorted(shown)
        },
    }


def _index_inputs(own: Sequence[Understood], minimums: Minimums) -> dict[str, Any]:
    """Return what the sentiment index needs; comments of any confidence count."""
    content = [comment for comment in own if _has_content(comment)]
    read = [comment for comment in content if comment.reading.score is not None]
    labelled = [
        (SIGNS[comment.random_label], comment.reading.score or 0.0)
        for comment in read
        if comment.random_label is not None
    ]
    scores = [comment.reading.score or 0.0 for comment in read]
    return inputs(scores, len(content), labelled, minimums.comments)


def _labels(own: Sequence[Understood]) -> dict[str, int]:
    counts = Counter(comment.label for comment in own)
    return {**{name: counts[name] for name in CLASSES}, "abstained": counts[""]}


def _within(cell: tuple[str, str], place: Place) -> bool:
    return all(wanted in (None, given) for given, wanted in zip(cell, place, strict=True))


def _reading_order(place: Place) -> tuple[str, str]:
    return place[0] or "", place[1] or ""


def states(found: Sequence[Understood]) -> Iterator[tuple[str, int]]:
    """Yield how many comments are in each state; together they are all of them."""
    counts = Counter(comment.state for comment in found)
    for state in STATES:
        yield state, counts[state]
