"""The sub-commands of ``python -m analysis``: a list, and how errors end.

A command is a module with ``add_arguments(parser)`` and ``run(options)``. Only the module of the
command that is called is loaded.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from analysis.faults import Faulty

COMMANDS: dict[str, tuple[str, str]] = {
    "score": ("analysis.score_command", "scores, ranks and everything that a report prints"),
    "rank": ("analysis.rank_command", "rank sets and bands of estimates with standard errors"),
    "composite": ("analysis.composite_command", "indicators between goalposts, joined in a tree"),
    "reliability": ("analysis.reliability_command", "alpha and omega; ICC and agreement by group"),
    "agreement": ("analysis.agreement_command", "Krippendorff's alpha of labels by coders"),
    "quality": ("analysis.quality_command", "signs of careless answering, row by row"),
    "dif": ("analysis.dif_command", "items that are harder for one side at the same level"),
    "weights": ("analysis.weights_command", "weights that bring a table to known margins"),
    "smooth": ("analysis.smooth_command", "estimates shrunk to their common mean"),
    "simulate": ("analysis.simulate_command", "how well the method works, on made-up rounds"),
    "verify": ("analysis.verify_command", "is a bundle whole, signed, and what its table gives"),
    "sentiment": ("analysis.sentiment.command", "reads how good or bad comments are"),
    "themes": ("analysis.themes.command", "codes comments with a codebook and finds topics"),
    "redaction": ("analysis.redaction.command", "recall and precision of redaction"),
    "train": ("analysis.sentiment.train_command", "makes the shipped models anew"),
    "refit": ("analysis.themes.refit_command", "learns themes from comments coded by hand"),
    "plan": ("analysis.themes.plan_command", "draws the comments that people code next"),
    "coders": ("analysis.themes.coders_command", "how far people agree who coded the same"),
    "models": ("analysis.models_command", "figures of the shipped models (docs/models.md)"),
    "explain": ("analysis.sentiment.explain_command", "why a comment is read as it is"),
    "corpus": ("analysis.corpus.command", "figures or faults of the corpus of comments"),
}


class Refused(ValueError):
    """A command cannot do what was asked; the message says why."""


def main(arguments: Sequence[str]) -> int:
    """Run a sub-command and return its exit status: 0 done, 1 refused, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Reads and writes files; needs no database."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        own = subparsers.add_parser(name, help=summary, description=summary)
        if name in arguments[:1]:
            load(module).add_arguments(own)
    options = parser.parse_args(arguments)
    try:
        load(COMMANDS[options.command][0]).run(options)
    except Faulty as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return 1
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def load(module: str) -> Any:
    """Import a command's module."""
    return import_module(module)
