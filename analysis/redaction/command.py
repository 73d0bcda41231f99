"""``redaction``: prints recall and precision on the labelled comments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from analysis.redaction.measurement import Figures, labelled_comments, measure

SETS = {
    "labelled": "comments that the rules were adjusted to",
    "checked": "comments that the rules were adjusted to once, after a first measurement",
    "held_out": "comments that nothing was adjusted to",
    "unseen": "hard ones: names without a title, posts, and words that look like names",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="also list what was missed and wrong")


def run(options: argparse.Namespace) -> None:
    for name, what in SETS.items():
        comments = labelled_comments(name)
        sys.stdout.write(f"{len(comments)} {what}\n\n")
        figures = measure(comments)
        sys.stdout.write("\n".join(table(figures)) + "\n\n")
        if options.list:
            sys.stdout.writelines(f"missed: {entry}\n" for entry in figures["all"].missed)
            sys.stdout.writelines(f"wrong: {entry}\n" for entry in figures["all"].wrong)


def table(figures: dict[str, Figures]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| kind or script | to find | recall | found | precision |"
    yield "| --- | --- | --- | --- | --- |"
    for name, own in figures.items():
        yield (f"| {name} | {own.wanted} | {own.recall:.3f} | {own.found} | {own.precision:.3f} |")
