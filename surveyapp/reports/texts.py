"""Words of reports, by language: one file a language in ``texts/``, the same keys in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.yaml_files import read

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("en", "hi")


@dataclass(frozen=True)
class Texts:
    """The words of one language."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with its placeholders filled in."""
        return self.words[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self.words


@cache
def texts(language: str) -> Texts:
    """Return the words of a language; English for one that reports do not speak."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    return Texts(spoken, {str(k): str(v) for k, v in read(FOLDER / f"{spoken}.yaml").data.items()})
