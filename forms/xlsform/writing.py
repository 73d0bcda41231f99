"""An instrument as an XLSForm workbook, to be edited in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from analysis.instrument import (
    NOT_CONCERNED,
    NOT_TRIED,
    ChoiceItem,
    Dimension,
    Instrument,
    MultipleItem,
    NumberItem,
    RankingItem,
    RatingItem,
    Scale,
    SingleItem,
    TextItem,
    VignetteItem,
)
from forms.xlsform.columns import (
    BOUNDS,
    CASE,
    INTRODUCTION,
    OWN,
    STEM,
    TEXT_COLUMNS,
    TITLE,
    heading,
)

Row = dict[str, Any]
_XLSFORM = ("relevant", "constraint", "appearance")


def write_xlsform(instrument: Instrument) -> bytes:
    """Return the workbook (XLSX) of an instrument with all its languages."""
    from openpyxl import Workbook

    writer = _Writer(instrument)
    book = Workbook()
    book.remove(book.active)
    texts = [heading(c, language) for c in TEXT_COLUMNS for language in instrument.languages]
    labels = texts[: len(instrument.languages)]
    for name, header, rows in (
        ("survey", ["type", "name", *texts, *_XLSFORM, *OWN, *BOUNDS], list(writer.survey())),
        ("choices", ["list_name", "name", *labels], list(writer.choices())),
        ("settings", None, [writer.settings()]),
    ):
        sheet = book.create_sheet(name)
        columns = header or list(rows[0])
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
        sheet.freeze_panes = "C2"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class _Writer:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.words = {
            language: dict(instrument.translations.get(language) or instrument.texts())
            for language in instrument.languages
        }

    def text(self, column: str, key: str) -> Row:
        """Return the cells of one text in every language."""
        return {
            heading(column, language): words[key]
            for language, words in self.words.items()
            if key in words
        }

    def settings(self) -> Row:
        made = self.instrument
        language = heading("label", made.language).removeprefix("label::")
        return {
            "form_title": made.title,
            "form_id": made.instrument,
            "version": made.version,
            "default_language": language,
            "scale": made.scale,
            "minutes": made.minutes,
            "drafts": " ".join(made.drafts),
        }

    def survey(self) -> Iterator[Row]:
        yield {"type": "note", "name": TITLE, **self.text("label", "title")}
        for number in range(1, len(self.instrument.introduction) + 1):
            texts = self.text("label", f"introduction.{number}")
            yield {"type": "note", "name": f"{INTRODUCTION}{number}", **texts}
        yield {"type": "note", "name": STEM, **self.text("label", "stem")}
        for part in self.instrument.presented(0):
            kind = "dimension" if isinstance(part, Dimension) else "section"
            texts = self.text("label", f"{kind}.{part.id}")
            yield {"type": "begin_group", "name": part.id, "part": kind, **texts}
            for item in part.items:
                yield from self.item(item)
            yield {"type": "end_group"}

    def item(self, item: Any) -> Iterator[Row]:
        key = f"item.{item.id}"
        row = {
            "name": item.id,
            **self.text("label", key),
            **self.text("hint", f"{key}.hint"),
            "relevant": self.relevant(item),
        }
        match item:
            case RatingItem():
                yield row | self.rating(item)
            case VignetteItem():
                case = {"type": "note", "name": f"{CASE}{item.id}", "relevant": row["relevant"]}
                yield case | self.text("label", key)
                question = self.text("label", f"{key}.question")
                yield row | question | self.rating(item) | {"level": item.level}
            case SingleItem():
                profile = "yes" if item.profile else None
                yield row | {"type": f"select_one {self.list_of(item)}", "profile": profile}
            case MultipleItem():
                limit = f"count-selected(.) <= {item.most}" if item.most else None
                yield row | {
                    "type": f"select_multiple {self.list_of(item)}",
                    "constraint": limit,
                    "most": item.most,
                }
            case RankingItem():
                yield row | {"type": f"rank {self.list_of(item)}", "places": item.places}
            case NumberItem():
                bounds = f". >= {item.lowest} and . <= {item.highest}"
                yield row | self.text("unit", f"{key}.unit") | {
                    "type": "integer", "constraint": bounds,
                    "lowest": item.lowest, "highest": item.highest,
                }  # fmt: skip
            case TextItem():
                limit = f"string-length(.) <= {item.longest}"
                yield row | {
                    "type": "text", "appearance": "multiline", "constraint": limit,
                    "longest": item.longest,
                }  # fmt: skip

    def rating(self, item: RatingItem | VignetteItem) -> Row:
        scale = self.instrument.scale_of(item)
        row: Row = {"type": f"select_one {scale.id}", "appearance": "likert"}
        if isinstance(item, RatingItem):
            row |= {"reverse": "yes" if item.reverse else None, "expected": item.expected}
        return row

    def relevant(self, item: Any) -> str | None:
        """Return the conditions in XLSForm's words, each in brackets."""
        alternatives = []
        for condition in item.only_if:
            asked = self.instrument.items[condition.item]
            several = isinstance(asked, MultipleItem | RankingItem)
            form = "selected(${{{0}}}, '{1}')" if several else "${{{0}}} = '{1}'"
            if isinstance(asked, NumberItem):
                form = "${{{0}}} = {1}"
            among = " or ".join(form.format(condition.item, value) for value in condition.among)
            alternatives.append(f"({among})")
        return " and ".join(alternatives) or None

    def choices(self) -> Iterator[Row]:
        for scale in self.instrument.scales:
            yield from self.scale(scale)
        for item in self.instrument.items.values():
            for option in item.options if isinstance(item, ChoiceItem) else ():
                texts = self.text("label", f"option.{item.id}.{option.id}")
                yield {"list_name": self.list_of(item), "name": option.id, **texts}

    def list_of(self, item: ChoiceItem) -> str:
        """Return the name of an item's list, apart from the names of scales."""
        taken = {scale.id for scale in self.instrument.scales}
        return f"{item.id}-options" if item.id in taken else item.id

    def scale(self, scale: Scale) -> Iterator[Row]:
        codes = {str(point): point for point in scale.points}
        ways_out = {"not_tried": NOT_TRIED, "not_concerned": NOT_CONCERNED}
        codes |= {name: code for name, code in ways_out.items() if getattr(scale, name)}
        for name, code in codes.items():
            texts = self.text("label", f"scale.{scale.id}.{name}")
            yield {"list_name": scale.id, "name": code, **texts}
