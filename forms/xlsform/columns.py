"""What stands where in the workbook: XLSForm's own columns, and ours beside them.

Other programs show such a form and ignore our columns. Only these are read back; ``constraint`` and
``appearance`` are written for other programs and are made anew from ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale

# columns of the sheet "survey" that XLSForm does not know, by the field of an item
OWN = ("part", "level", "reverse", "expected", "profile", "most", "places", "longest")
BOUNDS = ("lowest", "highest")
TEXT_COLUMNS = ("label", "hint", "unit")
# names of notes that hold texts of the instrument itself; an id begins with a letter
TITLE, STEM, INTRODUCTION, CASE = "_title", "_stem", "_introduction_", "_case_"
_LANGUAGE = re.compile(r"(label|hint|unit)::.*\(([a-z]{2,3}(?:-[A-Z][a-z]{3})?)\)")


def heading(column: str, language: str) -> str:
    """Return the name of a column of texts: ``label::Hindi (hi)``."""
    name = Locale.parse(language, sep="-").get_display_name("en")
    return f"{column}::{name} ({language})"


def texts_of(row: Mapping[str, Any], column: str) -> dict[str, str]:
    """Return the texts of a row in one kind of column, by language; empty cells are left out."""
    found = {}
    for name, value in row.items():
        match = _LANGUAGE.fullmatch(name)
        if match and match[1] == column and str(value).strip():
            found[match[2]] = str(value).strip()
    return found


def languages_in(names: list[str]) -> list[str]:
    """Return the languages that have a column of labels, in the order of the columns."""
    found = [_LANGUAGE.fullmatch(name) for name in names]
    return [match[2] for match in found if match and match[1] == "label"]
