"""The data dictionary: what the columns of the CSV files mean, and the files read with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from analysis.csv_files import csv_bytes
from analysis.yaml_files import Strict, check, read
from surveyapp.reports.texts import LANGUAGES

DICTIONARY = Path(__file__).parent / "dictionary.yaml"
HEADER = ("file", "column", "type", "unit", "decimals", "values", "label_en", "label_hi")
Cell = str | int | float | None


class Words(Strict):
    """A text in every language that reports speak."""

    en: str
    hi: str

    def in_language(self, language: str) -> str:
        return self.hi if language == "hi" else self.en


class FileEntry(Words):
    """A file, and what its sheet in the workbook is called."""

    sheet_en: str
    sheet_hi: str

    def sheet(self, language: str) -> str:
        return self.sheet_hi if language == "hi" else self.sheet_en


class Column(Words):
    """A column. ``places``: decimals in print; ``names``, ``values``: how values are called."""

    type: Literal["string", "integer", "number", "boolean"]
    unit: Literal["points", "share"] | None = None
    places: int | None = None
    names: str | None = None
    values: str | None = None


class Dictionary(Strict):
    """Files, columns (``FILE/COLUMN`` goes before ``COLUMN``) and lists of values."""

    files: Mapping[str, FileEntry]
    columns: Mapping[str, Column]
    values: Mapping[str, Mapping[str, Words]]

    def column(self, file: str, name: str) -> Column:
        """Return what a column of a file means; raise ``KeyError`` if nobody has said."""
        found = self.columns.get(f"{file}/{name}") or self.columns.get(name)
        if found is None:
            raise KeyError(f"{file}: the column {name!r} is not in {DICTIONARY.name}")
        return found

    def values_of(self, column: Column) -> Mapping[str, Words]:
        return self.values[column.values] if column.values else {}


@cache
def dictionary() -> Dictionary:
    """Return the dictionary, checked."""
    return check(Dictionary, read(DICTIONARY))


@dataclass(frozen=True)
class Dataset:
    """A CSV file read with the dictionary: numbers as numbers, empty cells as None."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def name(self) -> str:
        return self.file.removesuffix(".csv")

    def column(self, name: str) -> Column:
        return dictionary().column(self.file, name)


def datasets(files: Mapping[str, bytes]) -> list[Dataset]:
    """Return the CSV files that the dictionary knows, in its order."""
    return [_dataset(name, files[name]) for name in dictionary().files if name in files]


def _dataset(file: str, content: bytes) -> Dataset:
    head, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    types = [dictionary().column(file, name).type for name in head]
    return Dataset(
        file,
        tuple(head),
        tuple(tuple(_value(t, text) for t, text in zip(types, row, strict=True)) for row in rows),
    )


def _value(kind: str, text: str) -> Cell:
    if not text:
        return None
    if kind == "string":
        return text
    return float(text) if kind == "number" else int(text)


def dictionary_csv(found: list[Dataset]) -> bytes:
    """Return the data dictionary of these files as CSV."""
    rows: list[list[Any]] = []
    for dataset in found:
        for name in dataset.columns:
            column = dataset.column(name)
            values = " ".join(key.replace(" ", "_") for key in dictionary().values_of(column))
            labels = [column.in_language(language) for language in LANGUAGES]
            rows.append(
                [dataset.file, name, column.type, column.unit, column.places, values, *labels]
            )
    return csv_bytes(HEADER, rows)
