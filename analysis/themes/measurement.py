"""How well themes and topics are found: figures on comments coded by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.corpus.comments import Comment
from analysis.themes.coder import Coder
from analysis.themes.discovery import Discovery, Sample
from analysis.themes.learning import Coded
from analysis.themes.topic_names import Words, split

# a candidate stands for a subject when so many of its comments without a theme speak of it
SHARE_OF_CANDIDATE = 0.4


@dataclass(frozen=True)
class ThemeFigures:
    """Micro and macro F1 over the codebook's themes, and micro precision and recall."""

    micro: float
    macro: float
    precision: float
    recall: float
    by_theme: dict[str, tuple[float, int]]


def theme_figures(
    ids: Sequence[str], truth: Sequence[frozenset[str]], given: Sequence[frozenset[str]]
) -> ThemeFigures:
    """Return figures; ``by_theme`` holds F1 and the number of comments that have the theme."""
    hits: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for own, other in zip(truth, given, strict=True):
        hits.update(own & other)
        found.update(other)
        wanted.update(own)
    each = {key: (_f1(hits[key], found[key], wanted[key]), wanted[key]) for key in ids}
    used = [f1 for f1, count in each.values() if count]
    return ThemeFigures(
        _f1(hits.total(), found.total(), wanted.total()),
        sum(used) / len(used) if used else 0.0,
        hits.total() / found.total() if found else 0.0,
        hits.total() / wanted.total() if wanted else 0.0,
        each,
    )


def measure_coder(coder: Coder, coded: Sequence[Coded]) -> ThemeFigures:
    """Return how well a coder codes comments that it has not learnt from."""
    given = [frozenset(a.theme for a in coder.code(c.text).assignments) for c in coded]
    return theme_figures(coder.ids, [c.themes for c in coded], given)


@dataclass(frozen=True)
class Found:
    """A subject without a theme: how many comments speak of it, and the candidate found for it.

    ``label`` is empty where none was found; ``share`` is how much of the candidate speaks of it.
    """

    subject: str
    comments: int
    label: str
    share: float


def subjects_found(coder: Coder, comments: Sequence[Comment]) -> list[Found]:
    """Return which recurring subjects that the codebook lacks are among the candidate topics."""
    sample = Sample(coder.codebook.language)
    for comment in comments:
        coding = coder.code(comment.text)
        if not coding.contentless:
            sample.add(comment.text, coding.fit, bool(coding.assignments))
    discovery = Discovery(sample, themes=len(coder.ids))
    lonely = [c for c in comments if not coder.code(c.text).assignments]
    places = discovery.place([comment.text for comment in lonely])
    members: dict[str, Counter[str]] = {}
    for comment, place in zip(lonely, places, strict=True):
        if place:
            members.setdefault(place[0].id, Counter())[comment.subject] += 1
    subjects = Counter(c.subject for c in comments if c.subject and not c.labels.themes)
    result = []
    for subject, count in sorted(subjects.items()):
        shares = {key: own[subject] / own.total() for key, own in members.items()}
        best = max(sorted(shares), key=shares.__getitem__, default="")
        good = bool(best) and shares[best] >= SHARE_OF_CANDIDATE
        label = next((t.label for t in discovery.topics if t.id == best), "") if good else ""
        result.append(Found(subject, count, label, shares.get(best, 0.0)))
    return result


def recovered(name: str, terms: Sequence[str]) -> float:
    """Return which share of the words of a true name stand among a topic's terms, as stems."""
    wanted: Words = split(name.replace("_", " "))
    own = {stem for term in terms for stem in split(term).stems}
    return sum(stem in own for stem in wanted.stems) / len(wanted.stems) if wanted.stems else 1.0


def _f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / (found + wanted) if hits else 0.0
