"""The log of codes that people gave: append-only, and always right against the machine.

A row says that a coder added, removed or confirmed a theme of a comment, or its label (written
``label:negative``, ``label:neutral``, ``label:positive``). The last word of each coder counts; of
several coders, the last row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.codebook import Codebook
from analysis.comment_rows import open_comments
from analysis.faults import Fault, Faulty
from analysis.sentiment.model import CLASSES

COLUMNS = ("id", "theme", "action", "coder", "version")
ACTIONS = ("add", "remove", "confirm")
SAMPLES = ("", "random", "threshold", "topic", "double")
# the comments that two people code are the first of those drawn at random
DRAWN_AT_RANDOM = ("random", "double")
LABEL = "label:"


@dataclass(frozen=True)
class Correction:
    """One row of the log; ``sample`` is the part of the coding plan that it came from."""

    id: str
    theme: str
    action: str
    coder: str
    version: int
    sample: str = ""

    @property
    def label(self) -> str | None:
        """The label that was given, None where the row is about a theme."""
        return self.theme.removeprefix(LABEL) if self.theme.startswith(LABEL) else None


class Corrections:
    """A log, in its order."""

    def __init__(self, entries: Iterable[Correction] = ()) -> None:
        self.entries = tuple(entries)
        self._themes: dict[str, dict[str, bool]] = {}
        self._labels: dict[str, Correction] = {}
        for entry in self.entries:
            if entry.label is None:
                self._themes.setdefault(entry.id, {})[entry.theme] = entry.action != "remove"
            elif entry.action != "remove":
                self._labels[entry.id] = entry

    def themes(self, comment: str, suggested: Iterable[str]) -> tuple[str, ...]:
        """Return the themes of a comment after people's corrections of what was suggested."""
        given = self._themes.get(comment, {})
        kept = [theme for theme in suggested if given.get(theme, True)]
        return (*kept, *(theme for theme, there in given.items() if there and theme not in kept))

    def is_coded(self, comment: str) -> bool:
        """Tell whether a person looked at the themes of a comment."""
        return comment in self._themes

    def label(self, comment: str) -> str | None:
        """Return the label that a person gave a comment."""
        entry = self._labels.get(comment)
        return entry.label if entry else None

    def random_labels(self) -> dict[str, str]:
        """Return the labels of comments that were drawn at random: only these estimate anything."""
        return {
            key: entry.label
            for key, entry in self._labels.items()
            if entry.label and entry.sample in DRAWN_AT_RANDOM
        }


def read_corrections(path: Path, codebook: Codebook) -> Corrections:
    """Read a log; raise ``Faulty`` with every row that is not one."""
    file = open_comments(path, COLUMNS)
    faults: list[Fault] = []
    known = {theme.id for theme in codebook.themes}
    entries = []
    for number, row in enumerate(file.rows(), start=2):
        cells = dict(zip(file.header, row, strict=True))
        problems = list(_problems(cells, known))
        faults += [Fault(str(path), number, text, column, "row") for column, text in problems]
        if not problems:
            key, theme, action, coder = (cells[name] for name in COLUMNS[:4])
            version, sample = int(cells["version"]), cells.get("sample", "")
            entries.append(Correction(key, theme, action, coder, version, sample))
    if faults:
        raise Faulty(faults)
    return Corrections(entries)


def _problems(cells: dict[str, str], known: set[str]) -> Iterator[tuple[str, str]]:
    theme, label = cells["theme"], cells["theme"].removeprefix(LABEL)
    if not cells["id"]:
        yield "id", "is empty"
    if theme.startswith(LABEL):
        if label not in CLASSES:
            yield "theme", f"{label!r} is not one of {', '.join(CLASSES)}"
    elif theme not in known:
        yield "theme", f"the codebook has no theme {theme!r}"
    if cells["action"] not in ACTIONS:
        yield "action", f"{cells['action']!r} is not one of {', '.join(ACTIONS)}"
    if not cells["version"].isdecimal():
        yield "version", f"{cells['version']!r} is not a whole number"
    if cells.get("sample", "") not in SAMPLES:
        yield "sample", f"{cells['sample']!r} is not one of {', '.join(filter(None, SAMPLES))}"
