"""Answers without content, and answers given more than once: set aside and counted."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from analysis.text_data import DATA, read_words

_LETTERS = re.compile(r"[^\W_]")
_OTHER = re.compile(r"[^a-z0-9]+")
# two people may well write "Lack of funds"; a whole sentence twice is a copy
COPIED_WORDS = 4


def is_contentless(text: str) -> bool:
    """Tell whether an answer is empty or says that there is nothing to say ("nil", "fine", "-")."""
    if not _LETTERS.search(text):
        return not _has_symbol(text)
    return len(text) < 60 and canonical(text) in _list()


def canonical(text: str) -> str:
    """Return a text in lower case with single spaces and no punctuation.

    Vowel signs of Indian scripts are kept: without them words would fall together.
    """
    if text.isascii():
        return " ".join(_OTHER.sub(" ", text.lower().replace("'", "")).split())
    composed = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("'", "")
    return " ".join(composed.translate(_KEPT).split())


def is_copy(text: str) -> bool:
    """Tell whether a text is long enough for its exact repetition to be a copy."""
    return len(text.split()) >= COPIED_WORDS


class _Kept(dict[int, int]):
    """Letters, marks and digits by code point as they are, a space for anything else."""

    def __missing__(self, point: int) -> int:
        kept = unicodedata.category(chr(point))[0] in "LMN"
        self[point] = point if kept else ord(" ")
        return self[point]


_KEPT = _Kept()


def _has_symbol(text: str) -> bool:
    """Tell whether a text without letters holds pictures that say something."""
    return any(unicodedata.category(letter) == "So" for letter in text)


@cache
def _list() -> frozenset[str]:
    return frozenset(map(canonical, read_words(DATA / "language" / "contentless.txt")))
