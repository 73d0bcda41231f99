"""``sentiment``: reads how good or bad comments are, row by row."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from analysis.comment_rows import CommentFile, beside, open_comments, write_rows
from analysis.contentless import is_contentless
from analysis.progress import shown
from analysis.sentiment.cells import COLUMNS, cells
from analysis.sentiment.options import add_configuration, reader
from analysis.sentiment.reader import Reader

COUNTED = ("comments", "scored", "abstained", "contentless")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV with a column of comments")
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")
    parser.add_argument("--text", default="text", help="column of the comment (default: text)")
    parser.add_argument("--question", help="column of the question (default: question, if any)")
    parser.add_argument("--threshold", type=_share, help="abstain below this confidence, 0 to 1")
    parser.add_argument("--json", action="store_true", help="print the counts for scripts")
    add_configuration(parser)


def run(options: argparse.Namespace) -> None:
    needed = [options.text, *([options.question] if options.question else [])]
    comments = open_comments(options.input, needed)
    counts = Counter(dict.fromkeys(COUNTED, 0))
    rows = _rows(comments, options, reader(options, options.threshold), counts)
    write_rows(options.out, beside(comments.header, COLUMNS), rows)
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    sys.stdout.write((json.dumps(counts) if options.json else said) + "\n")


def _rows(
    comments: CommentFile, options: argparse.Namespace, read: Reader, counts: Counter[str]
) -> Iterator[list[str]]:
    text = comments.column(options.text)
    named = options.question or "question"
    question = comments.column(named) if named in comments.header else None
    for row in shown(comments.rows(), comments.count, "sentiment"):
        reading = read.read(row[text], "" if question is None else row[question])
        counts["comments"] += 1
        if is_contentless(row[text]):
            counts["contentless"] += 1
        else:
            counts["scored" if reading.label else "abstained"] += 1
        yield [*row, *cells(reading)]


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value
