"""The figures of the corpus's README, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from analysis.corpus import alpha, likeness, shares
from analysis.corpus.comments import KINDS, QUESTIONS, SENTIMENTS, Comment
from analysis.corpus.frame import LANGUAGES, PARTS, Frame
from analysis.corpus.words import words


def report(comments: Sequence[Comment], frame: Frame) -> str:
    """Return counts, mixture, agreement and likeness of the corpus."""
    sections = (
        ("Comments by language and part", _parts(comments, frame)),
        ("Mixture by language", mixture(comments)),
        ("Kinds", _kinds(comments, frame)),
        ("Themes and subjects", _themes(comments, frame)),
        ("Agreement of the two readings", _agreement(comments)),
        ("Likeness", _likeness(comments)),
    )
    return "\n".join(f"## {title}\n\n{body}\n" for title, body in sections)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table whose first column is text and the others numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _present(comments: Sequence[Comment]) -> list[str]:
    found = {comment.language for comment in comments}
    return [language for language in LANGUAGES if language in found]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _parts(comments: Sequence[Comment], frame: Frame) -> str:
    found = Counter((c.language, shares.part_of(c, frame)) for c in comments)
    voices = Counter(language for language, _ in {(c.language, c.voice) for c in comments})

    def row(name: str, languages: Sequence[str], speakers: int) -> list[object]:
        counts = [sum(found[language, part] for language in languages) for part in PARTS]
        return [name, *counts, sum(counts), speakers]

    rows = [row(language, [language], voices[language]) for language in _present(comments)]
    rows.append(row("all", LANGUAGES, len({comment.voice for comment in comments})))
    return table(["language", *PARTS, "all", "voices"], rows)


def mixture(comments: Sequence[Comment]) -> str:
    """Return shares of labels, questions and lengths by language."""

    def row(name: str, own: Sequence[Comment]) -> list[object]:
        sizes = [len(words(comment.text)) for comment in own]
        labels = Counter(comment.labels.sentiment for comment in own)
        asked = Counter(comment.question for comment in own)
        return [
            name,
            *(_percent(labels[value] / len(own)) for value in SENTIMENTS),
            *(_percent(asked[value] / len(own)) for value in QUESTIONS),
            _percent(shares.against_share(own)),
            _percent(shares.outside_share(own)),
            f"{median(sizes):.0f}",
            max(sizes),
        ]

    rows = [row(name, [c for c in comments if c.language == name]) for name in _present(comments)]
    if comments:
        rows.append(row("all", comments))
    header = ["language", *SENTIMENTS, *QUESTIONS, "against", "no theme", "words", "most words"]
    return table(header, rows)


def _kinds(comments: Sequence[Comment], frame: Frame) -> str:
    found = Counter((c.kind, shares.part_of(c, frame)) for c in comments)
    rows = [
        [kind, *(found[kind, part] for part in PARTS), sum(found[kind, part] for part in PARTS)]
        for kind in KINDS
    ]
    return table(["kind", *PARTS, "all"], rows)


def _themes(comments: Sequence[Comment], frame: Frame) -> str:
    found = Counter((name, shares.part_of(c, frame)) for c in comments for name in c.labels.themes)
    found.update((c.subject, shares.part_of(c, frame)) for c in comments if shares.is_outside(c))
    rows = [
        [name, *(found[name, part] for part in PARTS), sum(found[name, part] for part in PARTS)]
        for name in (*sorted(frame.themes), *frame.subjects)
    ]
    return table(["theme, then subject without a theme", *PARTS, "all"], rows)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _agreement(comments: Sequence[Comment]) -> str:
    twice = [comment for comment in comments if comment.intended and comment.blind]
    if not twice:
        return "Not yet read twice."

    def row(name: str, found: alpha.Agreement) -> list[object]:
        return [name, found.comments, _percent(found.same), _figure(found.alpha)]

    rows = [
        row(name, groups[name])
        for order, groups in (
            (LANGUAGES, alpha.by(twice, lambda comment: comment.language)),
            (KINDS, alpha.by(twice, lambda comment: comment.kind)),
        )
        for name in order
        if name in groups
    ]
    rows.append(row("all", alpha.agreement(twice)))
    others = ", ".join(
        f"{name} {_figure(value)}"
        for name, value in (
            ("themes (MASI)", alpha.theme_alpha(twice)),
            ("mixed", alpha.flag_alpha(twice, "mixed")),
            ("suggestion", alpha.flag_alpha(twice, "suggestion")),
        )
    )
    settled = sum(comment.intended != comment.blind for comment in twice)
    return (
        table(["language, then kind", "comments", "same sentiment", "alpha (ordinal)"], rows)
        + f"\n\nOther alphas: {others}. Settled by a third reading: {settled} comments."
    )


def _likeness(comments: Sequence[Comment]) -> str:
    openings = likeness.openings(comments)
    most = sorted(openings.items(), key=lambda item: (-item[1], item[0]))[:5]
    named = ", ".join(f"{text!r} ({language}) {count}" for (language, text), count in most)
    rows = [
        ["repeated word for word", len(list(likeness.repeats(comments)))],
        ["near-duplicates (five-word shingles)", len(list(likeness.near_duplicates(comments)))],
        ["one skeleton with other nouns and numbers", len(list(likeness.templates(comments)))],
    ]
    return table(["pairs of comments", "number"], rows) + f"\n\nMost common openings: {named}."
