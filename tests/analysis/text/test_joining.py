"""The second stage sees a text and its clauses, one by one as in training."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.sentiment.features import GENERAL, Evidence
from analysis.sentiment.fitting import ENGLISH, fit, logits, prepare
from analysis.sentiment.joining import NAMES, join, opposition
from tests.analysis.text.test_training import examples

GOOD, BAD = (-1.0, 0.0, 2.0), (3.0, 0.0, -1.0)
NOTHING = [0.0] * len(GENERAL)


def joined(*parts: tuple[float, float, float], turns: tuple[bool, ...] = ()) -> dict[str, float]:
    found = join(GOOD, parts, turns or (False,) * len(parts), NOTHING)
    return dict(zip(NAMES, found, strict=True))


def test_a_text_without_clauses_is_one_clause() -> None:
    found = joined()
    assert found["first score"] == found["last score"] == found["best score"] > 0
    assert (found["clauses"], found["several clauses"], found["turned"]) == (1, 0, 0)


def test_clauses_of_opposite_sign_are_seen() -> None:
    found = joined(GOOD, BAD, turns=(False, True))
    assert found["first score"] > 0 > found["last score"]
    assert found["opposed around a turn"] == found["opposed"] > 0.5
    assert joined(GOOD, BAD)["opposed around a turn"] == 0
    assert joined(GOOD, GOOD, turns=(False, True))["opposed around a turn"] == 0


@pytest.mark.parametrize(
    ("scores", "place", "found"),
    [([0.9, -0.5], 1, 0.5), ([-0.2, 0.4], 1, 0.2), ([0.9, 0.5], 1, 0), ([-0.3, 0.1, 0.8], 2, 0.3)],
)
def test_opposition_is_that_of_the_weaker_side(
    scores: list[float], place: int, found: float
) -> None:
    assert opposition(scores, place) == pytest.approx(found)


def test_training_and_reading_give_the_same_outputs() -> None:
    prepared = prepare(examples())
    model = fit(prepared, ENGLISH, "en")
    assert len(model.joint) == len(NAMES) + 1
    texts = [
        "the blue slot was cancelled again, but they repaired our old pump well",
        "nobody repaired the main pump. We have a new lab. the slot came at once",
        "we have a wet lab",
        "!",
    ]
    same = [e.__class__(text, "neutral", "en") for e, text in zip(examples(), texts, strict=False)]
    batch = logits(model, prepare(same))
    alone = [model.logits(Evidence(text)) for text in texts]
    assert np.allclose(batch, alone, atol=1e-9)
