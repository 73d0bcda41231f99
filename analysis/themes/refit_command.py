"""``refit``: learns themes from comments coded by hand, and says how good that is."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from analysis.codebook import Codebook, read_codebook
from analysis.commands import Refused
from analysis.comment_rows import open_comments
from analysis.contentless import is_contentless
from analysis.corrections import Corrections, read_corrections
from analysis.text_data import write_lines
from analysis.themes.card import Worse, card_lines, make_card
from analysis.themes.command import read_model
from analysis.themes.learning import FOLDS, Coded, learn
from analysis.themes.model import to_json

LEAST = 10 * FOLDS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--codebook", type=Path, required=True, help="YAML")
    parser.add_argument("--labelled", type=Path, required=True, help="CSV: text, themes (a;b)")
    parser.add_argument("--corrections", type=Path, help="CSV by id (labelled then needs ids)")
    parser.add_argument("--out", type=Path, required=True, help="model that is written")


def run(options: argparse.Namespace) -> None:
    codebook = read_codebook(options.codebook)
    log = read_corrections(options.corrections, codebook) if options.corrections else Corrections()
    coded = read_coded(options.labelled, codebook, log)
    out: Path = options.out
    previous = read_model(out, codebook) if out.exists() else None
    if len(coded) < LEAST:
        raise Refused(f"{len(coded)} comments with something in them; refit needs {LEAST}")
    model, after = learn(codebook, coded)
    try:
        model = replace(model, card=make_card(codebook, coded, after, previous))
    except Worse as error:
        raise Refused(str(error)) from None
    part = out.with_name(f".{out.name}.part")
    write_lines(part, to_json(model))
    os.replace(part, out)
    card = "\n".join(card_lines(model)) + "\n"
    out.with_name(f"{out.name}.md").write_text(card, "utf-8")
    sys.stdout.write(card)


def read_coded(path: Path, codebook: Codebook, log: Corrections) -> list[Coded]:
    """Read comments with their themes, as people's later codes have corrected them.

    Comments that say nothing are left out. A theme that was retired counts as those that replaced
    it. Themes that the codebook does not have are left out and named on standard error: sets that
    were coded with a larger codebook are common.
    """
    file = open_comments(path, ("text", "themes", *(["id"] if log.entries else [])))
    text, themes = file.column("text"), file.column("themes")
    key = file.column("id") if log.entries else None
    now: dict[str, tuple[str, ...]] = {theme.id: (theme.id,) for theme in codebook.active}
    now |= {theme.id: theme.replaced_by for theme in codebook.themes if theme.retired}
    unknown: Counter[str] = Counter()
    coded = []
    for row in file.rows():
        given = [name.strip() for name in row[themes].split(";") if name.strip()]
        unknown.update(name for name in given if name not in now)
        if key is not None:
            given = list(log.themes(row[key], given))
        if not is_contentless(row[text]):
            ids = frozenset(new for old in given for new in now.get(old, ()))
            coded.append(Coded(row[text], ids))
    if unknown:
        named = ", ".join(f"{name} ({count})" for name, count in sorted(unknown.items()))
        sys.stderr.write(f"{path}: themes that the codebook does not have, left out: {named}\n")
    return coded
