"""A trained model for one language: readable coefficients, read without any library.

The file is JSON with a line for each term: inverse document frequency, then the coefficients of
negative, neutral and positive, all rounded to ``ngrams.DIGITS`` decimals when trained.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import exp, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from analysis.ngrams import Block, Term
from analysis.sentiment.features import GENERAL, Evidence, names
from analysis.sentiment.joining import NAMES, Triple, join
from analysis.sentiment.prior import Probabilities
from analysis.text_data import DATA

FORMAT = 2
CLASSES = ("negative", "neutral", "positive")
LABELS = ("very negative", "negative", "neutral", "positive", "very positive")
MODELS = DATA / "models"
INTERCEPT = "intercept"


@dataclass(frozen=True)
class Calibration:
    """What turns raw outputs into calibrated figures (analysis/sentiment/calibration.py).

    ``slope`` and ``offset`` make probabilities of logits; the class is the likeliest, P(neutral)
    counting ``neutral`` times; ``cuts`` are the scores from which it is a very bad or good one;
    ``text`` and ``question`` are points (probability of the class, share that was right), without
    and with a question's prior; below ``abstain_below`` the model abstains.
    """

    slope: float
    offset: Triple
    neutral: float
    cuts: tuple[float, float]
    text: tuple[tuple[float, float], ...]
    question: tuple[tuple[float, float], ...]
    abstain_below: float


class Learned(NamedTuple):
    """What a piece of text adds to the outputs of a block, before its length is divided out."""

    negative: float
    neutral: float
    positive: float
    square: float


class Part:
    """A block with its coefficients."""

    def __init__(self, block: Block, coefficients: Sequence[Triple]) -> None:
        self.block, self.coefficients = block, coefficients
        self.learned = lru_cache(maxsize=100_000)(self._learned)

    def outputs(self, tokens: Sequence[str]) -> Triple:
        """Return what the block adds to the three outputs for a text."""
        found = [self.learned(piece) for piece in self.block.pieces(tokens)]
        length = sqrt(sum([piece.square for piece in found]))
        if not length:
            return 0.0, 0.0, 0.0
        return (
            sum([piece.negative for piece in found]) / length,
            sum([piece.neutral for piece in found]) / length,
            sum([piece.positive for piece in found]) / length,
        )

    def _learned(self, piece: str) -> Learned:
        negative = neutral = positive = square = 0.0
        for number, idf in self.block.known(piece):
            row = self.coefficients[number]
            negative += idf * row[0]
            neutral += idf * row[1]
            positive += idf * row[2]
            square += idf * idf
        return Learned(negative, neutral, positive, square)


@dataclass(frozen=True)
class Model:
    """Linear model over n-grams and the features of ``features.names``, in one or two stages.

    ``joint`` holds the coefficients of the second stage by ``joining.NAMES``, then its intercept;
    none: there is no second stage.
    """

    language: str
    parts: tuple[Part, ...]
    features: tuple[Triple, ...]
    intercept: Triple
    calibration: Calibration
    training: dict[str, Any]
    joint: tuple[Triple, ...] = ()
    hash: str = ""

    def probabilities(self, evidence: Evidence) -> Probabilities:
        """Return the calibrated probabilities of the classes for a text."""
        scaled = self.calibration
        raw = self.logits(evidence)
        return softmax([scaled.slope * x + y for x, y in zip(raw, scaled.offset, strict=True)])

    def logits(self, evidence: Evidence) -> Triple:
        """Return the three unscaled outputs, always added up in the same order."""
        first = self.first(evidence)
        if not self.joint:
            return first
        parts = [self.first(part) for part in evidence.parts]
        turns = [clause.turns for clause in evidence.clauses] if parts else []
        general = evidence.features[: len(GENERAL)]
        return _sum(self.joint[-1], self.joint, join(first, parts, turns, general))

    def first(self, evidence: Evidence) -> Triple:
        """Return the outputs of the first stage: of the text, its clauses unread."""
        negative, neutral, positive = self.intercept
        for part in self.parts:
            more = part.outputs(evidence.pieces_of(part.block.kind))
            negative, neutral, positive = negative + more[0], neutral + more[1], positive + more[2]
        outputs = negative, neutral, positive
        return _sum(outputs, self.features, evidence.features) if self.features else outputs

    def label(self, found: Probabilities) -> str:
        """Return the label of probabilities, one of ``LABELS``."""
        low, high = self.calibration.cuts
        neutral = found.neutral * self.calibration.neutral
        if neutral >= max(found.negative, found.positive):
            return LABELS[2]
        if found.negative >= found.positive:
            return LABELS[0 if found.score <= low else 1]
        return LABELS[4 if found.score >= high else 3]

    def confidence(self, found: Probabilities, label: str, *, asked: bool) -> float:
        """Return how often such a label was right; ``asked`` where a question's prior counted."""
        points = self.calibration.question if asked else self.calibration.text
        return interpolate(points, found[CLASSES.index(label.removeprefix("very "))])


