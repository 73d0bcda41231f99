"""Which open item a comment answers: found by id, or by wording in any language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from analysis.instrument import Instrument

_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


class Questions:
    """The open items of an instrument by id and wording; ``{city}`` stands for any city."""

    def __init__(self, instrument: Instrument) -> None:
        self._ids = frozenset(instrument.open_items)
        self._wordings = [
            (_pattern(wording), key)
            for key, item in instrument.open_items.items()
            for wording in (
                item.text,
                *(
                    texts.get(f"item.{key}", item.text)
                    for texts in instrument.translations.values()
                ),
            )
        ]
        self.find = lru_cache(maxsize=1024)(self._find)

    def _find(self, question: str) -> str | None:
        """Return the id of the open item that is meant, None where it is none of them."""
        bare = question.strip()
        if bare in self._ids:
            return bare
        wanted = _plain(bare)
        return next((key for pattern, key in self._wordings if pattern.fullmatch(wanted)), None)


def _wordings(instrument: Instrument, key: str, main: str) -> list[str]:
    others = instrument.translations.values()
    return [main, *(texts[f"item.{key}"] for texts in others if f"item.{key}" in texts)]


def _pattern(wording: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(".+", re.escape(_plain(wording))))


def _plain(wording: str) -> str:
    composed = unicodedata.normalize("NFC", wording).casefold()
    return " ".join(composed.split()).strip(" ?.!:;\"'“”।")
