"""Spreadsheets that people hand in, CSV or XLSX, as rows of words."""

from __future__ import annotations

import csv
import io
import zipfile

from analysis.faults import Fault, Faulty

MOST_ROWS = 200_000
MOST_BYTES = 50_000_000


def read_sheet(content: bytes, file: str) -> list[dict[str, str]]:
    """Return the rows under the header, each as column name → word.

    Raises
    ------
    Faulty
        If the file is no table, or its header repeats or lacks names.
    """
    if len(content) > MOST_BYTES:
        raise Faulty([Fault(file, None, f"is larger than {MOST_BYTES:,} bytes")])
    read = _read_xlsx if content[:4] == b"PK\3\4" else _read_csv
    table = [row for row in read(content, file) if any(word.strip() for word in row)]
    if not table:
        raise Faulty([Fault(file, None, "is empty")])
    header = [name.strip().lower() for name in table[0]]
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    faults = [Fault(file, 1, f"the column {name!r} stands there twice") for name in repeated]
    if len(table) - 1 > MOST_ROWS:
        faults.append(Fault(file, None, f"has more than {MOST_ROWS:,} rows"))
    for number, row in enumerate(table[1:], start=2):
        if len(row) > len(header) and any(word.strip() for word in row[len(header) :]):
            faults.append(Fault(file, number, "has more columns than the header", unit="row"))
    if faults:
        raise Faulty(faults)
    return [
        {name: word.strip() for name, word in zip(header, row, strict=False) if name}
        for row in table[1:]
    ]


def _read_csv(content: bytes, file: str) -> list[list[str]]:
    text = _decode(content, file)
    if "\0" in text:
        raise Faulty([Fault(file, None, "is neither CSV nor XLSX")])
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Faulty([Fault(file, None, f"is not CSV: {error}")]) from None


def _decode(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(content).best()
        if best is None:
            raise Faulty([Fault(file, None, "is in no known encoding; save it as UTF-8")]) from None
        return str(best)


def _read_xlsx(content: bytes, file: str) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise Faulty([Fault(file, None, "is a damaged XLSX file")]) from None
