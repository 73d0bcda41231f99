"""Finds topics in any number of comments: learns from a bounded sample, then places the rest."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.contentless import canonical
from analysis.language import detect
from analysis.redaction.redact import redact
from analysis.themes.topic_names import Vocabulary, Words, label, split
from analysis.themes.topics import Clusters, candidates, cluster

SAMPLE = 4_000
QUOTES = 2
LONGEST_QUOTE = 200
DECIMALS = 4


@dataclass(frozen=True)
class Drawn:
    """A comment of the sample: the codebook's best score for it, and whether it has a theme."""

    text: str
    fit: float
    coded: bool


class Sample:
    """Up to ``SAMPLE`` different comments in the codebook's language, whatever their order.

    Comments are drawn by a hash of their text. Of those that differ in case or punctuation only,
    the first by alphabet is kept.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._drawn: dict[bytes, Drawn] = {}
        self._order: list[bytes] = []

    def add(self, text: str, fit: float, coded: bool) -> None:
        """Offer a comment."""
        draw = hashlib.sha256(canonical(text).encode("utf-8", "surrogatepass")).digest()
        before = self._drawn.get(draw)
        full = len(self._order) == SAMPLE
        if (before and before.text <= text) or (full and draw > self._order[-1]):
            return
        if detect(text) != self.language:
            return
        self._drawn[draw] = Drawn(text, fit, coded)
        if before is None:
            insort(self._order, draw)
            if full:
                del self._drawn[self._order.pop()]

    @property
    def comments(self) -> list[Drawn]:
        return [self._drawn[draw] for draw in self._order]


def quote(text: str) -> str:
    """Return the beginning of a comment without what leads to a person."""
    return redact(text[:LONGEST_QUOTE])


@dataclass(frozen=True)
class Topic:
    """A candidate for a new theme; ``weights`` tell it again in another round."""

    id: str
    cluster: int
    label: str
    terms: tuple[str, ...]
    stability: float
    quotes: tuple[str, ...]
    weights: dict[str, float]


class Discovery:
    """The topics of a set of comments."""

    def __init__(self, sample: Sample, *, themes: int) -> None:
        self._language = sample.language
        words = [split(drawn.text) for drawn in sample.comments]
        coded = [drawn.coded for drawn in sample.comments]
        self.clusters = cluster([word.stems for word in words], themes=themes, coded=coded)
        self.topics = self._topics(sample.comments, words, self.clusters) if self.clusters else []
        self._by_cluster = {topic.cluster: topic for topic in self.topics}

    def _topics(
        self, drawn: Sequence[Drawn], words: Sequence[Words], found: Clusters
    ) -> list[Topic]:
        vocabulary = Vocabulary(words)
        chosen = candidates(found, [d.fit for d in drawn], [d.coded for d in drawn])
        topics: list[Topic] = []
        for cluster_number in chosen:
            members = found.members(cluster_number)
            terms = vocabulary.name(members)
            if not terms:
                continue
            lonely = [number for number in members if not drawn[number].coded]
            topics.append(
                Topic(
                    f"t{len(topics) + 1}",
                    cluster_number,
                    label(terms),
                    tuple(terms),
                    found.stability[cluster_number],
                    tuple(quote(drawn[number].text) for number in lonely[:QUOTES]),
                    vocabulary.weights(members),
                )
            )
        return topics

    def place(self, texts: Sequence[str]) -> list[tuple[Topic, float] | None]:
        """Return the topic of each comment and its closeness, None where it is in none."""
        if self.clusters is None or not self.topics:
            return [None] * len(texts)
        labels, closeness = self.clusters.nearest([split(text).stems for text in texts])
        result: list[tuple[Topic, float] | None] = []
        for text, number, near in zip(texts, labels.tolist(), closeness.tolist(), strict=True):
            topic = self._by_cluster.get(number)
            fits = topic is not None and near > 0 and detect(text) == self._language
            result.append((topic, round(near, DECIMALS)) if topic and fits else None)
        return result
