"""How well a codebook's own words fit a comment, before anybody has coded one by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import fsum, log, sqrt

from analysis.codebook import Codebook, Theme
from analysis.ngrams import TOKEN
from analysis.text_data import DATA, read_words
from analysis.themes.matching import Keywords, Match, forms, stem

KEYWORD_SHARE = 0.4
Vector = dict[str, float]


class CodebookScore:
    """Scores from 0 to 1 for every theme in use: keyword hits blended with TF-IDF cosine."""

    def __init__(self, codebook: Codebook) -> None:
        self.keywords = Keywords(codebook)
        documents = [Counter(_stems(_document(theme))) for theme in codebook.active]
        spread = Counter(term for document in documents for term in document)
        self._idf = {
            term: log((1 + len(documents)) / (1 + count)) + 1 for term, count in spread.items()
        }
        self._size = len(documents)
        self._places: dict[str, list[tuple[int, float]]] = {}
        for number, document in enumerate(documents):
            for term, weight in sorted(self._vector(document).items()):
                self._places.setdefault(term, []).append((number, weight))

    def scores(self, text: str) -> list[float]:
        """Return a score from 0 to 1 for each theme in use, in the codebook's order."""
        return self.blend(text, self.keywords.find(text))

    def blend(self, text: str, matches: Sequence[Match]) -> list[float]:
        """Return the scores of a text whose keywords are known."""
        hits = [0.0] * self._size
        for match in matches:
            hits[match.theme] += match.weight
        return [
            KEYWORD_SHARE * hit / (hit + 1) + (1 - KEYWORD_SHARE) * cosine
            for hit, cosine in zip(hits, self.cosines(text), strict=True)
        ]

    def cosines(self, text: str) -> list[float]:
        """Return the cosine of a text with each theme's name, definition, keywords and quotes."""
        parts: list[list[float]] = [[] for _ in range(self._size)]
        known = (next(filter(self._idf.get, forms(term)), term) for term in _stems(text))
        for term, weight in sorted(self._vector(Counter(known)).items()):
            for number, other in self._places.get(term, ()):
                parts[number].append(weight * other)
        return [fsum(part) for part in parts]

    def _vector(self, counts: Counter[str]) -> Vector:
        raw = {
            term: (1 + log(count)) * self._idf[term]
            for term, count in counts.items()
            if term in self._idf
        }
        length = sqrt(fsum(weight * weight for weight in raw.values()))
        return {term: weight / length for term, weight in raw.items()} if length else {}


def against_best(scores: Sequence[float]) -> list[float]:
    """Return scores of which those that fit less than the best one lose as much again.

    Short comments have one or two themes; what lies far behind is a word in common.
    """
    best = max(scores) or 1.0
    return [score * score / best for score in scores]


def _document(theme: Theme) -> str:
    return " \n ".join(
        (
            theme.name,
            *theme.names.values(),
            theme.definition,
            *theme.includes,
            *theme.keywords,
            *theme.examples,
        )
    )


def _stems(text: str) -> list[str]:
    return [stem(word) for word in TOKEN.findall(text) if not is_stop_word(word)]


@lru_cache(maxsize=50_000)
def is_stop_word(word: str) -> bool:
    """Tell whether a word is too common to tell themes apart."""
    return word.lower() in _stop_words()


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return read_words(DATA / "language" / "stop_words.txt")
