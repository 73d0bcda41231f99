"""How far the two readings of the corpus agree (Krippendorff's alpha)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from analysis.corpus.comments import SENTIMENTS, Comment

LEAST_SENTIMENT = 0.75
Label = TypeVar("Label", bound=Hashable)


class Agreement(NamedTuple):
    """Of how many comments, with which share of equal labels, and alpha.

    Within a kind almost all labels are the same, so that alpha is low however well two readings
    agree; the share says how well.
    """

    comments: int
    same: float
    alpha: float | None


def sentiment_alpha(comments: Iterable[Comment]) -> float | None:
    """Ordinal alpha of the five labels, intended against blind; None without two readings.

    Also None where alpha is not defined because both readings have one and the same label
    throughout.
    """
    pairs = [
        (SENTIMENTS.index(c.intended.sentiment), SENTIMENTS.index(c.blind.sentiment))
        for c in comments
        if c.intended and c.blind
    ]
    counts = Counter(label for pair in pairs for label in pair)
    return _alpha(pairs, lambda a, b: _ordinal(counts, a, b))


def theme_alpha(comments: Iterable[Comment]) -> float | None:
    """Alpha of the sets of themes with the MASI distance; None without two readings."""
    from nltk.metrics import masi_distance

    pairs = [(c.intended.themes, c.blind.themes) for c in comments if c.intended and c.blind]
    return _alpha(pairs, lambda a, b: 0.0 if a == b else float(masi_distance(a, b)))


def flag_alpha(comments: Iterable[Comment], flag: str) -> float | None:
    """Nominal alpha of ``mixed`` or ``suggestion``."""
    pairs = [
        (getattr(c.intended, flag), getattr(c.blind, flag))
        for c in comments
        if c.intended and c.blind
    ]
    return _alpha(pairs, lambda a, b: float(a != b))


def by(comments: Iterable[Comment], key: Callable[[Comment], str]) -> dict[str, Agreement]:
    """Return how the sentiment labels of the two readings agree, for each key."""
    groups: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.intended and comment.blind:
            groups[key(comment)].append(comment)
    return {name: agreement(group) for name, group in groups.items()}


def agreement(comments: Sequence[Comment]) -> Agreement:
    """Return how the sentiment labels agree in comments that were read twice."""
    same = [c.intended.sentiment == c.blind.sentiment for c in comments if c.intended and c.blind]
    return Agreement(len(same), sum(same) / len(same), sentiment_alpha(comments))


def _ordinal(counts: Counter[int], a: int, b: int) -> float:
    low, high = sorted((a, b))
    between = sum(counts[label] for label in range(low, high + 1))
    return (between - (counts[low] + counts[high]) / 2) ** 2


def _alpha(
    pairs: Sequence[tuple[Label, Label]], distance: Callable[[Label, Label], float]
) -> float | None:
    """Krippendorff (2011), two readings and no missing value."""
    if not pairs:
        return None
    counts = Counter(label for pair in pairs for label in pair)
    total = sum(counts.values())
    observed = 2 * sum(distance(a, b) for a, b in pairs) / total
    expected = sum(
        count * other * distance(a, b) for a, count in counts.items() for b, other in counts.items()
    ) / (total * (total - 1))
    return 1 - observed / expected if expected else None
