"""``models``: writes docs/models.md, the card of the shipped models, from the test voices."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from analysis import shipped
from analysis.corpus.comments import read_corpus
from analysis.corpus.frame import read_frame
from analysis.sentiment import page
from analysis.sentiment.examples import corpus_examples
from analysis.sentiment.measurement import Read, measure
from analysis.sentiment.model import shipped_models
from analysis.sentiment.questions import Questions
from analysis.sentiment.reader import Reader
from analysis.text_data import DATA
from analysis.themes.coder import Coder
from analysis.themes.corpus_codes import corpus_codes
from analysis.themes.measurement import measure_coder, subjects_found

NOTES = DATA / "models" / "notes.md"
TABLES = "languages"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help="file that is written (default: printed)")
    parser.add_argument(
        "--only", choices=(TABLES,), help="the tables by kind and language only (corpus's README)"
    )


def run(options: argparse.Namespace) -> None:
    """Print or write the page."""
    lines = tables() if options.only else models()
    text = "\n".join(lines) + "\n"
    if options.out:
        options.out.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


def tables() -> Iterator[str]:
    """Yield the two tables that the corpus's README shows."""
    reads = _reads()
    yield from _section("By kind of comment (English test voices, accuracy)", 3)
    yield from page.by_group(page.in_english(reads), "kind", page.groups()["kind"])
    yield from _section("By language (test voices, macro-F1)", 3)
    yield from page.by_language(reads, shipped_models())


def models() -> Iterator[str]:
    """Yield the whole page."""
    notes = NOTES.read_text("utf-8").split("\n<!-- figures -->\n")
    yield notes[0].rstrip()
    reads = _reads()
    english = page.in_english(reads)
    yield from _section("Sentiment: figures")
    yield from page.against_targets(reads)
    for title, key in page.groups().items():
        yield from _section(f"By {title} (English, accuracy)", 3)
        yield from page.by_group(english, title, key)
    yield from _section("By language (macro-F1)", 3)
    yield from page.by_language(reads, shipped_models())
    yield from _section("Confusion", 3)
    yield from page.confusion_table(reads)
    yield from _section("Calibration (bar: share that was right; | mean confidence)", 3)
    yield from page.calibration_plot(reads)
    yield from _section("Accuracy when the least sure are left out", 3)
    yield from page.abstention_curve(reads)
    yield from _section("Sentences it gets wrong, the surest first", 3)
    yield from page.wrong_sentences(reads)
    yield from _section("Themes and topics: figures")
    yield from _themes()
    yield ""
    yield notes[1].strip()


def _themes() -> Iterator[str]:
    coder = Coder(shipped.codebook())
    found = measure_coder(coder, corpus_codes(("test",)))
    yield (
        f"English corpus, test voices: micro-F1 {found.micro:.3f}, macro-F1 {found.macro:.3f}, "
        f"precision {found.precision:.3f}, recall {found.recall:.3f}."
    )
    yield ""
    yield "| theme | F1 | comments |"
    yield "| --- | ---: | ---: |"
    for key, (f1, count) in found.by_theme.items():
        yield f"| {key} | {f1:.2f} | {count} |"
    yield from _section("Recurring subjects without a theme, among the candidate topics", 3)
    yield "| subject | comments | candidate | share of the candidate |"
    yield "| --- | ---: | --- | ---: |"
    english = [c for c in read_corpus(read_frame()) if c.language == "en"]
    for subject in subjects_found(coder, english):
        label = subject.label or "not found"
        yield f"| {subject.subject} | {subject.comments} | {label} | {subject.share:.2f} |"


def _reads() -> list[Read]:
    asked = Questions(shipped.instrument())
    reader = Reader(shipped.parameters().sentiment, asked, threshold=0.0)
    return measure(corpus_examples(("test",)), reader)


def _section(title: str, level: int = 2) -> Iterator[str]:
    yield ""
    yield f"{'#' * level} {title}"
    yield ""
