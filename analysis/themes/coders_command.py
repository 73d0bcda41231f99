"""``coders``: how far people agree who coded the same comments."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from analysis.codebook import read_codebook
from analysis.corrections import read_corrections
from analysis.themes.agreement import label_agreement, theme_agreement


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corrections", type=Path, required=True, help="log of hand codes, CSV")
    parser.add_argument("--codebook", type=Path, required=True, help="YAML")


def run(options: argparse.Namespace) -> None:
    log = read_corrections(options.corrections, read_codebook(options.codebook)).entries
    found = {"themes": vars(theme_agreement(log)), "labels": vars(label_agreement(log))}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
