"""Training is repeatable, indifferent to order, and switches on what is good enough only."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analysis import shipped
from analysis.sentiment import training
from analysis.sentiment.calibration import chosen
from analysis.sentiment.examples import Example
from analysis.sentiment.fitting import prepare
from analysis.sentiment.model import LABELS, from_json, to_json
from analysis.sentiment.prior import Probabilities
from tests.analysis.text.words import WORDS

SAID = {
    "negative": "the {} slot was cancelled again|nobody repaired the {} pump",
    "neutral": "we have a {} lab|please open a {} office",
    "positive": "the {} slot came at once|they repaired our {} pump well",
}


def examples(language: str = "en", *, muddled: bool = False) -> list[Example]:
    labels = list(SAID)
    return [
        Example(
            text=pattern.format(word),
            label=labels[(place + number) % 3] if muddled else label,
            language=language,
            question="harder",
            source="corpus",
            voice=f"v{number % 6}",
            level=labels.index(label) + 1,
        )
        for place, (label, patterns) in enumerate(SAID.items())
        for pattern in patterns.split("|")
        for number, word in enumerate(WORDS[:15])
    ]


def train(given: list[Example]) -> dict:
    return to_json(training.train(given, "en", shipped.parameters().sentiment))


def test_trained_twice_it_is_the_same_file() -> None:
    assert json.dumps(train(examples())) == json.dumps(train(examples()))


def test_a_model_survives_its_file() -> None:
    data = json.loads(json.dumps(train(examples())))
    assert json.loads(json.dumps(to_json(from_json(data)))) == data


def test_a_language_is_switched_on_by_figures_on_unseen_voices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "LEAST_EXAMPLES", 50)
    given = [*examples("hi"), *examples("kn", muddled=True)]
    found = {
        language: (reached, made is not None)
        for language, reached, made in training.train_all(given, shipped.parameters().sentiment)
    }
    assert found["hi"][0] > training.LEAST_MACRO_F1
    assert found["hi"][1]
    assert found["kn"][0] < training.LEAST_MACRO_F1
    assert not found["kn"][1]
    assert found["te"] == (None, False)


def test_practice_is_learnt_from_and_never_tested_on() -> None:
    practice = [replace(e, source="practice", voice=f"p{e.voice}") for e in examples()]
    prepared = prepare([*examples(), *practice])
    tested = [row for _, test in training.folds(prepared) for row in test]
    assert sorted(tested) == list(range(len(examples())))
    learnt_from = set(range(len(examples()), len(prepared.examples)))
    assert all(learnt_from <= set(rows) for rows, _ in training.folds(prepared))


def test_labels_are_chosen_as_calibration_counted_them() -> None:
    import numpy as np

    model = from_json(train(examples()))
    rows = [(0.5, 0.3, 0.2), (0.4, 0.35, 0.25), (0.1, 0.2, 0.7), (0.0, 0.02, 0.98), (0.3, 0.4, 0.3)]
    sides = chosen(np.array(rows), model.calibration.neutral).tolist()
    for row, side in zip(rows, sides, strict=True):
        label = LABELS.index(model.label(Probabilities(*row)))
        assert (label > 2) - (label < 2) == side - 1
