"""``plan``: draws the comments that people code next, with the reason for each."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from analysis.codebook import read_codebook
from analysis.comment_rows import beside, open_comments, write_rows
from analysis.corrections import Corrections, read_corrections
from analysis.themes.coder import Coder
from analysis.themes.command import read_model
from analysis.themes.discovery import Discovery, Sample
from analysis.themes.plan import Candidate, draw


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: id, text")
    parser.add_argument("--codebook", type=Path, required=True, help="YAML")
    parser.add_argument("--model", type=Path, help="what refit wrote for this codebook")
    parser.add_argument("--corrections", type=Path, help="what is coded already is not drawn")
    parser.add_argument("--size", type=int, default=200, help="how many comments (default: 200)")
    parser.add_argument("--index", action="store_true", help="half at random, for the index")
    parser.add_argument("--out", type=Path, required=True, help="CSV that is written")


def run(options: argparse.Namespace) -> None:
    codebook = read_codebook(options.codebook)
    log = read_corrections(options.corrections, codebook) if options.corrections else Corrections()
    comments = open_comments(options.input, ("id", "text"))
    coder = Coder(codebook, read_model(options.model, codebook) if options.model else None)
    key, text = comments.column("id"), comments.column("text")
    rows = [row for row in comments.rows() if not coder.code(row[text]).contentless]
    codings = [coder.code(row[text]) for row in rows]
    sample = Sample(codebook.language)
    for row, coding in zip(rows, codings, strict=True):
        sample.add(row[text], coding.fit, bool(coding.assignments))
    places = Discovery(sample, themes=len(codebook.active)).place([row[text] for row in rows])
    candidates = [
        Candidate(row[key], coding.margin, place is not None and not coding.assignments)
        for row, coding, place in zip(rows, codings, places, strict=True)
        if not log.is_coded(row[key])
    ]
    drawn = draw(candidates, options.size, for_index=options.index)
    order = {name: number for number, name in enumerate(drawn)}
    chosen = sorted((row for row in rows if row[key] in drawn), key=lambda row: order[row[key]])
    header = beside(comments.header, ("sample",))
    write_rows(options.out, header, ([*row, drawn[row[key]]] for row in chosen))
    counts = Counter(drawn.values())
    said = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    sys.stdout.write(f"{len(drawn)} comments: {said}\n")
