"""Names of topics: words and two-word phrases that set a topic apart from the other comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from analysis.ngrams import TOKEN
from analysis.themes.codebook_score import is_stop_word
from analysis.themes.matching import stem
from analysis.themes.vectors import RAREST

PHRASE_BONUS = 1.5
NAME_TERMS = 3
MOST_TERMS = 10
MOST_WEIGHTS = 40
# likelihood ratio from which two words are a phrase (nltk's measure; 10.83: p = .001)
COLLOCATION = 10.83


@dataclass(frozen=True)
class Words:
    """A comment as stems without common words, each with its form in the comment.

    ``gaps`` tells before which of them a common word or a punctuation mark stands.
    """

    stems: tuple[str, ...]
    forms: tuple[str, ...]
    gaps: frozenset[int]


def split(text: str) -> Words:
    """Return the words of a comment that tell topics apart."""
    stems: list[str] = []
    forms: list[str] = []
    gaps: set[int] = set()
    last = -1
    for found in TOKEN.finditer(text):
        word = found.group()
        if is_stop_word(word) or word.isdigit():
            continue
        if text[last : found.start()].strip() if last >= 0 else False:
            gaps.add(len(stems))
        stems.append(stem(word))
        forms.append(word if word.isupper() else word.lower())
        last = found.end()
    return Words(tuple(stems), tuple(forms), frozenset(gaps))


class Vocabulary:
    """Terms of all comments: single words, and phrases that stand together more than by chance."""

    def __init__(self, comments: Sequence[Words]) -> None:
        self._phrases = _collocations(comments)
        self._comments = [self._terms(comment) for comment in comments]
        self._spread = Counter(term for terms in self._comments for term in terms)
        self._forms = _forms(comments)

    def weights(self, members: Iterable[int]) -> dict[str, float]:
        """Return how much each term sets these comments apart, the best first (c-TF-IDF)."""
        counts = Counter(term for number in members for term in self._comments[number])
        found = {
            term: count * log(1 + len(self._comments) / self._spread[term]) * _bonus(term)
            for term, count in counts.items()
            if count >= RAREST
        }
        total = sum(found.values())
        ordered = sorted(found, key=lambda term: (-found[term], term))
        return {term: round(found[term] / total, 4) for term in ordered[:MOST_WEIGHTS]}

    def name(self, members: Iterable[int]) -> list[str]:
        """Return terms without a word in common, the best first, in their usual form."""
        ordered = list(self.weights(members))
        return [self._form(term) for term in _without_repetition(ordered)[:MOST_TERMS]]

    def _terms(self, comment: Words) -> set[str]:
        return {*comment.stems, *(pair for pair in pairs(comment) if pair in self._phrases)}

    def _form(self, term: str) -> str:
        return self._forms[term].most_common(1)[0][0]


def pairs(comment: Words) -> list[str]:
    """Return the two-word phrases of a comment, as stems."""
    return [
        f"{comment.stems[at]} {comment.stems[at + 1]}"
        for at in range(len(comment.stems) - 1)
        if at + 1 not in comment.gaps
    ]


def label(terms: Sequence[str]) -> str:
    """Return a topic's name: its first terms."""
    return ", ".join(terms[:NAME_TERMS])


def _collocations(comments: Sequence[Words]) -> frozenset[str]:
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
    from nltk.probability import FreqDist

    words = FreqDist(word for comment in comments for word in comment.stems)
    found = FreqDist(tuple(pair.split(" ", 1)) for c in comments for pair in pairs(c))
    finder = BigramCollocationFinder(words, found)
    finder.apply_freq_filter(RAREST)
    scored = finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    return frozenset(" ".join(pair) for pair, score in scored if score >= COLLOCATION)


def _forms(comments: Sequence[Words]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for comment in comments:
        for term, form in zip(comment.stems, comment.forms, strict=True):
            found.setdefault(term, Counter())[form] += 1
        for at in range(len(comment.stems) - 1):
            term = f"{comment.stems[at]} {comment.stems[at + 1]}"
            found.setdefault(term, Counter())[f"{comment.forms[at]} {comment.forms[at + 1]}"] += 1
    # ties by the form itself, so that no order of comments decides
    return {
        term: Counter(dict(sorted(forms.items(), key=lambda entry: (-entry[1], entry[0]))))
        for term, forms in found.items()
    }


def _bonus(term: str) -> float:
    return PHRASE_BONUS if " " in term else 1.0


def _without_repetition(ordered: Sequence[str]) -> list[str]:
    """Drop every term that shares a word with a better one."""
    used: set[str] = set()
    kept = []
    for term in ordered:
        words = set(term.split())
        if not words & used:
            kept.append(term)
            used |= words
    return kept
