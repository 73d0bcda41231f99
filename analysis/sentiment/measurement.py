"""How well comments are read: figures of a reader on labelled comments that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.contentless import is_contentless
from analysis.ngrams import TOKEN
from analysis.sentiment.examples import Example
from analysis.sentiment.model import CLASSES
from analysis.sentiment.others import tools
from analysis.sentiment.reader import Reader, Reading

NEUTRAL = CLASSES[1]
BINS = 10
AGAINST = {("easier", "negative"), ("harder", "positive"), ("change", "positive")}
LENGTHS = ((1, 3), (4, 10), (11, 20), (21, 40), (41, 10_000))
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
Guess = Callable[["Read"], str]


@dataclass(frozen=True)
class Read:
    """A labelled comment, what was read in it (nothing left out), and what other tools say."""

    example: Example
    reading: Reading
    others: Mapping[str, str]

    @property
    def label(self) -> str:
        """Our class; contentless answers are neutral, empty without a model for the language."""
        return NEUTRAL if self.contentless else self.reading.label.removeprefix("very ")

    @property
    def text_label(self) -> str:
        """The likeliest class of the text alone, without its question."""
        if self.contentless or self.reading.own is None:
            return self.label
        own = self.reading.own
        return CLASSES[own.index(max(own))]

    @property
    def contentless(self) -> bool:
        return is_contentless(self.example.text)

    @property
    def is_right(self) -> bool:
        return self.label == self.example.label

    @property
    def is_against(self) -> bool:
        """Whether the answer contradicts what its question asked for."""
        return (self.example.question, self.example.label) in AGAINST

    @property
    def length(self) -> int:
        return len(TOKEN.findall(self.example.text))


def measure(examples: Iterable[Example], reader: Reader) -> list[Read]:
    """Read labelled comments; the reader must not abstain (threshold 0)."""
    others = tools()
    return [
        Read(
            example,
            reader.read(example.text, example.question),
            {name: tool(example.text) for name, tool in others.items()},
        )
        for example in examples
    ]


def guesses() -> dict[str, Guess]:
    """Return who guesses: this program with and without the question, and other tools."""

    def of(tool: str) -> Guess:
        return lambda read: read.others[tool]

    ours: dict[str, Guess] = {
        "ours": lambda read: read.label,
        "text alone": lambda read: read.text_label,
    }
    return ours | {tool: of(tool) for tool in tools()}


def macro_f1(reads: Sequence[Read], guess: Guess) -> float:
    """Return macro-F1 over the classes that occur in the labels; 0 for no comments."""
    return macro_f1_of([read.example.label for read in reads], [guess(read) for read in reads])


def macro_f1_of(truth: Sequence[str], guessed: Sequence[str]) -> float:
    """Return macro-F1 over the classes that occur in ``truth``."""
    scores = []
    for name in sorted(set(truth)):
        hits = sum(a == b == name for a, b in zip(truth, guessed, strict=True))
        scores.append(2 * hits / (truth.count(name) + list(guessed).count(name)))
    return sum(scores) / len(scores) if scores else 0.0


def accuracy(reads: Sequence[Read], guess: Guess) -> float:
    """Return the share of labels that were right; 0 for no comments."""
    right = sum(guess(read) == read.example.label for read in reads)
    return right / len(reads) if reads else 0.0


def by(reads: Iterable[Read], key: Callable[[Read], str]) -> dict[str, list[Read]]:
    """Return the comments by a key, in the order of the keys."""
    groups: dict[str, list[Read]] = {}
    for read in reads:
        groups.setdefault(key(read), []).append(read)
    return dict(sorted(groups.items()))


def length_of(read: Read) -> str:
    """Return the class of length that a comment belongs to."""
    low, high = next(pair for pair in LENGTHS if read.length <= pair[1])
    return f"{low:02d} to {high:02d} words" if high < LENGTHS[-1][1] else f"{low} words or more"


def confusion(reads: Sequence[Read]) -> list[list[int]]:
    """Return counts by true class (row) and ours (column); the last column was not read."""
    return [
        [sum(r.example.label == true and r.label == ours for r in reads) for ours in (*CLASSES, "")]
        for true in CLASSES
    ]


def sure(reads: Iterable[Read]) -> list[tuple[float, bool]]:
    """Return (confidence, was right) of the comments that were read, the surest first."""
    given = [
        (read.reading.confidence, read.is_right)
        for read in reads
        if read.reading.confidence is not None and not read.contentless
    ]
    return sorted(given, reverse=True)


def calibration(reads: Iterable[Read]) -> list[tuple[float, float, int]]:
    """Return mean confidence, share that was right and number, by bin of confidence."""
    given = sure(reads)
    bins = []
    for low, high in pairwise(step / BINS for step in range(BINS + 1)):
        own = [pair for pair in given if low < pair[0] <= high or (low == pair[0] == 0)]
        if own:
            mean = sum(confidence for confidence, _ in own) / len(own)
            bins.append((mean, sum(right for _, right in own) / len(own), len(own)))
    return bins


def calibration_error(reads: Iterable[Read]) -> float:
    """Return the expected calibration error over ``BINS`` bins."""
    bins = calibration(reads)
    total = sum(number for _, _, number in bins)
    return sum(number * abs(mean - right) for mean, right, number in bins) / total if total else 0.0


def accuracy_at(reads: Iterable[Read], coverage: float) -> float:
    """Return how many labels are right among the surest share of the comments."""
    given = sure(reads)
    kept = given[: max(1, round(coverage * len(given)))]
    return sum(right for _, right in kept) / len(kept) if kept else 0.0


def scored_without_model(reads: Iterable[Read], languages: Iterable[str]) -> int:
    """Return how many comments in a language without a tested model have got a score."""
    tested = set(languages)
    return sum(
        read.example.language not in tested and read.reading.score is not None for read in reads
    )
