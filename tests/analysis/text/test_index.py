"""The index is unbiased and its interval covers, where counting labels would be wrong."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.sentiment.index import inputs, sentiment_index


def simulated(generator: np.random.Generator, comments: int, labels: int) -> tuple[float, dict]:
    """Return the true Q of a set, and T's inputs from a classifier that is right in 73 %."""
    truth = generator.choice([-1, 0, 1], size=comments, p=[0.45, 0.2, 0.35])
    guess = np.where(generator.random(comments) < 0.73, truth, -1)
    scores = (0.7 * guess + generator.normal(0, 0.1, comments)).clip(-1, 1)
    drawn = generator.permutation(comments)[:labels]
    labelled = [(int(truth[at]), float(scores[at])) for at in drawn]
    return 50 * (1 + truth.mean()), inputs(scores.tolist(), comments, labelled, 10)


@pytest.mark.parametrize("labels", [20, 50, 100])
def test_the_interval_covers_and_the_estimate_is_unbiased(labels: int) -> None:
    generator = np.random.default_rng(labels)
    covered, errors, machine = [], [], []
    for _ in range(400):
        truth, entry = simulated(generator, 600, labels)
        found = sentiment_index({"harder": entry}, {})
        assert found is not None
        assert found.lower is not None
        assert found.upper is not None
        covered.append(found.lower <= truth <= found.upper)
        errors.append(found.q - truth)
        machine.append(50 * (1 + entry["mean"]) - truth)
    assert np.mean(covered) > 0.91
    assert abs(np.mean(errors)) < 1
    assert abs(np.mean(machine)) > 5


def test_without_labels_there_is_no_interval() -> None:
    entry = inputs([0.5, -0.25, 0.0], 4, [], 10)
    found = sentiment_index({"harder": entry}, {})
    assert found is not None
    assert (found.corrected, found.lower, found.labels) == (False, None, 0)
    assert found.q == pytest.approx(50 * (1 + 0.25 / 3))
    assert found.covered == 0.75


def test_few_labels_are_withheld() -> None:
    assert inputs([0.1] * 20, 20, [(1, 0.1)] * 9, 10)["labels"] is None


def test_questions_have_fixed_weights() -> None:
    entries = {"easier": inputs([1.0] * 9, 9, [], 10), "harder": inputs([-1.0] * 99, 99, [], 10)}
    alike = sentiment_index(entries, {"easier": 1, "harder": 1})
    assert alike is not None
    assert alike.q == 50
    one = sentiment_index(entries, {"easier": 1, "harder": 0})
    assert one is not None
    assert one.q == 100
    assert sentiment_index({}, {}) is None


def test_order_of_comments_does_not_matter() -> None:
    scores = [0.1, 0.7, -0.3, 1e-9, -0.9999] * 7
    labelled = [(1, 0.7), (-1, -0.3), (0, 0.1)] * 5
    first = inputs(scores, 40, labelled, 10)
    assert first == inputs(scores[::-1], 40, labelled[::-1], 10)
