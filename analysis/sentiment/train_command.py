"""``train``: makes the models of language, sentiment and themes anew from the labelled comments."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from analysis import shipped
from analysis.language_training import learn_words
from analysis.sentiment.examples import (
    corpus_examples,
    practice_examples,
    training_examples,
)
from analysis.sentiment.model import MODELS, to_json
from analysis.sentiment.training import LEAST_EXAMPLES, LEAST_MACRO_F1, train_all
from analysis.text_data import write_lines
from analysis.themes import corpus_codes, model
from analysis.themes.card import make_card
from analysis.themes.learning import learn

WHAT = ("language", "sentiment", "themes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", metavar="WHAT", help="language, sentiment, themes (default: all)"
    )
    parser.add_argument("--out", type=Path, default=MODELS, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    """Write a model for every language that reaches ``LEAST_MACRO_F1``; remove the others'."""
    wanted = options.what or WHAT
    if "language" in wanted:
        language(options.out)
    if "sentiment" in wanted:
        sentiment(options.out)
    if "themes" in wanted:
        themes(options.out)


def language(out: Path) -> None:
    """List the words by which languages are told apart."""
    learnt = learn_words([*corpus_examples(("train", "dev")), *practice_examples()])
    write_lines(out / "language.json", learnt)
    counts = ", ".join(f"{key} {len(words.split()):,}" for key, words in learnt.items())
    say(f"words to tell languages apart: {counts}")


def sentiment(out: Path) -> None:
    """Train all languages' models of sentiment."""
    for language, reached, made in train_all(training_examples(), shipped.parameters().sentiment):
        path = out / f"sentiment.{language}.json"
        if made:
            write_lines(path, to_json(made))
        else:
            path.unlink(missing_ok=True)
        say(f"{language}: {_verdict(reached)}")


def themes(out: Path) -> None:
    """Train the model of the shipped codebook's themes."""
    codebook = shipped.codebook()
    coded = [*corpus_codes.corpus_codes(("train", "dev")), *corpus_codes.practice_codes()]
    made, after = learn(codebook, coded)
    made = replace(made, card=make_card(codebook, coded, after, None))
    write_lines(out / f"themes.{codebook.codebook}.json", model.to_json(made))
    say(f"themes: micro-F1 {after.micro:.3f}, macro-F1 {after.macro:.3f}, out of fold")


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _verdict(reached: float | None) -> str:
    if reached is None:
        return f"fewer than {LEAST_EXAMPLES} comments, no model"
    made = "model written" if reached >= LEAST_MACRO_F1 else f"below {LEAST_MACRO_F1}, no model"
    return f"macro-F1 {reached:.3f} on unseen voices, {made}"
