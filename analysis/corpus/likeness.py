"""Comments that are too much alike: repeats, shared word runs, one sentence with other nouns.

A corpus that was written, not collected, is worth little if it came from templates. Without a
tagger for nine languages, a template is recognised by what it leaves standing: two sentences whose
common words stand in the same order and make up most of both, so that they differ only in a few
short gaps, are one skeleton with other nouns and numbers in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from analysis.corpus.comments import Comment
from analysis.corpus.words import frame_words, sentences, words
from analysis.faults import Fault

SHINGLE = 5
ALIKE = 0.2  # Jaccard index of the shingles of two comments
KEPT = {"kn": 4, "te": 4}  # words that a skeleton has at least; these two join words
KEPT_ELSE = 5
KEPT_SHARE = 0.6
GAP = 3  # words in a slot
SHORT = 3
NOTHINGS = 4
OPENING = 3
OPENING_SHARE = 0.015
OPENING_LEAST = 5
BLOCK = 512


class Pair(NamedTuple):
    """Two comments that are alike, and what they share."""

    first: Comment
    second: Comment
    shared: str


def likeness_faults(comments: Sequence[Comment]) -> Iterator[Fault]:
    """Yield a fault for each repeat, near-duplicate, template and overused opening."""
    for name, found in (
        ("repeats", repeats(comments)),
        ("shares a run of words with", near_duplicates(comments)),
        ("is built like", templates(comments)),
    ):
        for first, second, shared in found:
            yield second.fault("text", f"{name} {first.id}: {shared}")
    yield from opening_faults(comments)


def repeats(comments: Iterable[Comment]) -> Iterator[Pair]:
    """Yield comments that say the same, word for word.

    Real answers of up to three words repeat, so these are refused within one question only, and
    those that say nothing only from the fifth on.
    """
    said: dict[tuple[str, ...], list[Comment]] = defaultdict(list)
    for comment in comments:
        key = (comment.language, " ".join(words(comment.text)))
        short = len(words(comment.text)) <= SHORT
        said[(*key, comment.question) if short else key].append(comment)
    for same in said.values():
        allowed = NOTHINGS if same[0].kind == "nothing" else 1
        for comment in same[allowed:]:
            yield Pair(same[0], comment, comment.text)


def near_duplicates(comments: Iterable[Comment]) -> Iterator[Pair]:
    """Yield pairs in one language whose five-word shingles have a Jaccard index of .2 or more."""
    shingles: dict[int, frozenset[tuple[str, ...]]] = {}
    holders: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    every = list(comments)
    for place, comment in enumerate(every):
        shingles[place] = _shingles(words(comment.text))
        for shingle in shingles[place]:
            holders[comment.language, shingle].append(place)
    common = Counter(pair for places in holders.values() for pair in combinations(places, 2))
    for (a, b), count in sorted(common.items()):
        if count / len(shingles[a] | shingles[b]) >= ALIKE:
            shared = min(shingles[a] & shingles[b])
            yield Pair(every[a], every[b], " ".join(shared))


def _shingles(said: Sequence[str]) -> frozenset[tuple[str, ...]]:
    last = len(said) - SHINGLE + 1
    return frozenset(tuple(said[start : start + SHINGLE]) for start in range(max(last, 0)))


def templates(comments: Iterable[Comment]) -> Iterator[Pair]:
    """Yield pairs of comments in one language with a sentence of the same skeleton."""
    spoken: dict[str, list[tuple[Comment, list[str]]]] = defaultdict(list)
    for comment in comments:
        for sentence in sentences(comment.text):
            said = frame_words(sentence)
            if len(said) >= _kept(comment.language):
                spoken[comment.language].append((comment, said))
    for language, own in spoken.items():
        least = _kept(language)
        reported: set[tuple[str, str]] = set()
        for a, b in _candidates([frame for _, frame in own], least):
            (first, one), (second, other) = own[a], own[b]
            if first is second or (first.id, second.id) in reported:
                continue
            skeleton = skeleton_of(one, other, least)
            if skeleton:
                reported.add((first.id, second.id))
                yield Pair(first, second, skeleton)


def _kept(language: str) -> int:
    return KEPT.get(language.partition("-")[0], KEPT_ELSE)


def skeleton_of(one: Sequence[str], other: Sequence[str], least: int = KEPT_ELSE) -> str:
    """Return what two sentences have in common, ``_`` for each gap, or an empty string."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    skeleton: list[str] = []
    kept = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            skeleton.extend(one[a:b])
            kept += b - a
        elif max(b - a, d - c) > GAP:
            return ""
        else:
            skeleton.append("_")
    enough = kept >= least and kept / max(len(one), len(other)) >= KEPT_SHARE
    return " ".join(skeleton) if enough else ""


def _candidates(frames: Sequence[Sequence[str]], least: int) -> Iterator[tuple[int, int]]:
    """Yield pairs that share enough words, whatever their order (a sparse product, by blocks)."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    if len(frames) < 2:
        return
    known = CountVectorizer(analyzer=list, binary=True, dtype=np.int32).fit_transform(frames)
    lengths = np.array([len(frame) for frame in frames])
    for start in range(0, len(frames), BLOCK):
        # SequenceMatcher counts a repeated word twice, the binary product once: allow for one
        common = (known[start : start + BLOCK] @ known.T).tocoo()
        a, b = common.row + start, common.col
        needed = np.maximum(least, KEPT_SHARE * np.maximum(lengths[a], lengths[b])) - 1
        chosen = (a < b) & (common.data >= needed)
        yield from zip(a[chosen].tolist(), b[chosen].tolist(), strict=True)


def opening_faults(comments: Sequence[Comment]) -> Iterator[Fault]:
    """Yield a fault for three words with which too many comments of a language begin."""
    sizes = Counter(comment.language for comment in comments)
    for (language, opening), count in sorted(openings(comments).items()):
        most = max(OPENING_LEAST, OPENING_SHARE * sizes[language])
        if count > most:
            message = f"{count} comments begin with {opening!r} (at most {most:.0f})"
            yield Fault(f"comments in {language}", None, message)


def openings(comments: Iterable[Comment]) -> Mapping[tuple[str, str], int]:
    """Count the first three words, by language, of comments that have more than three."""
    return Counter(
        (comment.language, " ".join(said[:OPENING]))
        for comment in comments
        if len(said := words(comment.text)) > OPENING
    )
