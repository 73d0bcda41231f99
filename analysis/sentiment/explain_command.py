"""``explain``: shows why a comment is read as it is."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from analysis import shipped
from analysis.codebook import read_codebook
from analysis.sentiment.explanation import explain
from analysis.sentiment.options import add_configuration, reader
from analysis.themes.coder import Coder
from analysis.themes.explanation import explain_themes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("comment", metavar="TEXT")
    parser.add_argument("--question", default="", help="id or wording of the question")
    parser.add_argument("--codebook", type=Path, help="YAML; default: the shipped one")
    add_configuration(parser)


def run(options: argparse.Namespace) -> None:
    codebook = read_codebook(options.codebook) if options.codebook else shipped.codebook()
    found = explain(reader(options), options.comment, options.question)
    found["themes"] = explain_themes(Coder(codebook), options.comment)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
