"""Recall and precision of redaction on labelled comments."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.redaction.marks import Mark
from analysis.redaction.names import WORD, is_manner, script_of
from analysis.redaction.redact import find
from analysis.text_data import DATA

_LABEL = re.compile(r"\{(\w+):([^}]*)\}")


@dataclass(frozen=True)
class Labelled:
    """A comment with what must go."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def script(self) -> str:
        """The script of most of its letters."""
        letters = Counter(script_of(letter) for letter in self.text if letter.isalpha())
        return letters.most_common(1)[0][0] if letters else "latin"


@dataclass
class Figures:
    """Counts of what was to be found, of that found whole, of finds, and of right finds."""

    wanted: int = 0
    got: int = 0
    found: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.got / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def labelled_comments(name: str = "labelled") -> list[Labelled]:
    """Return the comments of a set in ``data/redaction``: lines of text, or rows of CSV."""
    table = DATA / "redaction" / f"{name}.csv"
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as file:
            return [parse(row["text"]) for row in csv.DictReader(file)]
    lines = (DATA / "redaction" / f"{name}.txt").read_text("utf-8").splitlines()
    return [parse(line) for line in lines if line.strip() and not line.startswith("#")]


def parse(line: str) -> Labelled:
    """Return the comment and the labels of a line such as ``Ask {name:Dr. Rao} for it``."""
    text, marks, last = "", [], 0
    for label in _LABEL.finditer(line):
        text += line[last : label.start()]
        marks.append(Mark(len(text), len(text) + len(label[2]), label[1]))
        text += label[2]
        last = label.end()
    return Labelled(text + line[last:], tuple(marks))


def measure(comments: Iterable[Labelled]) -> dict[str, Figures]:
    """Return figures of all, by kind and by script.

    A label is found when every letter and digit of it is covered by finds, but for a title; a find
    is right when it touches a label.
    """
    figures: dict[str, Figures] = {}
    for comment in comments:
        finds = find(comment.text)
        for label in comment.marks:
            piece = comment.text[label.start : label.end]
            whole = _covered(comment.text, label, finds)
            for key in ("all", label.kind, comment.script):
                own = figures.setdefault(key, Figures())
                own.wanted += 1
                own.got += whole
                if not whole:
                    own.missed.append(f"{piece} | {comment.text}")
        for mark in finds:
            right = any(
                mark.start < label.end and label.start < mark.end for label in comment.marks
            )
            for key in ("all", mark.kind, comment.script):
                own = figures.setdefault(key, Figures())
                own.found += 1
                own.right += right
                if not right:
                    own.wrong.append(f"{comment.text[mark.start : mark.end]} | {comment.text}")
    return figures


def _covered(text: str, label: Mark, finds: Sequence[Mark]) -> bool:
    for word in WORD.finditer(text[label.start : label.end]):
        if label.kind == "name" and is_manner(word.group()):
            continue
        start, end = label.start + word.start(), label.start + word.end()
        if word.group().endswith("'s"):
            end -= 2
        if not any(mark.start <= start and end <= mark.end for mark in finds):
            return False
    return True
