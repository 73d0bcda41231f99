"""What the lexicon and the rules say about a text, as numbers of about the same size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from math import log1p, sqrt

from analysis.ngrams import tokens
from analysis.sentiment.clauses import Clause, clauses, is_contrasted
from analysis.sentiment.lexicon import Valence, Word, valences, words
from analysis.sentiment.negation import negated
from analysis.sentiment.rules import Fired, fired, present_in, rules

GENERAL = (
    "valence",
    "good",
    "bad",
    "negated good",
    "negated bad",
    "last clause",
    "best clause",
    "worst clause",
    "friction",
    "relief",
    "friction against relief",
    "suggestion",
    "fact",
    "contrast",
    "begins with nothing",
    "length",
)
_VADER_DAMPING = 15
_NOTHING = re.compile(
    r"\W*(?:no(?:ne|thing|body| one| problems?| issues?)?|nil|not(?! only))\b(?!\.\s?\d)",
    re.IGNORECASE,
)


class Evidence:
    """Words with a valence, rules that fired and clauses of one text, each found once."""

    def __init__(self, text: str, within: Evidence | None = None) -> None:
        self.text, self._within = text, within

    @cached_property
    def pieces(self) -> set[str]:
        """Pieces of rules that stand in the text; a clause has none that its text has not."""
        return present_in(self.text, self._within.pieces if self._within else None)

    @cached_property
    def tokens(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def negated(self) -> list[str]:
        """By token: ``not_`` and the word where a negation reaches it, else nothing."""
        return negated(self.text)

    def pieces_of(self, kind: str) -> list[str]:
        """Return the tokens that a block of this kind is made of."""
        return [word for word in self.negated if word] if kind == "negated" else self.tokens

    @cached_property
    def parts(self) -> list[Evidence]:
        """Its clauses as texts of their own, where there are several."""
        found = self.clauses
        return [Evidence(self.text[c.start : c.end], self) for c in found] if len(found) > 1 else []

    @cached_property
    def features(self) -> list[float]:
        return features(self)

    @cached_property
    def words(self) -> list[Word]:
        return words(self.text)

    @cached_property
    def valences(self) -> list[Valence]:
        return valences(self.words)

    @cached_property
    def fired(self) -> list[Fired]:
        return list(fired(self.text, self.pieces))

    @cached_property
    def clauses(self) -> list[Clause]:
        return clauses(self.text)

    @property
    def begins_with_nothing(self) -> bool:
        return begins_with_nothing(self.text)

    def count(self, kind: str) -> int:
        """Return how many rules of a kind fired."""
        return sum(rule.kind == kind for rule in self.fired)

    def balance(self, start: int, end: int) -> float:
        """Return how good (to 1) or bad (to -1) the lexicon and rules find a part of the text."""
        signs = {"friction": -1.5, "relief": 1.5}
        total = sum(word.value for word in self.valences if start <= word.start < end)
        total += sum(signs.get(r.kind, 0.0) for r in self.fired if start <= r.start < end)
        return _compound(total)


def begins_with_nothing(text: str) -> bool:
    """Tell whether a text begins with no, none, nothing, not: it contradicts its question."""
    return _NOTHING.match(text) is not None


@cache
def names() -> tuple[str, ...]:
    """Return the names of the features: the general ones, then every rule's."""
    return (*GENERAL, *(f"{rule.kind}: {rule.name}" for rule in rules()))


def features(evidence: Evidence) -> list[float]:
    """Return one number for each of ``names()``; a rule's is 1 where it fired."""
    there = {(rule.kind, rule.name) for rule in evidence.fired}
    return [*_general(evidence), *(float((r.kind, r.name) in there) for r in rules())]


def _general(evidence: Evidence) -> list[float]:
    parts = [evidence.balance(clause.start, clause.end) for clause in evidence.clauses] or [0.0]
    friction, relief = evidence.count("friction"), evidence.count("relief")
    return [
        _compound(sum([word.value for word in evidence.valences])),
        _damped(word.value for word in evidence.valences if word.value > 0),
        _damped(-word.value for word in evidence.valences if word.value < 0),
        _damped(1.0 for word in evidence.valences if word.negated and word.value < 0),
        _damped(1.0 for word in evidence.valences if word.negated and word.value > 0),
        parts[-1],
        max(parts),
        min(parts),
        log1p(friction),
        log1p(relief),
        (friction - relief) / (1 + friction + relief),
        float(evidence.count("suggestion") > 0),
        float(evidence.count("fact") > 0),
        float(is_contrasted(evidence.clauses)),
        float(evidence.begins_with_nothing),
        log1p(len(evidence.words)) / 3,
    ]


def _compound(total: float) -> float:
    """Return a sum of valences between -1 and 1, as VADER does."""
    return total / sqrt(total * total + _VADER_DAMPING)


def _damped(values: Iterable[float]) -> float:
    return log1p(sum(values))
