"""Comments of the corpus with their labels, read from CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus.frame import FOLDER, LANGUAGES, Frame
from analysis.csv_files import Sheet, csv_bytes, missing_columns, read_sheet, unknown_columns
from analysis.faults import Fault, Faulty

SENTIMENTS = ("very negative", "negative", "neutral", "positive", "very positive")
QUESTIONS = ("easier", "harder", "change", "happened")
KINDS = (
    "factual_complaint",
    "factual_praise",
    "complaint",
    "praise",
    "fact",
    "negation",
    "contrast",
    "comparison",
    "suggestion",
    "irony",
    "rant",
    "nothing",
    "off_topic",
)
LABELS = ("sentiment", "mixed", "suggestion", "themes")
INTENDED = tuple(f"{name}_intended" for name in LABELS)
BLIND = tuple(f"{name}_blind" for name in LABELS)
COLUMNS = ("id", "text", "language", "question", *LABELS, "kind", "voice", "subject")
MOST_THEMES = 3


@dataclass(frozen=True)
class Labels:
    """What one reading of a comment found in it."""

    sentiment: str
    mixed: bool
    suggestion: bool
    themes: frozenset[str]

    @property
    def sign(self) -> int:
        """-1 negative, 0 neutral, 1 positive."""
        place = SENTIMENTS.index(self.sentiment) - 2
        return (place > 0) - (place < 0)

    def cells(self) -> tuple[str, str, str, str]:
        """Return the labels as they stand in a file."""
        mixed, suggestion = str(int(self.mixed)), str(int(self.suggestion))
        return self.sentiment, mixed, suggestion, ";".join(sorted(self.themes))


@dataclass(frozen=True)
class Comment:
    """One comment: ``labels`` are the settled ones; ``subject`` is empty where a theme fits.

    ``intended`` are the writer's labels and ``blind`` those of a reader who saw text and question
    only; both are None in a draft, where ``labels`` are the writer's.
    """

    id: str
    text: str
    language: str
    question: str
    labels: Labels
    kind: str
    voice: str
    subject: str
    intended: Labels | None
    blind: Labels | None
    place: tuple[str, int]

    def fault(self, column: str, message: str) -> Fault:
        """Return a fault at this comment's row."""
        return Fault(*self.place, message, column, "row")

    @property
    def written(self) -> Labels:
        """The labels that the writer meant, draft or not."""
        return self.intended or self.labels


def read_corpus(frame: Frame, folder: Path = FOLDER) -> list[Comment]:
    """Read every CSV file of the corpus; raise ``Faulty`` with all that is wrong."""
    return read_files(sorted(folder.glob("*.csv")), frame)


def read_files(
    paths: Iterable[Path], frame: Frame, *, columns: Sequence[str] = COLUMNS
) -> list[Comment]:
    """Read files of the corpus, drafts of it, or practice comments; ids are unique over all.

    Without a column ``subject`` they are for practice: their voices must be others than the
    frame's, so that nobody who is tested on is learnt from.
    """
    comments: list[Comment] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            comments.extend(_read_file(path, frame, columns))
        except Faulty as error:
            faults.extend(error.faults)
    seen: set[str] = set()
    for comment in comments:
        if comment.id in seen:
            faults.append(comment.fault("id", f"{comment.id!r} is used twice"))
        seen.add(comment.id)
    if faults:
        raise Faulty(faults)
    return comments


def corpus_csv(comments: Iterable[Comment]) -> bytes:
    """Return the bytes of a file of the corpus, in the order of ids."""

    def row(comment: Comment) -> Sequence[str]:
        settled = comment.labels.cells()
        intended, blind = (
            labels.cells() if labels else ("",) * len(LABELS)
            for labels in (comment.intended, comment.blind)
        )
        start = (comment.id, comment.text, comment.language, comment.question)
        return (*start, *settled, comment.kind, comment.voice, comment.subject, *intended, *blind)

    ordered = sorted(comments, key=lambda comment: comment.id)
    return csv_bytes((*COLUMNS, *INTENDED, *BLIND), map(row, ordered))


