"""Labelled comments to train on and to measure with."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.comment_rows import records
from analysis.corpus.comments import SENTIMENTS, Comment, read_corpus
from analysis.corpus.frame import read_frame
from analysis.corpus.practice import read_practice
from analysis.language import detect
from analysis.sentiment.model import CLASSES
from analysis.text_data import DATA

LABELLED = DATA / "labelled"
OWN_WEIGHT = 10.0
PATIENTS = "patients"
PRACTICE, PRACTICE_WEIGHT = "practice", 3.0
LEVELS = {"very_negative": 0, "negative": 1, "neutral": 2, "mixed_or_neutral": 2, "positive": 3}
VERY_POSITIVE = 4


@dataclass(frozen=True, order=True)
class Example:
    """A comment with its label (negative, neutral, positive) and where it comes from.

    ``level`` is a label of five steps, 0 very negative to 4 very positive, where one was given;
    ``voice`` is the person, real or invented, in whose manner it is written.
    """

    text: str
    label: str
    language: str
    question: str = ""
    source: str = ""
    voice: str = ""
    level: int | None = None
    weight: float = 1.0
    kind: str = ""


def training_examples() -> list[Example]:
    """Return all shipped examples that models may learn from, in an order of their own.

    The corpus's test part is never among them.
    """
    corpus = corpus_examples(("train", "dev"))
    return sorted({*_seed(), *_patients(), *practice_examples(), *corpus}, key=_order)


def corpus_examples(parts: Collection[str]) -> list[Example]:
    """Return the corpus's comments whose voices are in one of the parts, in the corpus's order."""
    frame = read_frame()
    return [
        _example(comment, "corpus", OWN_WEIGHT)
        for comment in read_corpus(frame)
        if frame.voices[comment.voice].part in parts
    ]


def practice_examples() -> list[Example]:
    """Return the comments that were written for practice."""
    return [_example(c, PRACTICE, PRACTICE_WEIGHT) for c in read_practice(read_frame())]


def _example(comment: Comment, source: str, weight: float) -> Example:
    return Example(
        text=comment.text,
        label=CLASSES[comment.labels.sign + 1],
        language=comment.language,
        question=comment.question,
        source=source,
        voice=comment.voice,
        level=SENTIMENTS.index(comment.labels.sentiment),
        weight=weight,
        kind=comment.kind,
    )


def _seed() -> Iterator[Example]:
    for row in records(LABELLED / "seed.csv", ("text", "label", "prompt")):
        text = row["text"]
        yield Example(text, row["label"], detect(text), row["prompt"], "seed", weight=OWN_WEIGHT)


def _patients() -> Iterator[Example]:
    for row in records(LABELLED / "nhs_neas.csv", ("text", "label", "label5")):
        level = LEVELS.get(row["label5"], VERY_POSITIVE)
        yield Example(row["text"], row["label"], "en", "", PATIENTS, level=level)


def _order(example: Example) -> tuple[str, ...]:
    return (example.text, example.label, example.source, example.question, example.voice)


def fingerprint(examples: Iterable[Example]) -> str:
    """Return a hash of the examples that does not depend on their order."""
    lines = sorted(repr(example) for example in examples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def code_fingerprint(*modules: Path) -> str:
    """Return a hash of the files that decide what a model is."""
    digest = hashlib.sha256()
    for path in sorted(modules):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
