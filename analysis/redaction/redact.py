"""Takes what leads to a person out of a comment. A person's review comes after it, always."""

from __future__ import annotations

from itertools import chain

from analysis.redaction.addresses import addresses
from analysis.redaction.marks import Mark, without_overlaps
from analysis.redaction.names import names
from analysis.redaction.numbers import numbers


def find(text: str) -> list[Mark]:
    """Return what must not be read, in the order of the text."""
    return without_overlaps(chain(addresses(text), numbers(text), names(text)))


def redact(text: str) -> str:
    """Return a text with a word such as ``[name]`` in place of everything that was found."""
    pieces, last = [], 0
    for mark in find(text):
        pieces += [text[last : mark.start], f"[{mark.kind}]"]
        last = mark.end
    return "".join([*pieces, text[last:]])
