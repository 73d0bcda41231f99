"""Sentences put into the summary, by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.explanation import Voice, headline, highlights, reasons, sentence
from analysis.remarks import remarks


def add_texts(summary: dict[str, Any], answers: Mapping[str, Any], voices: Sequence[Voice]) -> None:
    """Add ``headline``, ``remarks``, and to clusters ``sentence``, ``reasons``, ``highlights``."""
    summary["headline"] = {voice.language: headline(voice, summary) for voice in voices}
    summary["remarks"] = {v.language: remarks(v, summary, answers) for v in voices}
    count = len(summary["clusters"])
    for entry in summary["clusters"]:
        entry["sentence"] = {v.language: sentence(v, entry, count) for v in voices}
        entry["reasons"] = {v.language: reasons(v, entry) for v in voices}
        if "score" in entry:
            entry["highlights"] = {v.language: highlights(v, entry) for v in voices}
