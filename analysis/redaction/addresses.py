"""E-mail addresses, web addresses and names on networks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.redaction.marks import Mark

_ENDINGS = (
    "com|org|net|in|edu|gov|io|info|co|ai|app|biz|me|tv|uk|us|de|fr|eu|nic|ly|gl|be|gd|link|page|dev|"
    "site|online|tech"
)
_AT = r"(?:@|\s?[\[({]\s?at\s?[\])}]\s?|\s+at\s+)"
_DOT = r"(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?|\s+dot\s+)"
# every repetition is bounded: no text, however odd, takes long
_LOCAL = rf"\b[\w+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,4}}"
_DOMAIN = r"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,6}"
_PATTERNS = (
    ("email", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    ("email", rf"{_LOCAL}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}(?:{_ENDINGS})\b"),
    ("url", r"(?:https?|ftp)://[^\s<>\"'।]+"),
    ("url", r"\bwww\.[^\s<>\"'।]+"),
    ("url", rf"{_DOMAIN}(?:{_ENDINGS})(?:/[^\s<>\"'।]*|\b(?![.-]?\w))"),
    ("account", r"(?<![\w@.])[\w.-]{2,64}@[a-z]{2,20}\b(?!\.)"),
    ("handle", r"(?<![\w@.])@[A-Za-z_]\w{2,30}"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_TRAILING = ".,;:!?)]}'\"”’"


def addresses(text: str) -> Iterator[Mark]:
    """Yield the addresses in a text, without the punctuation after them."""
    if not any(sign in text for sign in ("@", ".", "at", "AT", "At")):
        return
    for kind, pattern in _COMPILED:
        for found in pattern.finditer(text):
            piece = found.group().rstrip(_TRAILING)
            if piece:
                yield Mark(found.start(), found.start() + len(piece), kind)
