"""CSV files: read with every fault named by row and column, and written in one way only."""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from pathlib import Path

from analysis.faults import Fault, Faulty

CHUNK = 20_000
MISSING = frozenset({"", "NA"})
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Sheet:
    """A table as text, by column; row 1 of the file is its header."""

    file: str
    columns: dict[str, list[str]]
    numbers: list[int]

    def __len__(self) -> int:
        return len(self.numbers)

    def fault(self, row: int, column: str, message: str) -> Fault:
        """Return a fault at the row with this index (from 0)."""
        return Fault(self.file, self.numbers[row], message, column, "row")


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file: UTF-8 with or without byte-order mark, comma or semicolon, header row.

    Raises
    ------
    Faulty
        If the file cannot be read or rows and header do not fit, with every such row.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be read: {error.strerror}")]) from None
    return parse_sheet(content, str(path))


def parse_sheet(content: bytes, file: str) -> Sheet:
    """Read the bytes of a CSV file; ``file`` is its name in messages."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise Faulty([Fault(file, row, "is not UTF-8", unit="row")]) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise Faulty([Fault(file, row, "holds a NUL character", unit="row")])
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, file)
        return _read_rows(reader, header, file)
    except csv.Error as error:
        raise Faulty([Fault(file, reader.line_num, f"is not CSV: {error}", unit="row")]) from None


def _check_header(header: Sequence[str], file: str) -> None:
    if not any(header):
        raise Faulty([Fault(file, None, "is empty; the first row must name the columns")])
    faults = [
        Fault(file, 1, f"the column {name!r} stands here twice", name, "row")
        for name in sorted({name for name in header if name and header.count(name) > 1})
    ]
    if faults:
        raise Faulty(faults)


def _read_rows(reader: Iterable[list[str]], header: Sequence[str], file: str) -> Sheet:
    faults: list[Fault] = []
    numbers: list[int] = []
    columns: list[list[str]] = [[] for _ in header]
    rows = iter(enumerate(reader, start=2))
    with _without_collector():
        _read_chunks(rows, header, file, columns, numbers, faults)
    if faults:
        raise Faulty(faults)
    return Sheet(file, dict(zip(header, columns, strict=True)), numbers)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of new rows make Python look for cycles again and again; there are none."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read_chunks(
    rows: Iterator[tuple[int, list[str]]],
    header: Sequence[str],
    file: str,
    columns: list[list[str]],
    numbers: list[int],
    faults: list[Fault],
) -> None:
    while chunk := list(islice(rows, CHUNK)):
        good = []
        for number, row in chunk:
            if len(row) == len(header):
                numbers.append(number)
                good.append(row)
            elif any(cell.strip() for cell in row):
                message = f"has {len(row)} columns, but the header has {len(header)}"
                faults.append(Fault(file, number, message, unit="row"))
        for column, values in zip(columns, zip(*good, strict=True), strict=False):
            column.extend(values)


def missing_columns(sheet: Sheet, wanted: Iterable[str]) -> list[Fault]:
    """Return a fault for every column that a file must have and has not."""
    return [
        Fault(sheet.file, 1, f"the column {name!r} is missing", name, "row")
        for name in wanted
        if name not in sheet.columns
    ]


def unknown_columns(sheet: Sheet, known: Iterable[str]) -> list[Fault]:
    """Return a fault for every column that a file may not have."""
    allowed = set(known)
    return [
        Fault(sheet.file, 1, f"there is no column {name!r} in such a file", name, "row")
        for name in sheet.columns
        if name not in allowed
    ]


def numbers(sheet: Sheet, column: str, faults: list[Fault]) -> list[float | None]:
    """Return a column of numbers, None where it is empty or NA; note what is no number."""
    known: dict[str, float | None] = {}
    for row, text in enumerate(sheet.columns[column]):
        if text not in known:
            try:
                known[text] = number(text)
            except ValueError:
                faults.append(sheet.fault(row, column, f"{text!r} is not a number"))
    return [known.get(text) for text in sheet.columns[column]]


def number(text: str) -> float | None:
    """Return a finite number, or None for an empty cell; raise ``ValueError`` otherwise."""
    bare = text.strip()
    if bare in MISSING:
        return None
    if not (bare.isascii() and "_" not in bare):
        raise ValueError
    value = float(bare)
    if not isfinite(value):
        raise ValueError
    return value


def wrong_numbers(sheet: Sheet, column: str, message: str, bad: Iterable[bool]) -> list[Fault]:
    """Return a fault for every row for which ``bad`` is true."""
    return [
        sheet.fault(row, column, f"{sheet.columns[column][row]!r} {message}")
        for row, wrong in enumerate(bad)
        if wrong
    ]


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file: UTF-8, comma, lines end in LF, floats in full precision."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell_text(value) for value in row] for row in rows)
    return out.getvalue().encode()


def cell_text(value: Cell) -> str:
    """Return a value as it stands in a CSV file: empty for None, 0 or 1 for truth."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def records(header: Sequence[str], entries: Iterable[Mapping[str, Cell]]) -> bytes:
    """Return a CSV file of the named entries of mappings."""
    return csv_bytes(header, ([entry[name] for name in header] for entry in entries))


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        raise Faulty([Fault(str(folder), None, f"cannot be written: {error.strerror}")]) from None
