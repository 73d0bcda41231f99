"""Figures of the models: counted right on small cases, and no worse than published ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from analysis.contentless import is_copy
from analysis.corpus.comments import read_corpus
from analysis.corpus.frame import read_frame
from analysis.sentiment import measurement, page
from analysis.sentiment.examples import Example, corpus_examples, training_examples
from analysis.sentiment.measurement import Read, measure
from analysis.sentiment.model import shipped_models
from analysis.sentiment.others import tools, vader
from analysis.sentiment.prior import Probabilities
from analysis.sentiment.reader import Reading
from analysis.themes.measurement import recovered, theme_figures
from tests.analysis.text.readers import shipped_reader
from tests.reference import ROOT


def read(label: str, ours: str, confidence: float, **more: str) -> Read:
    own = Probabilities(0.2, 0.2, 0.6)
    reading = Reading("en", ours, own, own, confidence)
    return Read(Example("A slot came", label, "en", **more), reading, {"VADER": "neutral"})


@cache
def test_voices() -> list[Read]:
    return measure(corpus_examples(("test",)), shipped_reader(0.0))


test_voices.__test__ = False  # type: ignore[attr-defined]


def test_no_voice_of_the_test_part_is_learnt_from() -> None:
    frame = read_frame()
    held_out = {voice for voice, own in frame.voices.items() if own.part == "test"}
    examples = training_examples()
    assert {e.voice for e in examples if e.source == "corpus"} == set(frame.voices) - held_out
    # "Nil" is said by many
    texts = {c.text for c in read_corpus(frame) if c.voice in held_out and is_copy(c.text)}
    assert not texts & {e.text for e in examples if e.source == "corpus"}


def test_the_shipped_model_is_the_one_that_these_comments_give() -> None:
    from analysis.sentiment.examples import fingerprint

    own = [example for example in training_examples() if example.language == "en"]
    assert shipped_models()["en"].training["data"] == fingerprint(own)


def test_figures_on_test_voices_are_no_worse_than_published() -> None:
    english = [r for r in test_voices() if r.example.language == "en"]
    guesses = measurement.guesses()
    assert measurement.macro_f1(english, guesses["ours"]) > 0.70
    against = [r for r in english if r.is_against]
    assert measurement.macro_f1(against, guesses["ours"]) > 0.70
    assert measurement.macro_f1(english, guesses["VADER"]) < 0.5
    assert measurement.calibration_error(english) < 0.05
    facts = [r for r in english if r.example.kind == "factual_complaint"]
    assert measurement.accuracy(facts, guesses["ours"]) > 0.75
    negations = [r for r in english if r.example.kind == "negation"]
    assert measurement.accuracy(negations, guesses["ours"]) > 0.80


def test_the_page_shows_the_figures_of_the_shipped_models() -> None:
    shown = (ROOT / "docs" / "models.md").read_text("utf-8")
    reads = test_voices()
    for lines in (
        page.against_targets(reads),
        page.by_language(reads, shipped_models()),
        page.confusion_table(reads),
        page.calibration_plot(reads),
        page.abstention_curve(reads),
        page.by_group(page.in_english(reads), "kind", page.groups()["kind"]),
    ):
        again = "run: python -m analysis models --out docs/models.md"
        assert "\n".join(lines) in shown, again


def test_every_comment_is_in_one_cell_of_the_confusion_table() -> None:
    english = [r for r in test_voices() if r.example.language == "en"]
    assert sum(map(sum, measurement.confusion(english))) == len(english)


def test_indian_scripts_get_no_score_without_a_tested_model() -> None:
    native = [r for r in test_voices() if r.example.language in ("hi", "kn", "mr", "te")]
    assert len(native) > 400
    assert measurement.scored_without_model(native, shipped_models()) == 0


def test_macro_f1_by_hand() -> None:
    # a: 1 of 2 found, 1 of 1 right, F1 2/3; b: 1 of 1 found, 1 of 2 right, F1 2/3
    assert measurement.macro_f1_of(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)
    assert measurement.macro_f1_of([], []) == 0


def test_calibration_error_by_hand() -> None:
    # two bins of two: .95 where half is right, .55 where all are
    reads = [
        read("positive", "positive", 0.95),
        read("negative", "positive", 0.95),
        read("positive", "positive", 0.55),
        read("negative", "negative", 0.55),
    ]
    assert measurement.calibration_error(reads) == pytest.approx(0.45)
    assert measurement.accuracy_at(reads, 0.5) == 0.5
    assert measurement.accuracy_at(reads, 1.0) == 0.75


def test_an_answer_against_its_question() -> None:
    assert read("positive", "", 0.5, question="harder").is_against
    assert read("negative", "", 0.5, question="easier").is_against
    assert not read("negative", "", 0.5, question="change").is_against


def test_nothing_said_is_read_as_neutral() -> None:
    one = read("neutral", "positive", 0.9)
    assert replace(one, example=replace(one.example, text="Nil")).label == "neutral"


def test_other_tools_read_words_and_hear_no_facts() -> None:
    assert set(tools()) == {"VADER", "TextBlob"}
    for tool in tools().values():
        assert tool("An excellent and helpful office") == "positive"
    assert vader("Getting a slot took six weeks and four signatures.") == "neutral"


def test_theme_figures_by_hand() -> None:
    truth = [frozenset("a"), frozenset("ab"), frozenset()]
    given = [frozenset("a"), frozenset("b"), frozenset("b")]
    found = theme_figures(("a", "b", "c"), truth, given)
    assert (found.precision, found.recall, found.micro) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert found.by_theme == {
        "a": (pytest.approx(2 / 3), 2),
        "b": (pytest.approx(2 / 3), 1),
        "c": (0.0, 0),
    }
    assert found.macro == pytest.approx(2 / 3)


def test_words_of_a_name_are_found_in_any_form() -> None:
    assert recovered("lost_card", ["losing cards", "card"]) == 0.5
    assert recovered("lost_card", ["cards", "lost"]) == 1
