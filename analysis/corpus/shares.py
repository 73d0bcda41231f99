"""How much of what the corpus holds, and what it should hold (the plan, in numbers)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.corpus.comments import KINDS, QUESTIONS, SENTIMENTS, Comment
from analysis.corpus.frame import LANGUAGES, LATIN, PARTS, Frame
from analysis.corpus.words import words
from analysis.faults import Fault

LEAST = {"en": 2400, "hi": 400, "kn": 400, "mr": 400, "te": 400, **dict.fromkeys(LATIN, 50)}
LEAST_LATIN = 200
LEAST_VOICES = 24
PART_SHARES = {"train": (0.55, 0.65), "dev": (0.11, 0.19), "test": (0.20, 0.30)}
PART_SLACK = 0.05  # for the small parts in Latin letters
AGAINST = {"easier": -1, "harder": 1, "change": 1}
LEAST_AGAINST = 1 / 3
LEAST_AGAINST_LANGUAGE = 0.28
OUTSIDE = (0.08, 0.15)
SUBJECTS = (8, 10)
LEAST_SUBJECT = {"en": 15, "test": 4}
LEAST_THEME = {"en": 30, "test": 5}
LEAST_KIND = 0.015
LEAST_KIND_PART = 4
LEAST_QUESTION = 0.14
LEAST_SENTIMENT = 0.03
ONE_TO_THREE = (0.06, 0.20)
LONG, LEAST_LONG = 30, 0.05


def is_against(comment: Comment) -> bool:
    """Tell whether a comment answers against its question's direction.

    A complaint where was asked what made things easier; praise where was asked what made them
    harder or should change.
    """
    return AGAINST.get(comment.question) == comment.labels.sign


def against_share(comments: Iterable[Comment]) -> float:
    """Return the share of answers against the question, among questions with a direction."""
    return _share([c for c in comments if c.question in AGAINST], is_against)


def outside_share(comments: Sequence[Comment]) -> float:
    """Return the share that speaks of a subject and fits no theme."""
    return _share(comments, is_outside)


def is_outside(comment: Comment) -> bool:
    """Tell whether no theme fits although the comment has a subject."""
    return bool(comment.subject) and not comment.labels.themes


def part_of(comment: Comment, frame: Frame) -> str:
    """Return the part of the corpus that the comment's voice belongs to."""
    return frame.voices[comment.voice].part


def shortfalls(comments: Sequence[Comment], frame: Frame) -> Iterator[Fault]:
    """Yield a fault for every count and share that the plan of the corpus asks for and misses."""
    for message in (
        *_counts(comments),
        *_parts(comments, frame),
        *_directions(comments),
        *_outside(comments, frame),
        *_themes(comments, frame),
        *_mixture(comments),
        *_lengths(comments),
    ):
        yield Fault("corpus", None, message)


def _share(comments: Sequence[Comment], wanted: Callable[[Comment], bool]) -> float:
    return sum(map(wanted, comments)) / len(comments) if comments else 0.0


def _between(name: str, share: float, limits: tuple[float, float]) -> Iterator[str]:
    if not limits[0] <= share <= limits[1]:
        yield f"{name}: {share:.1%}, not {limits[0]:.0%} to {limits[1]:.0%}"


def _counts(comments: Sequence[Comment]) -> Iterator[str]:
    found = Counter(comment.language for comment in comments)
    for language, least in LEAST.items():
        if found[language] < least:
            yield f"{found[language]} comments in {language}, fewer than {least}"
    latin = sum(found[language] for language in LATIN)
    if latin < LEAST_LATIN:
        yield f"{latin} comments of Indian languages in Latin letters, fewer than {LEAST_LATIN}"
    voices = len({comment.voice for comment in comments})
    if voices < LEAST_VOICES:
        yield f"{voices} voices, fewer than {LEAST_VOICES}"


def _parts(comments: Sequence[Comment], frame: Frame) -> Iterator[str]:
    sizes = Counter((comment.language, part_of(comment, frame)) for comment in comments)
    for language in LANGUAGES:
        total = sum(sizes[language, name] for name in PARTS)
        slack = PART_SLACK if language in LATIN else 0
        for name, (low, high) in PART_SHARES.items() if total else ():
            limits = (low - slack, high + slack)
            yield from _between(f"{name} of {language}", sizes[language, name] / total, limits)
    kinds = Counter((comment.kind, part_of(comment, frame)) for comment in comments)
    for kind in KINDS:
        for name in PARTS:
            if kinds[kind, name] < LEAST_KIND_PART:
                yield f"{kinds[kind, name]} of kind {kind} in {name}, fewer than {LEAST_KIND_PART}"


def _directions(comments: Sequence[Comment]) -> Iterator[str]:
    share = against_share(comments)
    if share < LEAST_AGAINST:
        yield f"{share:.1%} answer against the question, fewer than a third"
    for language in LEAST:
        own = [comment for comment in comments if comment.language == language]
        if own and language not in LATIN and against_share(own) < LEAST_AGAINST_LANGUAGE:
            yield f"{against_share(own):.1%} of {language} answer against the question"


def _outside(comments: Sequence[Comment], frame: Frame) -> Iterator[str]:
    yield from _between("without a theme, in a subject", outside_share(comments), OUTSIDE)
    found = Counter(c.subject for c in comments if c.language == "en" and is_outside(c))
    tested = Counter(c.subject for c in comments if is_outside(c) and part_of(c, frame) == "test")
    if not SUBJECTS[0] <= len(frame.subjects) <= SUBJECTS[1]:
        yield f"{len(frame.subjects)} subjects without a theme, not 8 to 10"
    for subject in frame.subjects:
        if found[subject] < LEAST_SUBJECT["en"]:
            yield f"{found[subject]} English comments on {subject} without a theme"
        if tested[subject] < LEAST_SUBJECT["test"]:
            yield f"{tested[subject]} comments on {subject} without a theme in test"


def _themes(comments: Sequence[Comment], frame: Frame) -> Iterator[str]:
    found = Counter(t for c in comments if c.language == "en" for t in c.labels.themes)
    tested = Counter(t for c in comments if part_of(c, frame) == "test" for t in c.labels.themes)
    for theme in sorted(frame.themes):
        if found[theme] < LEAST_THEME["en"]:
            yield f"{found[theme]} English comments with the theme {theme}"
        if tested[theme] < LEAST_THEME["test"]:
            yield f"{tested[theme]} comments with the theme {theme} in test"


def _mixture(comments: Sequence[Comment]) -> Iterator[str]:
    for name, values, found, least in (
        ("kind", KINDS, Counter(c.kind for c in comments), LEAST_KIND),
        ("question", QUESTIONS, Counter(c.question for c in comments), LEAST_QUESTION),
        ("sentiment", SENTIMENTS, Counter(c.labels.sentiment for c in comments), LEAST_SENTIMENT),
    ):
        for value in values:
            if found[value] < least * len(comments):
                yield f"{found[value]} comments of {name} {value}, fewer than {least:.1%}"


def _lengths(comments: Sequence[Comment]) -> Iterator[str]:
    short = _share(comments, lambda comment: len(words(comment.text)) <= 3)
    yield from _between("one to three words", short, ONE_TO_THREE)
    long = _share(comments, lambda comment: len(words(comment.text)) > LONG)
    if long < LEAST_LONG:
        yield f"{long:.1%} have more than {LONG} words, fewer than {LEAST_LONG:.0%}"