def _read_file(path: Path, frame: Frame, columns: Sequence[str]) -> list[Comment]:
    sheet = read_sheet(path)
    faults = missing_columns(sheet, columns)
    faults += unknown_columns(sheet, (*columns, *INTENDED, *BLIND))
    if faults:
        raise Faulty(faults)
    comments = []
    for row in range(len(sheet)):
        wrong = list(_row_faults(sheet, row, frame))
        faults.extend(wrong)
        if not wrong:
            comments.append(_comment(sheet, row))
    if faults:
        raise Faulty(faults)
    return comments


def _row_faults(sheet: Sheet, row: int, frame: Frame) -> Iterator[Fault]:
    allowed: dict[str, Iterable[str]] = {
        "language": LANGUAGES,
        "question": QUESTIONS,
        "kind": KINDS,
    }
    if "subject" in sheet.columns:
        allowed |= {"voice": frame.voices, "subject": {"", *frame.subjects}}
    elif sheet.columns["voice"][row] in frame.voices:
        yield sheet.fault(row, "voice", "is a voice of the corpus")
    for column in ("id", "text", "voice"):
        if not sheet.columns[column][row].strip():
            yield sheet.fault(row, column, "is empty")
    for column, values in allowed.items():
        value = sheet.columns[column][row]
        if value not in values:
            yield sheet.fault(row, column, f"there is no {column} {value!r}")
    for columns, optional in ((LABELS, False), (INTENDED, True), (BLIND, True)):
        if not (optional and _unlabelled(sheet, row, columns)):
            yield from _label_faults(sheet, row, columns, frame)


def _unlabelled(sheet: Sheet, row: int, columns: Sequence[str]) -> bool:
    return not any(sheet.columns[name][row] for name in columns if name in sheet.columns)


def _label_faults(sheet: Sheet, row: int, columns: Sequence[str], frame: Frame) -> Iterator[Fault]:
    missing = [name for name in columns if name not in sheet.columns]
    if missing:
        yield sheet.fault(row, missing[0], "is missing, although the row has labels beside it")
        return
    sentiment, mixed, suggestion, themes = columns
    value = sheet.columns[sentiment][row]
    if value not in SENTIMENTS:
        yield sheet.fault(row, sentiment, f"{value!r} is not one of {', '.join(SENTIMENTS)}")
    for name in (mixed, suggestion):
        if sheet.columns[name][row] not in {"0", "1"}:
            yield sheet.fault(row, name, f"{sheet.columns[name][row]!r} is not 0 or 1")
    named = _ids(sheet.columns[themes][row])
    for theme in sorted(set(named) - frame.themes):
        yield sheet.fault(row, themes, f"the codebook has no theme {theme!r}")
    if len(set(named)) < len(named) or len(named) > MOST_THEMES:
        yield sheet.fault(row, themes, f"at most {MOST_THEMES} themes, each once")


def _ids(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]


def _comment(sheet: Sheet, row: int) -> Comment:
    cell = {name: values[row] for name, values in sheet.columns.items()}

    def labels(columns: Sequence[str]) -> Labels | None:
        if _unlabelled(sheet, row, columns):
            return None
        sentiment, mixed, suggestion, themes = (cell[name] for name in columns)
        return Labels(sentiment, mixed == "1", suggestion == "1", frozenset(_ids(themes)))

    settled = labels(LABELS)
    if settled is None:
        raise AssertionError("a row without labels has passed the check")
    return Comment(
        id=cell["id"],
        text=cell["text"],
        language=cell["language"],
        question=cell["question"],
        labels=settled,
        kind=cell["kind"],
        voice=cell["voice"],
        subject=cell.get("subject", ""),
        intended=labels(INTENDED),
        blind=labels(BLIND),
        place=(sheet.file, sheet.numbers[row]),
    )
