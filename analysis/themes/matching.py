"""Keywords and phrases of a codebook found in a comment, in any inflection, with their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.codebook import Codebook
from analysis.ngrams import TOKEN

# shortest beginning of an Indian word that may stand for it: endings are joined to the word
SHORTEST = 3
_LATIN_END = "\u024f"
# words that the stemmer would make the same as others
_WHOLE = frozenset({"customs", "news", "universe", "organ", "importance", "important"})


class Match(NamedTuple):
    """A keyword in a comment: its place, its theme (by number), and how much it tells."""

    start: int
    end: int
    theme: int
    weight: float


class Keywords:
    """All keywords of a codebook; one that several themes list tells less about each."""

    def __init__(self, codebook: Codebook) -> None:
        listed: dict[tuple[str, ...], list[int]] = {}
        for number, theme in enumerate(codebook.active):
            for phrase in sorted({stems(keyword) for keyword in theme.keywords}):
                listed.setdefault(phrase, []).append(number)
        self._listed = {
            phrase: [(theme, 1 / len(themes)) for theme in themes]
            for phrase, themes in listed.items()
            if phrase
        }
        self._longest = max(map(len, self._listed), default=0)
        self._starts = Counter(phrase[0] for phrase in self._listed)

    def find(self, text: str) -> list[Match]:
        """Return the keywords in a text; of phrases that overlap, the longest."""
        found = list(TOKEN.finditer(text))
        words = [stem(word.group()) for word in found]
        matches: list[Match] = []
        place = 0
        while place < len(found):
            step = 1
            for length, phrase in self._at(words, place):
                start, end = found[place].start(), found[place + length - 1].end()
                matches += [Match(start, end, *entry) for entry in self._listed[phrase]]
                step = length
                break
            place += step
        return matches

    def _at(self, words: Sequence[str], place: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        for first in forms(words[place]):
            if first not in self._starts:
                continue
            for length in range(min(self._longest, len(words) - place), 0, -1):
                phrase = (first, *words[place + 1 : place + length])
                if phrase in self._listed:
                    yield length, phrase
                    return


def stems(phrase: str) -> tuple[str, ...]:
    """Return the stems of the words of a phrase."""
    return tuple(stem(word) for word in TOKEN.findall(phrase))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of an English word, other words in lower case.

    Words in capitals of up to five letters are abbreviations: they keep their ending.
    """
    lower = word.lower().replace("’", "'")
    if lower.endswith("'s"):
        lower = lower[:-2]
    if not lower.isascii() or lower in _WHOLE or (word.isupper() and len(word) <= 5):
        return lower
    stemmed: str = _stemmer().stem(lower)
    return stemmed


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """Return a word, and for Indian scripts its beginnings, the longest first."""
    if word[:1] <= _LATIN_END:
        return (word,)
    return tuple(word[:end] for end in range(len(word), SHORTEST - 1, -1)) or (word,)


@cache
def _stemmer():  # type: ignore[no-untyped-def]
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")
