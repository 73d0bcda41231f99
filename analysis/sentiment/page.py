"""What docs/models.md says about sentiment: figures on the corpus's test voices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from analysis.sentiment.measurement import (
    COVERAGES,
    Guess,
    Read,
    accuracy,
    accuracy_at,
    by,
    calibration,
    calibration_error,
    confusion,
    guesses,
    length_of,
    macro_f1,
    scored_without_model,
)
from analysis.sentiment.model import CLASSES, Model

WIDTH = 40
WRONG_SHOWN = 25
Measure = Callable[[Sequence[Read], Guess], float]


def against_targets(reads: Sequence[Read]) -> list[str]:
    """Return the table of targets: measure, aim, ours, other tools."""
    english = in_english(reads)
    against = [read for read in english if read.is_against]

    def kind(name: str) -> list[Read]:
        return [read for read in english if read.example.kind == name]

    rows = [
        _row(f"macro-F1, {len(english)} English comments", "0.78", english, macro_f1),
        _row(f"macro-F1, {len(against)} answers against the question", "0.70", against, macro_f1),
        _row("contrast, accuracy", "0.60", kind("contrast"), accuracy),
        _row("factual complaints, accuracy", "0.88", kind("factual_complaint"), accuracy),
        _row("negation, accuracy", "0.90", kind("negation"), accuracy),
        f"| calibration error | 0.05 | {calibration_error(english):.3f} |"
        + " |" * len(_names()[1:]),
        f"| accuracy of the surest 80 % | 0.85 | {accuracy_at(english, 0.8):.3f} |"
        + " |" * len(_names()[1:]),
    ]
    return [*_header(("measure", "at least (error: at most)")), *rows]


def by_group(reads: Sequence[Read], title: str, key: Callable[[Read], str]) -> list[str]:
    """Return accuracy of everybody by group of comments."""
    rows = [
        _row(f"{name.replace('_', ' ')}", str(len(own)), own, accuracy)
        for name, own in by(reads, key).items()
    ]
    return [*_header((title, "comments")), *rows]


def by_language(reads: Sequence[Read], models: Mapping[str, Model]) -> list[str]:
    """Return macro-F1 by language; a language without a model is abstained from."""
    lines = _header(("language", "comments", "model"))
    for name, own in by(reads, lambda read: read.example.language).items():
        figures = [f"{macro_f1(own, guess):.3f}" for guess in guesses().values()]
        if name not in models:
            figures[:2] = ["abstains", ""]
        lines.append(
            f"| {name} | {len(own)} | {'yes' if name in models else 'no'} | "
            + " | ".join(figures)
            + " |"
        )
    wrong = scored_without_model(reads, models)
    return [
        *lines, "", f"Comments in a language without a tested model that got a score: {wrong}."
    ]  # fmt: skip


def confusion_table(reads: Sequence[Read]) -> list[str]:
    """Return the confusion table of English comments."""
    lines = [
        f"| labelled | read as {' | '.join(CLASSES)} | not taken for English |",
        "| --- |" + " ---: |" * (len(CLASSES) + 1),
    ]
    for name, counts in zip(CLASSES, confusion(in_english(reads)), strict=True):
        lines.append(f"| {name} | " + " | ".join(map(str, counts)) + " |")
    return lines


def calibration_plot(reads: Sequence[Read]) -> list[str]:
    """Return the calibration plot as text: a bar for what was right, ``|`` for the confidence."""
    lines = ["confidence  right  comments"]
    for mean, right, number in calibration(in_english(reads)):
        bar = list("█" * round(right * WIDTH) + " " * (WIDTH - round(right * WIDTH) + 1))
        bar[round(mean * WIDTH)] = "|"
        lines.append(f"      {mean:.2f}   {right:.2f}      {number:4d}  {''.join(bar).rstrip()}")
    return ["```", *lines, "```"]


def abstention_curve(reads: Sequence[Read]) -> list[str]:
    """Return accuracy of the surest comments by coverage."""
    english = in_english(reads)
    lines = ["| coverage | accuracy |", "| ---: | ---: |"]
    return lines + [f"| {share:.0%} | {accuracy_at(english, share):.3f} |" for share in COVERAGES]


def wrong_sentences(reads: Sequence[Read]) -> Iterator[str]:
    """Yield sentences that were read wrongly, the surest of them first."""
    wrong = [r for r in in_english(reads) if not r.is_right and r.reading.confidence is not None]
    wrong.sort(key=lambda r: (-(r.reading.confidence or 0.0), r.example.text))
    yield "| comment | question | labelled | read as | confidence |"
    yield "| --- | --- | --- | --- | ---: |"
    for read in wrong[:WRONG_SHOWN]:
        text = read.example.text.replace("|", "\\|")
        cells = (text, read.example.question, read.example.label, read.label)
        yield f"| {' | '.join(cells)} | {read.reading.confidence:.2f} |"


def in_english(reads: Sequence[Read]) -> list[Read]:
    """Return the English ones."""
    return [read for read in reads if read.example.language == "en"]


def groups() -> dict[str, Callable[[Read], str]]:
    """Return by what figures are split."""
    return {
        "kind": lambda read: read.example.kind,
        "length": length_of,
        "question": lambda read: read.example.question,
        "voice": lambda read: read.example.voice,
    }


def _names() -> list[str]:
    return list(guesses())


def _header(first: Sequence[str]) -> list[str]:
    names = [*first, *_names()]
    rule = ["---", *["---:"] * (len(names) - 1)]
    return [f"| {' | '.join(names)} |", f"| {' | '.join(rule)} |"]


def _row(title: str, second: str, reads: Sequence[Read], measure: Measure) -> str:
    found = " | ".join(f"{measure(reads, guess):.3f}" for guess in guesses().values())
    return f"| {title} | {second} | {found} |"