def _sum(start: Triple, coefficients: Sequence[Triple], values: Sequence[float]) -> Triple:
    negative, neutral, positive = start
    for row, value in zip(coefficients, values, strict=False):
        if value:
            negative += row[0] * value
            neutral += row[1] * value
            positive += row[2] * value
    return negative, neutral, positive


def softmax(logits: Sequence[float]) -> Probabilities:
    """Return probabilities in proportion to exp(logit)."""
    largest = max(logits)
    raised = [exp(value - largest) for value in logits]
    total = sum(raised)
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


class Models(Mapping[str, Model]):
    """The models of a folder by language, each read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.glob("sentiment.*.json"))
        self._paths = {
            path.name.removeprefix("sentiment.")[: -len(".json")]: path for path in paths
        }
        self._read: dict[str, Model] = {}

    def __getitem__(self, language: str) -> Model:
        if language not in self._read:
            self._read[language] = read_model(self._paths[language])
        return self._read[language]

    def __contains__(self, language: object) -> bool:
        return language in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def hashes(self) -> dict[str, str]:
        """Return the hash of every file by language."""
        return {
            language: hashlib.sha256(path.read_bytes()).hexdigest()
            for language, path in self._paths.items()
        }


@cache
def shipped_models() -> Models:
    """Return the shipped models by language."""
    return Models(MODELS)


def read_model(path: Path) -> Model:
    """Read a model that ``to_json`` described; raise ``ValueError`` if the format is another."""
    content = path.read_bytes()
    data = json.loads(content)
    if data.get("format") != FORMAT or data.get("kind") != "sentiment":
        raise ValueError(f"{path} is no sentiment model of format {FORMAT}")
    return replace(from_json(data), hash=hashlib.sha256(content).hexdigest())


def from_json(data: dict[str, Any]) -> Model:
    """Return the model that a JSON file describes; ``hash`` is that of the whole file."""
    parts = []
    for kind, sizes in data["blocks"].items():
        listed = data[kind]
        terms = {term: Term(number, row[0]) for number, (term, row) in enumerate(listed.items())}
        coefficients = [(row[1], row[2], row[3]) for row in listed.values()]
        parts.append(Part(Block(kind, (sizes[0], sizes[1]), terms), coefficients))
    calibration = dict(data["calibration"])
    for name in ("text", "question"):
        calibration[name] = tuple(map(tuple, calibration[name]))
    for name in ("offset", "cuts"):
        calibration[name] = tuple(calibration[name])
    return Model(
        language=data["language"],
        parts=tuple(parts),
        features=tuple((a, b, c) for a, b, c in _in_order(data["features"])),
        intercept=tuple(data["intercept"]),
        calibration=Calibration(**calibration),
        training=data["training"],
        joint=tuple((a, b, c) for a, b, c in (data["joint"][name] for name in _joint(data))),
    )


def _joint(data: dict[str, Any]) -> tuple[str, ...]:
    return (*NAMES, INTERCEPT) if data["joint"] else ()


def _in_order(features: dict[str, Triple]) -> list[Triple]:
    """Return coefficients in the order of ``names()``."""
    return [features[name] for name in names()] if features else []


def to_json(model: Model) -> dict[str, Any]:
    """Return a model as the data of its JSON file."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "kind": "sentiment",
        "language": model.language,
        "training": model.training,
        "calibration": vars(model.calibration),
        "intercept": model.intercept,
        "features": dict(zip(names(), model.features, strict=True)) if model.features else {},
        "joint": dict(zip((*NAMES, INTERCEPT), model.joint, strict=True)) if model.joint else {},
        "blocks": {part.block.kind: part.block.sizes for part in model.parts},
    }
    for part in model.parts:
        data[part.block.kind] = {
            term: (entry.idf, *part.coefficients[entry.number])
            for term, entry in part.block.terms.items()
        }
    return data
