"""Why a comment is read as it is, for a person."""

from __future__ import annotations

from typing import Any

from analysis.sentiment.features import Evidence
from analysis.sentiment.prior import Probabilities
from analysis.sentiment.reader import LONGEST, Reader

DECIMALS = 3


def explain(reader: Reader, text: str, question: str = "") -> dict[str, Any]:
    """Return label, probabilities with and without the question, spans, and rules that fired."""
    reading = reader.read(text, question)
    evidence = Evidence(text[:LONGEST])
    return {
        "text": text,
        "question": reader.question(question),
        "language": reading.language,
        "label": reading.label,
        "abstained": reading.label == "",
        "score": _rounded(reading.score),
        "confidence": _rounded(reading.confidence),
        "probabilities": {
            "of the text alone": _named(reading.own),
            "with the question": _named(reading.asked),
        },
        "mixed": reading.mixed,
        "suggestion": reading.suggestion,
        "evidence": [
            {"start": start, "end": end, "text": text[start:end], "weight": weight}
            for start, end, weight in reading.evidence
        ],
        "rules": [
            {"kind": rule.kind, "rule": rule.name, "text": text[rule.start : rule.end]}
            for rule in evidence.fired
        ],
        "words": [
            {"text": text[word.start : word.end], "valence": round(word.value, DECIMALS)}
            for word in evidence.valences
        ],
    }


def _named(found: Probabilities | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {name: round(value, DECIMALS) for name, value in found._asdict().items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
