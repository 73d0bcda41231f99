"""What may stand in an open answer: what is kept comes back exactly, the rest is refused."""

from __future__ import annotations

import unicodedata

# a replacement character stands for bytes that were no text: what was meant is lost already
_LOST = "\N{REPLACEMENT CHARACTER}"
_KEPT_CONTROLS = "\n\t"


def normalise_lines(text: str) -> str:
    """Return the text with line feeds, as browsers count it; they send pairs of characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unkept(text: str) -> list[str]:
    """Return the characters, each once, that no file of results can hold.

    These are control characters other than line feed and tab, halves of surrogate pairs,
    noncharacters, and the replacement character. Marks of direction, joiners, combining marks and
    emoji are text.
    """
    return [character for character in dict.fromkeys(text) if _is_unkept(character)]


def name_character(character: str) -> str:
    """Return a character's number as people look it up: ``U+0000``."""
    return f"U+{ord(character):04X}"


def _is_unkept(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return False
    number = ord(character)
    is_noncharacter = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return character == _LOST or is_noncharacter or unicodedata.category(character) in {"Cc", "Cs"}
