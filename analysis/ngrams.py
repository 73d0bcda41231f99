"""TF-IDF over words and characters that gives the same numbers on every machine.

Training (scikit-learn) and reading (plain Python, no library) both use these functions, so that a
model means the same in both. Weights are (1 + ln tf) idf, each block scaled to length 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import fsum, log, sqrt
from typing import NamedTuple

# letters, digits, and the vowel signs and joiners of Indian scripts, which are no letters to Python
TOKEN = re.compile(r"[\w\u0900-\u0d7f\u200c\u200d]+(?:['’-][\w\u0900-\u0d7f\u200c\u200d]+)*")
DIGITS = 6
_NUMBER = re.compile(r"\d+")


class Term(NamedTuple):
    """A term of a vocabulary: its number and its inverse document frequency."""

    number: int
    idf: float


class Block:
    """A vocabulary of word n-grams or of character n-grams within words."""

    def __init__(self, kind: str, sizes: tuple[int, int], terms: Mapping[str, Term]) -> None:
        if kind not in ("words", "characters"):
            raise ValueError(f"{kind!r} is neither words nor characters")
        self.kind, self.sizes, self.terms = kind, sizes, terms
        self._in_word = lru_cache(maxsize=50_000)(self._numbers_in_word)
        self._idf = {term.number: term.idf for term in terms.values()}

    def weights(self, tokens: Sequence[str]) -> list[tuple[int, float]]:
        """Return (number of the term, weight) of the terms in a text, ascending by number."""
        counts = Counter(self._numbers(tokens))
        idf = self._idf
        raw = [
            (number, idf[number] if count == 1 else (1 + log(count)) * idf[number])
            for number, count in sorted(counts.items())
        ]
        length = sqrt(fsum(weight * weight for _, weight in raw))
        return [(number, weight / length) for number, weight in raw]

    def split(self, tokens: Sequence[str]) -> list[str]:
        """Return all n-grams of the block's kind and sizes, in the vocabulary or not."""
        if self.kind == "words":
            return word_terms(tokens, *self.sizes)
        return [term for token in tokens for term in character_terms(token, *self.sizes)]

    def _numbers(self, tokens: Sequence[str]) -> Iterable[int]:
        if self.kind == "characters":
            return [number for token in tokens for number in self._in_word(token)]
        return self._known(tokens)

    def _numbers_in_word(self, token: str) -> tuple[int, ...]:
        return tuple(self._known([token]))

    def _known(self, tokens: Sequence[str]) -> list[int]:
        get = self.terms.get
        return [term.number for term in map(get, self.split(tokens)) if term]


def tokens(text: str) -> list[str]:
    """Return the words of a text in one spelling: composed, lower case, numbers as 0."""
    plain = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    return [_NUMBER.sub("0", token) for token in TOKEN.findall(plain)]


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
        documents.update(set(empty.split(text)))
    common = sorted((-count, term) for term, count in documents.items() if count >= rarest)[:most]
    terms = {
        term: Term(number, round(log((1 + len(texts)) / (1 - count)) + 1, DIGITS))
        for number, (count, term) in enumerate(sorted(common, key=lambda entry: entry[1]))
    }
    return Block(kind, sizes, terms)
