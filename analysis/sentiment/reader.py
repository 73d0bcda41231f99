"""Reads comments: label, probabilities, confidence, flags and evidence, or an empty result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.language import UNKNOWN, detect
from analysis.parameters import Sentiment
from analysis.sentiment.clauses import is_contrasted
from analysis.sentiment.features import Evidence
from analysis.sentiment.joining import opposition
from analysis.sentiment.model import Model, shipped_models, softmax
from analysis.sentiment.prior import Probabilities, with_question
from analysis.sentiment.questions import Questions
from analysis.sentiment.spans import Span, spans

LONGEST = 10_000
OPPOSED = 0.2


@dataclass(frozen=True)
class Reading:
    """What was read in a comment.

    ``own`` are the probabilities of the text alone, ``asked`` those with the question's prior; both
    are None in a language without a tested model. ``label`` is empty below the threshold too.
    """

    language: str
    label: str = ""
    own: Probabilities | None = None
    asked: Probabilities | None = None
    confidence: float | None = None
    mixed: bool = False
    suggestion: bool = False
    evidence: tuple[Span, ...] = ()

    @property
    def score(self) -> float | None:
        return self.asked.score if self.asked else None


class Reader:
    """The models of a version, with the priors of a configuration.

    Parameters
    ----------
    table : Sentiment
        Priors by question (``analysis.parameters``).
    questions : Questions
        How a question's wording leads to its id.
    threshold : float, optional
        Confidence below which a label is left empty; default: the model's own.
    models : mapping, optional
        By language; default: the shipped ones.
    """

    def __init__(
        self,
        table: Sentiment,
        questions: Questions,
        *,
        threshold: float | None = None,
        models: Mapping[str, Model] | None = None,
    ) -> None:
        self._table, self._questions, self._threshold = table, questions, threshold
        self._models = shipped_models() if models is None else models
        self.read = lru_cache(maxsize=2_048)(self._read)

    def question(self, given: str) -> str | None:
        """Return the id of the open item that is meant by an id or a wording."""
        return self._questions.find(given)

    def _read(self, text: str, question: str = "") -> Reading:
        """Return what is read in a comment; text beyond ``LONGEST`` characters is not."""
        start = text[:LONGEST]
        language = detect(start)
        model = self._models.get(language)
        if model is None or language == UNKNOWN:
            return Reading(language)
        evidence = Evidence(start)
        own = model.probabilities(evidence)
        asked = with_question(own, evidence, self._questions.find(question), self._table)
        label = model.label(asked)
        sure = model.confidence(asked, label, asked=asked is not own)
        least = model.calibration.abstain_below if self._threshold is None else self._threshold
        return Reading(
            language,
            label if sure >= least else "",
            own,
            asked,
            sure,
            is_mixed(model, evidence),
            evidence.count("suggestion") > 0,
            tuple(spans(model, evidence)),
        )


def is_mixed(model: Model, evidence: Evidence) -> bool:
    """Tell whether clauses of opposite sign stand around a contrast word."""
    if not is_contrasted(evidence.clauses):
        return False
    scores = [softmax(model.first(part)).score for part in evidence.parts]
    turns = [place for place, clause in enumerate(evidence.clauses) if clause.turns and place]
    return any(opposition(scores, place) > OPPOSED for place in turns)
