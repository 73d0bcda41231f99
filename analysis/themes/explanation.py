"""The themes of a comment with their evidence, for a person."""

from __future__ import annotations

from typing import Any

from analysis.themes.coder import Coder

DECIMALS = 3


def explain_themes(coder: Coder, text: str) -> list[dict[str, Any]]:
    """Return the themes that a comment is coded with, the likeliest first."""
    names = {theme.id: theme.name for theme in coder.codebook.active}
    return [
        {
            "theme": assignment.theme,
            "name": names[assignment.theme],
            "confidence": round(assignment.confidence, DECIMALS),
            "evidence": [
                {"start": start, "end": end, "text": text[start:end]}
                for start, end in assignment.evidence
            ],
        }
        for assignment in coder.code(text).assignments
    ]
