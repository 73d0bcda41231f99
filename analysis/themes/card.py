"""A model card: what a model of themes learnt from, and how good it is, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.codebook import Codebook
from analysis.themes.codebook_score import CodebookScore, against_best
from analysis.themes.coder import THRESHOLD
from analysis.themes.learning import Coded, Quality, Truths, quality
from analysis.themes.model import ThemeModel

ALLOWED_LOSS = 0.02


class Worse(ValueError):
    """A refit that is worse than what it would replace."""


def codebook_alone(codebook: Codebook, coded: Sequence[Coded]) -> Quality:
    """Return how good the codebook's own words are on the same comments."""
    import numpy as np

    own = CodebookScore(codebook)
    ids = [theme.id for theme in codebook.active]
    truth: Truths = np.array([[key in c.themes for key in ids] for c in coded], dtype=np.bool_)
    scores = np.array([against_best(own.scores(c.text)) for c in coded])
    return quality(truth, scores >= THRESHOLD)


def make_card(
    codebook: Codebook,
    coded: Sequence[Coded],
    after: Quality,
    previous: ThemeModel | None,
) -> dict[str, Any]:
    """Return the card of a new model; ``after`` is its out-of-fold quality.

    Raises
    ------
    Worse
        If micro-F1 fell by more than ``ALLOWED_LOSS`` against the model before, or against the
        codebook alone where there was none.
    """
    alone = codebook_alone(codebook, [comment for comment in coded if not comment.practice])
    before = previous.card["after"] if previous else vars(alone)
    card = {
        "codebook": {"id": codebook.codebook, "version": codebook.version},
        "comments": len(coded),
        "without_theme": sum(not comment.themes for comment in coded),
        "codebook_alone": vars(alone),
        "before": dict(before),
        "after": vars(after),
    }
    if after.micro < before["micro"] - ALLOWED_LOSS:
        raise Worse(
            f"refused: micro-F1 would fall from {before['micro']:.3f} to {after.micro:.3f}, by "
            f"more than {ALLOWED_LOSS}; look at the new codes, nothing was written"
        )
    return card


def card_lines(model: ThemeModel) -> Iterator[str]:
    """Yield a card as Markdown."""
    card: Mapping[str, Any] = model.card
    named = card["codebook"]
    yield f"# Themes of the codebook {named['id']}, version {named['version']}"
    yield ""
    yield (
        f"Learnt from {card['comments']} comments coded by hand, {card['without_theme']} of them "
        "without a theme. Figures are out of fold: each comment was read by a model that had seen "
        "neither it nor its voice."
    )
    yield ""
    yield "| | micro-F1 | macro-F1 | precision | recall |"
    yield "| --- | --- | --- | --- | --- |"
    for title, key in (
        ("the codebook's words alone", "codebook_alone"),
        ("before", "before"),
        ("this model", "after"),
    ):
        own = card[key]
        yield (
            f"| {title} | {own['micro']:.3f} | {own['macro']:.3f} | {own['precision']:.3f} "
            f"| {own['recall']:.3f} |"
        )
    yield ""
    yield "| theme | codes | share of the codebook | given from confidence |"
    yield "| --- | --- | --- | --- |"
    for key, theme in zip(model.ids, model.themes, strict=True):
        yield f"| {key} | {theme.codes} | {theme.share:.2f} | {theme.threshold:.2f} |"
