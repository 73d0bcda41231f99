"""``python -m analysis corpus``: report on the corpus, or check drafts of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.corpus.comments import read_corpus, read_files
from analysis.corpus.frame import CODEBOOK, FOLDER, Frame, read_frame
from analysis.corpus.likeness import likeness_faults
from analysis.corpus.practice import practice_faults, practice_report, read_practice
from analysis.corpus.report import report
from analysis.corpus.rows import row_faults
from analysis.corpus.shares import shortfalls
from analysis.faults import Faulty


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument("--folder", type=Path, default=FOLDER, help="voices, subjects, comments")
    parser.add_argument("--codebook", type=Path, default=CODEBOOK)
    parser.add_argument("--check", action="store_true", help="list faults instead of figures")
    parser.add_argument(
        "--practice", action="store_true", help="the comments for practice, instead of the corpus"
    )
    parser.add_argument(
        "files", nargs="*", type=Path, help="drafts to check or report on, instead of the corpus"
    )


def run(options: argparse.Namespace) -> None:
    """Print figures, or raise ``Faulty`` with everything that is wrong."""
    frame = read_frame(options.folder, options.codebook)
    if options.practice:
        _practice(frame, check=options.check)
        return
    files = options.files
    comments = read_files(files, frame) if files else read_corpus(frame, options.folder)
    if not options.check:
        sys.stdout.write(report(comments, frame))
        return
    faults = [*row_faults(comments), *likeness_faults(comments)]
    if not files:  # a draft is a part of the whole, which the plan is for
        faults.extend(shortfalls(comments, frame))
    if faults:
        raise Faulty(faults)


def _practice(frame: Frame, *, check: bool) -> None:
    comments = read_practice(frame)
    if not check:
        sys.stdout.write(practice_report(comments, frame))
    elif faults := list(practice_faults(comments, frame)):
        raise Faulty(faults)
