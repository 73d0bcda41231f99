"""Tables of comments read row by row, so that a million of them need no memory.

A file is read twice: once for its faults, all of which are reported before anything is written,
and once for its rows.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.faults import Fault, Faulty

LARGEST_CELL = 50_000_000
MOST_FAULTS = 1_000


@dataclass(frozen=True)
class CommentFile:
    """A CSV file that is known to be sound: header, delimiter and number of rows."""

    path: Path
    header: tuple[str, ...]
    delimiter: str
    count: int

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header, without blank lines."""
        with _reading(self.path, self.delimiter) as reader:
            next(reader)
            yield from (row for row in reader if row)

    def column(self, name: str) -> int:
        """Return the place of a column."""
        return self.header.index(name)

    def values(self, name: str) -> Iterator[str]:
        """Yield the cells of a column."""
        place = self.column(name)
        return (row[place] for row in self.rows())


def open_comments(path: Path, needed: Sequence[str]) -> CommentFile:
    """Check a CSV file: UTF-8 with or without byte-order mark, comma or semicolon, header row.

    Raises
    ------
    Faulty
        With every missing column and every row that does not fit the header.
    """
    try:
        delimiter = _delimiter(path)
        with _reading(path, delimiter) as reader:
            return _check(path, reader, delimiter, needed)
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be read: {error.strerror}")]) from None


def _check(path: Path, reader: Reader, delimiter: str, needed: Sequence[str]) -> CommentFile:
    file, number, count = str(path), 1, 0
    faults: list[Fault] = []
    try:
        header = tuple(name.strip() for name in next(reader, []))
        faults += _header_faults(file, header, needed)
        for number, row in enumerate(reader, start=2):
            count += bool(row)
            if row and len(row) != len(header) and len(faults) < MOST_FAULTS:
                message = f"has {len(row)} columns, but the header has {len(header)}"
                faults.append(Fault(file, number, message, unit="row"))
    except csv.Error as error:
        faults.append(Fault(file, number + 1, f"is not CSV: {error}", unit="row"))
    except UnicodeDecodeError:
        faults.append(Fault(file, number + 1, "is not UTF-8", unit="row"))
    if faults:
        raise Faulty(faults)
    return CommentFile(path, header, delimiter, count)


def _header_faults(file: str, header: Sequence[str], needed: Sequence[str]) -> Iterator[Fault]:
    if not any(header):
        yield Fault(file, None, "is empty; the first row must name the columns")
        return
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        yield Fault(file, 1, f"the column {name!r} stands here twice", name, "row")
    for name in needed:
        if name not in header:
            known = ", ".join(header)
            yield Fault(
                file, 1, f"the column {name!r} is missing (there are: {known})", name, "row"
            )


Reader = Iterator[list[str]]


@contextmanager
def _reading(path: Path, delimiter: str) -> Iterator[Reader]:
    csv.field_size_limit(min(LARGEST_CELL, sys.maxsize))
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield csv.reader(file, delimiter=delimiter, strict=True)


def _delimiter(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline()
    return ";" if first.count(b";") > first.count(b",") else ","


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file (UTF-8, comma, LF) that appears only when it is complete."""
    with _replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


@contextmanager
def _replacing(path: Path) -> Iterator[io.TextIOWrapper]:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
            yield file
        os.replace(part, path)
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be written: {error.strerror}")]) from None
    finally:
        part.unlink(missing_ok=True)


def beside(header: Sequence[str], added: Sequence[str]) -> list[str]:
    """Return the header of an output: the input's columns, then ours.

    A column of the input that has the name of one of ours becomes ``input_NAME``.
    """
    return [f"input_{name}" if name in added else name for name in header] + list(added)


def records(path: Path, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield rows by name of the column; raise ``Faulty`` as ``open_comments`` does."""
    comments = open_comments(path, needed)
    for row in comments.rows():
        yield dict(zip(comments.header, row, strict=True))
