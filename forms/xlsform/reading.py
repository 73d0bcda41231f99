"""An instrument from an XLSForm workbook: read, checked, every fault with its sheet and row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from analysis.faults import Fault, Faulty
from analysis.instrument import NOT_CONCERNED, NOT_TRIED, Instrument
from analysis.instrument_files import build
from analysis.yaml_files import Document, Place
from forms.xlsform.columns import CASE, INTRODUCTION, STEM, TITLE, languages_in, texts_of

Row = dict[str, Any]
_CONDITION = re.compile(
    r"(?:\$\{(?P<item>\w+)\} *= *(?:'(?P<word>[^']*)'|(?P<number>\d+))"
    r"|selected\( *\$\{(?P<several>\w+)\} *, *'(?P<option>[^']*)' *\))"
)
_WAYS_OUT = {str(NOT_TRIED): "not_tried", str(NOT_CONCERNED): "not_concerned"}
_NOTES = (TITLE, STEM, INTRODUCTION, CASE)


class Sheet(NamedTuple):
    """Rows of a sheet that hold something, by their numbers as the spreadsheet shows them."""

    name: str
    header: list[str]
    rows: dict[int, Row]


def read_xlsform(content: bytes, file: str) -> Instrument:
    """Read a workbook.

    Raises
    ------
    Faulty
        With every fault; files are named with their sheets.
    """
    return _Reader(file, _sheets(content, file)).instrument()


class _Reader:
    """Builds the same data as the YAML files have, and remembers which row each part is from."""

    def __init__(self, file: str, sheets: dict[str, Sheet]) -> None:
        self.file = file
        self.survey = sheets["survey"]
        self.choices = sheets["choices"]
        self.settings = next(iter(sheets["settings"].rows.values()), {})
        self.languages = languages_in(self.survey.header)
        self.lines: dict[Place, int] = {}
        self.texts: dict[str, dict[str, str]] = {language: {} for language in self.languages}
        self.faults: list[Fault] = []
        self.cases: dict[str, Row] = {}
        self.scale_names = self.lists_of_points()
        self.main = self.main_language()

    def fault(self, sheet: str, row: int | None, message: str) -> None:
        self.faults.append(Fault(f"{self.file} ({sheet})", row, message, unit="row"))

    def instrument(self) -> Instrument:
        data = {
            "instrument": str(self.settings.get("form_id", "")),
            "version": _whole(self.settings.get("version")),
            "language": self.main,
            "minutes": _whole(self.settings.get("minutes")),
            "scale": str(self.settings.get("scale", "")),
            **self.parts(),
        }
        document = Document(self.file, _without_gaps(data), self.lines)
        others = [
            self.translation(language) for language in self.languages if language != self.main
        ]
        if self.faults:
            raise Faulty(self.faults)
        try:
            return build(document, others)
        except Faulty as error:
            raise Faulty(self.in_rows(fault) for fault in error.faults) from None

    def main_language(self) -> str:
        named = re.search(r"\(([\w-]+)\)\s*$", str(self.settings.get("default_language", "")))
        if not self.languages:
            self.fault("survey", 1, "has no column such as 'label::English (en)'")
        elif named is None or named[1] not in self.languages:
            self.fault("settings", 2, "default_language must name a language that has labels")
        else:
            return named[1]
        raise Faulty(self.faults)

    def translation(self, language: str) -> Document:
        drafts = str(self.settings.get("drafts") or "").split()
        data = {"language": language, "draft": language in drafts, "texts": self.texts[language]}
        return Document(f"{self.file}, language {language}", data, {})

    def in_rows(self, fault: Fault) -> Fault:
        if fault.file != self.file:
            return Fault(fault.file, None, fault.message)
        return Fault(f"{self.file} (survey)", fault.line, fault.message, unit="row")

    def note(self, key: str, row: Row, column: str = "label") -> str | None:
        """Keep a text in every language; return it in the main one."""
        found = texts_of(row, column)
        for language, text in found.items():
            if language != self.main:
                self.texts[language][key] = text
        return found.get(self.main)

    def at(self, place: Place, number: int) -> None:
        """Remember the row of a part, and of what holds it if that has none yet."""
        for length in range(1, len(place)):
            self.lines.setdefault(place[:length], number)
        self.lines[place] = number

    def parts(self) -> Row:
        """Return title, introduction, stem, scales, dimensions, sections and their sequence."""
        found: Row = {"introduction": [], "dimensions": [], "sections": [], "sequence": []}
        place: Place = ()
        part: Row | None = None
        for number, row in self.survey.rows.items():
            kind, name = _plain(row.get("type")), _plain(row.get("name"))
            if kind == "note" and name.startswith(_NOTES):
                self.text_note(found, number, name, row)
            elif kind == "begin_group":
                place, part = self.begin(found, number, name, row)
            elif kind == "end_group":
                part = None
            elif part is None:
                self.fault("survey", number, f"{name!r} stands in no group")
            else:
                self.at((*place, "items", len(part["items"])), number)
                part["items"].append(self.item(kind, name, number, row))
        found["scales"] = self.scales()
        return found

    def text_note(self, found: Row, number: int, name: str, row: Row) -> None:
        if name in (TITLE, STEM):
            key = name.removeprefix("_")
            found[key] = self.note(key, row)
        elif name.startswith(CASE):
            self.cases[name.removeprefix(CASE)] = row
        else:
            at = len(found["introduction"])
            found["introduction"].append(self.note(f"introduction.{at + 1}", row))
            self.at(("introduction", at), number)

    def begin(self, found: Row, number: int, name: str, row: Row) -> tuple[Place, Row]:
        """Open a dimension or a section, and give it its place in the sequence."""
        kind = _plain(row.get("part")) or "section"
        if kind not in {"dimension", "section"}:
            self.fault("survey", number, "part must be 'dimension' or 'section'")
            kind = "section"
        key, word = ("dimensions", "name") if kind == "dimension" else ("sections", "title")
        place: Place = (key, len(found[key]))
        part: Row = {"id": name, word: self.note(f"{kind}.{name}", row), "items": []}
        self.at(place, number)
        found[key].append(part)
        sequence = found["sequence"]
        if kind == "section":
            sequence.append({"section": name})
        elif sequence and "dimensions" in sequence[-1]:
            sequence[-1]["dimensions"] += 1
        else:
            sequence.append({"dimensions": 1})
        return place, part

    def item(self, kind: str, name: str, number: int, row: Row) -> Row:
        word, _, listed = kind.partition(" ")
        key, level = f"item.{name}", _plain(row.get("level"))
        item: Row = {
            "id": name,
            "hint": self.note(f"{key}.hint", row, "hint"),
            "only_if": self.conditions(number, row),
        }
        if word == "select_one" and level:
            item |= {"text": self.note(key, self.cases.get(name, {})), "kind": "vignette"}
            item |= {"level": level, "question": self.note(f"{key}.question", row)}
            return item | self.scale_named(listed)
        item["text"] = self.note(key, row)
        if word == "select_one" and listed in self.scale_names:
            expected = _whole(row.get("expected"))
            item |= {"kind": "rating", "reverse": _yes(row.get("reverse")), "expected": expected}
            return item | self.scale_named(listed)
        if word in {"select_one", "select_multiple", "rank"}:
            return item | self.choice(word, name, listed, row)
        if word == "integer":
            bounds = {bound: _whole(row.get(bound)) for bound in ("lowest", "highest")}
            return item | {"kind": "number", "unit": self.note(f"{key}.unit", row, "unit")} | bounds
        if word == "text":
            return item | {"kind": "text", "longest": _whole(row.get("longest"))}
        self.fault("survey", number, f"type {kind!r} is no kind of item")
        return item | {"kind": "text"}

    def choice(self, word: str, name: str, listed: str, row: Row) -> Row:
        item: Row = {"options": list(self.options(name, listed))}
        if word == "select_one":
            return item | {"kind": "single", "profile": _yes(row.get("profile"))}
        if word == "select_multiple":
            return item | {"kind": "multiple", "most": _whole(row.get("most"))}
        return item | {"kind": "ranking", "places": _whole(row.get("places"))}

    def options(self, item: str, listed: str) -> Iterator[Row]:
        for row in self.choices.rows.values():
            if _plain(row.get("list_name")) == listed:
                name = _plain(row.get("name"))
                yield {"id": name, "text": self.note(f"option.{item}.{name}", row)}

    def lists_of_points(self) -> frozenset[str]:
        """Return the lists of numbers, which are scales; ids of options begin with a letter."""
        rows = self.choices.rows.values()
        lists = {_plain(row.get("list_name")) for row in rows}
        worded = {
            _plain(row.get("list_name"))
            for row in rows
            if not re.fullmatch(r"-?\d+", _plain(row.get("name")))
        }
        return frozenset(lists - worded)

    def scale_named(self, listed: str) -> Row:
        return {"scale": None if listed == _plain(self.settings.get("scale")) else listed}

    def conditions(self, number: int, row: Row) -> list[Row]:
        """Read what ``writing`` writes: alternatives in brackets, joined by ``and``."""
        relevant = str(row.get("relevant") or "").strip()
        if not relevant:
            return []
        found: list[Row] = []
        for group in relevant.split(" and "):
            alternatives = group.strip().removeprefix("(").removesuffix(")").split(" or ")
            matches = [_CONDITION.fullmatch(each.strip()) for each in alternatives]
            names = {match["item"] or match["several"] for match in matches if match}
            if None in matches or len(names) != 1:
                self.fault("survey", number, f"relevant: {group!r} cannot be read")
                continue
            values = [_value(match) for match in matches if match]
            found.append({"item": names.pop(), "among": values})
        return found

    def scales(self) -> list[Row]:
        found: dict[str, Row] = {}
        for number, row in self.choices.rows.items():
            listed, name = _plain(row.get("list_name")), _plain(row.get("name"))
            if listed not in self.scale_names:
                continue
            scale = found.setdefault(listed, {"id": listed, "lowest": None, "labels": []})
            way_out = _WAYS_OUT.get(name)
            label = self.note(f"scale.{listed}.{way_out or name}", row)
            if way_out:
                scale[way_out] = label
                continue
            following = (scale["lowest"] or 0) + len(scale["labels"])
            if name.startswith("-") or (scale["labels"] and int(name) != following):
                self.fault("choices", number, f"{name!r} is not the next point of {listed!r}")
                continue
            scale["lowest"] = int(name) if scale["lowest"] is None else scale["lowest"]
            scale["labels"].append(label)
        return list(found.values())


def _sheets(content: bytes, file: str) -> dict[str, Sheet]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise Faulty([Fault(file, None, "is no workbook (XLSX)")]) from None
    missing = [name for name in ("survey", "choices", "settings") if name not in book.sheetnames]
    if missing:
        raise Faulty([Fault(file, None, f"has no sheet {name!r}") for name in missing])
    found = {name: _sheet(name, book[name]) for name in ("survey", "choices", "settings")}
    book.close()
    return found


def _sheet(name: str, sheet: Any) -> Sheet:
    rows = sheet.iter_rows(values_only=True)
    header = [str(cell or "").strip() for cell in next(rows, ())]
    kept = {
        number: {key: value for key, value in zip(header, row, strict=False) if value is not None}
        for number, row in enumerate(rows, start=2)
    }
    return Sheet(name, header, {number: row for number, row in kept.items() if row})


def _value(match: re.Match[str]) -> int | str:
    if match["option"] is not None:
        return match["option"]
    if match["number"] is not None:
        return int(match["number"])
    word = match["word"]
    return int(word) if re.fullmatch(r"-?\d+", word) else word


def _plain(value: Any) -> str:
    """Return a cell as text; spreadsheets turn 1 into 1.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _whole(value: Any) -> Any:
    """Return a cell as a whole number where it is one, else as it stands."""
    plain = _plain(value)
    if re.fullmatch(r"-?\d+", plain):
        return int(plain)
    return plain or None


def _yes(value: Any) -> bool | None:
    return True if str(value or "").strip().lower() in {"yes", "true", "1"} else None


def _without_gaps(data: Any) -> Any:
    """Drop what is empty, so that the schema's defaults hold and its gaps are named."""
    if isinstance(data, dict):
        kept = {key: _without_gaps(value) for key, value in data.items() if value is not None}
        return {key: value for key, value in kept.items() if value != [] or key != "only_if"}
    if isinstance(data, list):
        return [_without_gaps(value) for value in data]
    return data
