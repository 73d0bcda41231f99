"""A trained model for one language: readable coefficients, read without any library.

The file is JSON with a line for each term: inverse document frequency, then the coefficients of
negative, neutral and positive, all rounded to ``ngrams.DIGITS`` decimals when trained.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, fsum
from pathlib import Path
from typing import Any

from analysis.ngrams import Block, Term
from analysis.sentiment.features import NAMES, Evidence, features
from analysis.sentiment.prior import Probabilities
from analysis.text_data import DATA

FORMAT = 1
CLASSES = ("negative", "neutral", "positive")
LABELS = ("very negative", "negative", "neutral", "positive", "very positive")
MODELS = DATA / "models"
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Calibration:
    """What turns raw outputs into calibrated figures (analysis/sentiment/calibration.py).

    ``slope`` and ``offset`` make probabilities of logits; ``cuts`` make the five labels of a score;
    ``text`` and ``question`` are points (probability of the class, share that was right), without
    and with a question's prior; below ``abstain_below`` the model abstains.
    """

    slope: float
    offset: Triple
    cuts: tuple[float, float, float, float]
    text: tuple[tuple[float, float], ...]
    question: tuple[tuple[float, float], ...]
    abstain_below: float


@dataclass(frozen=True)
class Model:
    """Linear model over word and character n-grams and the features of ``features.NAMES``."""

    language: str
    blocks: tuple[Block, ...]
    coefficients: tuple[tuple[Triple, ...], ...]
    features: tuple[Triple, ...]
    intercept: Triple
    calibration: Calibration
    training: dict[str, Any]
    hash: str = ""

    def logits(self, evidence: Evidence, tokens: Sequence[str]) -> Triple:
        """Return the three unscaled outputs for a text."""
        parts: list[Triple] = [self.intercept]
        for block, weights in zip(self.blocks, self.coefficients, strict=True):
            parts += [_times(weights[number], value) for number, value in block.weights(tokens)]
        if self.features:
            given = zip(self.features, features(evidence), strict=True)
            parts += [_times(weights, value) for weights, value in given]
        # fsum does not depend on the order of its terms
        negative, neutral, positive = (fsum(part[place] for part in parts) for place in range(3))
        return negative, neutral, positive

    def probabilities(self, evidence: Evidence, tokens: Sequence[str]) -> Probabilities:
        """Return the calibrated probabilities of the classes."""
        return softmax(
            [
                self.calibration.slope * logit + offset
                for logit, offset in zip(
                    self.logits(evidence, tokens), self.calibration.offset, strict=True
                )
            ]
        )

    def label(self, score: float) -> str:
        """Return the label of a score."""
        return LABELS[bisect_right(self.calibration.cuts, score)]

    def confidence(self, found: Probabilities, label: str, *, asked: bool) -> float:
        """Return how often such a label was right; ``asked`` where a question's prior counted."""
        points = self.calibration.question if asked else self.calibration.text
        return interpolate(points, found[CLASSES.index(label.removeprefix("very "))])


def softmax(logits: Sequence[float]) -> Probabilities:
    """Return probabilities in proportion to exp(logit)."""
    largest = max(logits)
    raised = [exp(value - largest) for value in logits]
    total = fsum(raised)
    return Probabilities(*(value / total for value in raised))


def interpolate(points: Sequence[tuple[float, float]], at: float) -> float:
    """Return the height of a broken line at a place; flat outside its ends."""
    place = bisect_right(points, (at, 2.0))
    if place == 0:
        return points[0][1]
    if place == len(points):
        return points[-1][1]
    (left, low), (right, high) = points[place - 1], points[place]
    return low + (high - low) * (at - left) / (right - left)


def _times(weights: Triple, value: float) -> Triple:
    return weights[0] * value, weights[1] * value, weights[2] * value


@cache
def shipped_models() -> dict[str, Model]:
    """Return the shipped models by language."""
    paths = sorted(MODELS.glob("sentiment.*.json"))
    return {model.language: model for model in map(read_model, paths)}


def read_model(path: Path) -> Model:
    """Read a model that ``to_json`` described; raise ``ValueError`` if the format is another."""
    content = path.read_bytes()
    data = json.loads(content)
    if data.get("format") != FORMAT or data.get("kind") != "sentiment":
        raise ValueError(f"{path} is no sentiment model of format {FORMAT}")
    return replace(from_json(data), hash=hashlib.sha256(content).hexdigest())


def from_json(data: dict[str, Any]) -> Model:
    """Return the model that a JSON file describes; ``hash`` is that of the whole file."""
    blocks, coefficients = [], []
    for kind, sizes in data["blocks"].items():
        listed = data[kind]
        terms = {term: Term(number, row[0]) for number, (term, row) in enumerate(listed.items())}
        blocks.append(Block(kind, (sizes[0], sizes[1]), terms))
        coefficients.append(tuple((row[1], row[2], row[3]) for row in listed.values()))
    calibration = dict(data["calibration"])
    for name in ("text", "question"):
        calibration[name] = tuple(map(tuple, calibration[name]))
    for name in ("offset", "cuts"):
        calibration[name] = tuple(calibration[name])
    return Model(
        language=data["language"],
        blocks=tuple(blocks),
        coefficients=tuple(coefficients),
        features=tuple(tuple(data["features"][name]) for name in NAMES) if data["features"] else (),
        intercept=tuple(data["intercept"]),
        calibration=Calibration(**calibration),
        training=data["training"],
    )


def to_json(model: Model) -> dict[str, Any]:
    """Return a model as the data of its JSON file."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "kind": "sentiment",
        "language": model.language,
        "training": model.training,
        "calibration": vars(model.calibration),
        "intercept": model.intercept,
        "features": dict(zip(NAMES, model.features, strict=True)) if model.features else {},
        "blocks": {block.kind: block.sizes for block in model.blocks},
    }
    for block, weights in zip(model.blocks, model.coefficients, strict=True):
        data[block.kind] = {
            term: (entry.idf, *weights[entry.number]) for term, entry in block.terms.items()
        }
    return data
