"""SPSS files of the data sets: figures of table T and what follows from it, never responses.

pyreadstat wants pandas, so this is for the worker and the command line.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from math import nan
from pathlib import Path
from typing import Any

from surveyapp.reports.dictionary import Dataset, dictionary
from surveyapp.reports.names import Names
from surveyapp.reports.values import shown

# words of SPSS's own language are no names of variables
RESERVED = frozenset(
    ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
)
FILE_LABEL, LABEL = 64, 120  # bytes that the format has room for
# where the header of a system file says when it was written: "25 Nov 26", "09:19:45"
WRITTEN = slice(92, 109)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sav(dataset: Dataset, names: Names, made: datetime) -> bytes:
    """Return a data set as an SPSS system file; the same data give the same bytes."""
    import pandas
    import pyreadstat

    variables = [variable(name) for name in dataset.columns]
    columns = zip(*dataset.rows, strict=True) if dataset.rows else ((),) * len(variables)
    frame = pandas.DataFrame(
        {name: _series(dataset, i, list(values), pandas) for i, (name, values) in enumerate(
            zip(variables, columns, strict=True))}
    )  # fmt: skip
    described = dict(zip(variables, dataset.columns, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=short(dictionary().files[dataset.file].en, FILE_LABEL),
            column_labels=[short(dataset.column(name).en, LABEL) for name in dataset.columns],
            variable_value_labels=_labels(dataset, described, names),
            variable_format={v: spss_format(dataset, c) for v, c in described.items()},
            variable_measure={v: _measure(dataset, c) for v, c in described.items()},
            row_compress=True,
        )
        return _dated(path.read_bytes(), made)


def variable(name: str) -> str:
    """Return the name of a column as SPSS allows it."""
    return f"{name}_" if name in RESERVED else name


def short(text: str, most: int) -> str:
    """Cut a text to as many bytes as a label may have."""
    return text.encode()[:most].decode(errors="ignore")


def _series(dataset: Dataset, index: int, values: list[Any], pandas: Any) -> Any:
    if dataset.column(dataset.columns[index]).type == "string":
        return pandas.Series(["" if value is None else value for value in values], dtype="object")
    return pandas.Series([nan if v is None else float(v) for v in values], dtype="float64")


def _labels(dataset: Dataset, described: dict[str, str], names: Names) -> dict[str, Any]:
    """Return what the values of each variable are called."""
    found: dict[str, Any] = {}
    for name, column_name in described.items():
        column = dataset.column(column_name)
        if column.type == "boolean":
            found[name] = {0.0: "no", 1.0: "yes"}
        elif column.names or column.values:
            place = dataset.columns.index(column_name)
            used = sorted({str(row[place]) for row in dataset.rows if row[place]})
            if used:
                found[name] = {value: short(shown(column, value, names), LABEL) for value in used}
    return found


def spss_format(dataset: Dataset, name: str) -> str:
    """Return the print format: full precision is kept, decimals are those of print."""
    column = dataset.column(name)
    if column.type == "string":
        place = dataset.columns.index(name)
        longest = max((len(str(row[place] or "").encode()) for row in dataset.rows), default=1)
        return f"A{max(1, longest)}"
    return f"F12.{column.places or 0}"


def _measure(dataset: Dataset, name: str) -> str:
    return "scale" if dataset.column(name).type in {"integer", "number"} else "nominal"


def _dated(content: bytes, made: datetime) -> bytes:
    """Put the release's time into the header, which else holds the clock's."""
    day = f"{made.day:02} {MONTHS[made.month - 1]} {made.year % 100:02}{made:%H:%M:%S}"
    header = bytearray(content)
    header[WRITTEN] = day.encode("ascii")
    return bytes(header)
