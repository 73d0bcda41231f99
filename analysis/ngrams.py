"""TF-IDF over words and characters that gives the same numbers on every machine.

Training (scikit-learn) and reading (plain Python, no library) both use these functions, so that a
model means the same in both. A block's weights are tf idf, divided by the root of the sum of the
squared idf of everything in the text. So a text is the sum of its words, and what a word adds to a
model's output has to be worked out once only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

# letters, digits, and the vowel signs and joiners of Indian scripts, which are no letters to Python
TOKEN = re.compile(r"[\w\u0900-\u0d7f\u200c\u200d]+(?:['’-][\w\u0900-\u0d7f\u200c\u200d]+)*")
DIGITS = 6
KINDS = ("words", "negated", "characters")
_NUMBER = re.compile(r"\d+")


class Term(NamedTuple):
    """A term of a vocabulary: its number and its inverse document frequency."""

    number: int
    idf: float


class Block:
    """A vocabulary of n-grams of words (or of marked words), or of characters within words."""

    def __init__(self, kind: str, sizes: tuple[int, int], terms: Mapping[str, Term]) -> None:
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
        self.kind, self.sizes, self.terms = kind, sizes, terms

    def pieces(self, tokens: Sequence[str]) -> Sequence[str]:
        """Return what a text is cut into: n-grams of words, or its words."""
        return tokens if self.kind == "characters" else word_terms(tokens, *self.sizes)

    def terms_in(self, piece: str) -> list[str]:
        """Return the n-grams in a piece, in the vocabulary or not."""
        return character_terms(piece, *self.sizes) if self.kind == "characters" else [piece]

    def known(self, piece: str) -> list[Term]:
        """Return the terms of the vocabulary in a piece."""
        get = self.terms.get
        return [term for term in map(get, self.terms_in(piece)) if term]

    def known_in(self, tokens: Sequence[str]) -> list[Term]:
        """Return the terms of the vocabulary in a text, in its order."""
        if self.kind != "characters":
            return [term for term in map(self.terms.get, self.pieces(tokens)) if term]
        return [term for piece in self.pieces(tokens) for term in self.known(piece)]

    def weights(self, tokens: Sequence[str]) -> list[tuple[int, float]]:
        """Return (number of the term, weight) of the terms in a text."""
        found = self.known_in(tokens)
        length = sqrt(sum([term.idf * term.idf for term in found]))
        total: dict[int, float] = {}
        for number, idf in found:
            total[number] = total.get(number, 0.0) + idf
        return [(number, weight / length) for number, weight in total.items()]


def tokens(text: str) -> list[str]:
    """Return the words of a text in one spelling."""
    return [spelling(token) for token in TOKEN.findall(text)]


@lru_cache(maxsize=50_000)
def spelling(word: str) -> str:
    """Return a word composed, in lower case, with a straight apostrophe and 0 for its numbers."""
    plain = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    return _NUMBER.sub("0", plain)


def word_terms(found: Sequence[str], smallest: int, largest: int) -> list[str]:
    """Return all sequences of ``smallest`` to ``largest`` words."""
    return [
        " ".join(found[at : at + size])
        for size in range(smallest, largest + 1)
        for at in range(len(found) - size + 1)
    ]


def character_terms(token: str, smallest: int, largest: int) -> list[str]:
    """Return all sequences of characters within a word, whose ends are marked by spaces."""
    padded = f" {token} "
    return [
        padded[at : at + size]
        for size in range(smallest, min(largest, len(padded)) + 1)
        for at in range(len(padded) - size + 1)
    ]


def learn_block(
    kind: str, sizes: tuple[int, int], texts: Sequence[Sequence[str]], *, rarest: int, most: int
) -> Block:
    """Make a vocabulary of the terms that at least ``rarest`` texts contain.

    Parameters
    ----------
    texts : sequence of token lists
    rarest : int
        Terms of fewer texts are left out: a model keeps no rare words.
    most : int
        Size of the vocabulary; the terms of most texts are kept.
    """
    empty = Block(kind, sizes, {})
    documents: Counter[str] = Counter()
    for text in texts:
        documents.update({t for piece in empty.pieces(text) for t in empty.terms_in(piece)})
    common = sorted((-count, term) for term, count in documents.items() if count >= rarest)[:most]
    terms = {
        term: Term(number, round(log((1 + len(texts)) / (1 - count)) + 1, DIGITS))
        for number, (count, term) in enumerate(sorted(common, key=lambda entry: entry[1]))
    }
    return Block(kind, sizes, terms)
