"""The workbook: every data set as a sheet, numbers rounded as they are printed, and "what if"."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from analysis.exact import rounded
from surveyapp.reports.dictionary import Cell, Column, Dataset, dictionary
from surveyapp.reports.edition import Edition
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts, texts
from surveyapp.reports.values import shown
from surveyapp.reports.what_if import write_what_if
from surveyapp.words import PRODUCT

NARROW, WIDE = 9, 42
HEAD = 2  # rows: labels, then the columns' names in the CSV files


def workbook(edition: Edition, found: Sequence[Dataset], language: str) -> bytes:
    """Return the workbook in a language; the same edition gives the same bytes."""
    import xlsxwriter

    t = texts(language)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    made = edition.release.made.astimezone(UTC).replace(tzinfo=None)
    title = t("title", round=edition.round.name)
    book.set_properties({"title": title, "author": PRODUCT, "created": made})
    formats = _Formats(book)
    names = Names(edition.configuration, language)
    write_start(book, formats, edition, found, t)
    if edition.ranked:
        write_what_if(book, formats, edition, names, t)
    for dataset in found:
        _write(book, formats, dataset, names)
    _write_dictionary(book, formats, found, t)
    book.close()
    return buffer.getvalue()


class _Formats:
    """Formats of cells, made once for each number of decimals."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[str | None, int], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#0b5c4f"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e4f0ec", "border": 1,
             "border_color": "#d3d9d6"}
        )  # fmt: skip
        self.name = book.add_format(
            {"font_color": "#4a5754", "font_size": 8, "bottom": 2, "bottom_color": "#6c7a76"}
        )
        self.to_change = book.add_format(
            {"bg_color": "#fdf4d9", "border": 1, "border_color": "#6c7a76", "num_format": "0.00"}
        )

    def number(self, unit: str | None, places: int) -> Any:
        """Return the format of a number; shares are shown as percentages."""
        if (unit, places) not in self._numbers:
            shown_places = max(0, places - 2) if unit == "share" else places
            pattern = "0" + ("." + "0" * shown_places if shown_places else "")
            pattern += "%" if unit == "share" else ""
            self._numbers[unit, places] = self._book.add_format({"num_format": pattern})
        return self._numbers[unit, places]


def write_start(
    book: Any, formats: Any, edition: Edition, found: Sequence[Dataset], t: Texts
) -> None:
    """Write the first sheet: what this is, the sentences, and which sheets there are."""
    sheet = book.add_worksheet(t("sheet_start"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, t("title", round=edition.round.name), formats.title)
    minimums = edition.configuration.parameters.minimums
    entries = [dictionary().files[dataset.file] for dataset in found]
    lines = [
        ("", t("kind_full")),
        *([("", t("for_trying_out"))] if edition.is_for_trying_out else []),
        (t("release_number", number=edition.release.number), str(edition.release.made.date())),
        (t("in_short"), edition.summary["headline"][t.language]),
        *(("", entry["sentence"][t.language]) for entry in edition.clusters),
        *((t("remarks"), remark) for remark in edition.summary["remarks"][t.language]),
        (t("withheld"), t("withheld_note", shown=minimums.shown, scored=minimums.scored,
                          comments=minimums.comments)),
        ("", t("empty_cells")),
        ("", ""),
        *((entry.sheet(t.language), entry.in_language(t.language)) for entry in entries),
    ]  # fmt: skip
    for row, (left, right) in enumerate(lines, start=2):
        sheet.write_string(row, 0, left, formats.bold)
        sheet.write_string(row, 1, right, formats.text)


def _write(book: Any, formats: Any, dataset: Dataset, names: Names) -> None:
    sheet = book.add_worksheet(dictionary().files[dataset.file].sheet(names.language))
    columns = [dataset.column(name) for name in dataset.columns]
    rows = [
        [readable(c, value, names) for c, value in zip(columns, row, strict=True)]
        for row in dataset.rows
    ]
    for place, (name, column) in enumerate(zip(dataset.columns, columns, strict=True)):
        label = column.in_language(names.language)
        sheet.write_string(0, place, label, formats.head)
        sheet.write_string(1, place, name, formats.name)
        sheet.set_column(place, place, width([row[place] for row in rows], label))
    sheet.set_row(0, 48)
    sheet.freeze_panes(HEAD, 1)
    for number, row in enumerate(rows, start=HEAD):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            elif value is not None:
                places = column.places or 0
                sheet.write_number(number, place, value, formats.number(column.unit, places))
    if rows:
        sheet.autofilter(HEAD - 1, 0, HEAD - 1 + len(rows), len(columns) - 1)


def readable(column: Column, value: Cell, names: Names) -> Cell:
    """Return a value as a sheet holds it: ids as names, numbers rounded as they are printed."""
    if isinstance(value, str):
        return shown(column, value, names)
    if isinstance(value, float):
        return rounded(value, column.places or 0)
    return value


def width(values: Sequence[Cell], label: str) -> float:
    """Return the width of a column: as wide as its values, within reason."""
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    words = max((len(word) for word in label.split()), default=0)
    return min(WIDE, max(NARROW, longest + 2, words + 2))


def _write_dictionary(book: Any, formats: Any, found: Sequence[Dataset], t: Texts) -> None:
    sheet = book.add_worksheet(t("sheet_dictionary"))
    heads = ("dictionary_file", "dictionary_column", "dictionary_meaning", "dictionary_type",
             "dictionary_unit", "dictionary_decimals", "dictionary_values")  # fmt: skip
    for place, key in enumerate(heads):
        sheet.write_string(0, place, t(key), formats.head)
        sheet.set_column(place, place, (22, 22, 60, 10, 10, 10, 60)[place])
    sheet.freeze_panes(1, 2)
    row = 1
    for dataset in found:
        for name in dataset.columns:
            column = dataset.column(name)
            values = dictionary().values_of(column)
            spoken = "; ".join(f"{key}: {w.in_language(t.language)}" for key, w in values.items())
            parts = (dataset.file, name, column.in_language(t.language), column.type,
                     column.unit or "", "" if column.places is None else str(column.places),
                     spoken)  # fmt: skip
            for place, part in enumerate(parts):
                sheet.write_string(row, place, part, formats.text)
            row += 1
