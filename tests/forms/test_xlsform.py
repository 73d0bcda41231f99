"""Instruments go out as spreadsheets and come back the same; other programs read them too."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from analysis.faults import Faulty
from analysis.instrument import Instrument
from analysis.instrument_files import parse_instrument, read_instrument
from forms.instrument_yaml import to_yaml
from forms.xlsform.checking import check_xlsform
from forms.xlsform.reading import read_xlsform
from forms.xlsform.writing import write_xlsform
from tests.factories import shipped_configuration
from tests.forms.instruments import EVERY_KIND, every_kind

INSTRUMENTS = {"shipped": shipped_configuration().instrument, "every kind": every_kind()}


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_an_instrument_comes_back_from_its_workbook(instrument: Instrument) -> None:
    again = read_xlsform(write_xlsform(instrument), "round.xlsx")
    assert again == instrument
    assert again.hash == instrument.hash


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_pyxform_takes_the_workbook(instrument: Instrument) -> None:
    assert check_xlsform(write_xlsform(instrument), "round.xlsx") == []


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_an_instrument_comes_back_from_its_files(instrument: Instrument, tmp_path: Path) -> None:
    for name, content in to_yaml(instrument).items():
        (tmp_path / name).write_bytes(content)
    assert read_instrument(tmp_path / f"{instrument.instrument}.yaml") == instrument


def test_an_item_and_a_scale_may_share_a_name() -> None:
    texts = EVERY_KIND.replace("id: stars,", "id: diet,").replace("scale: stars", "scale: diet")
    instrument = parse_instrument(texts.encode(), "canteen.yaml", {})
    assert read_xlsform(write_xlsform(instrument), "x.xlsx") == instrument


def edited(change: Callable[[Any], None]) -> bytes:
    """Return the workbook of every kind after somebody has edited it."""
    book = load_workbook(BytesIO(write_xlsform(every_kind())))
    change(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(book: Any, name: str) -> int:
    return next(row[1].row for row in book["survey"].iter_rows() if row[1].value == name)


def set_cell(name: str, column: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        header = [cell.value for cell in book["survey"][1]]
        book["survey"].cell(row_of(book, name), header.index(column) + 1).value = value

    return change


def test_an_edited_text_is_read() -> None:
    content = edited(set_cell("soup", "label::English (en)", "the broth of {city}"))
    assert read_xlsform(content, "x.xlsx").items["soup"].text == "the broth of {city}"


def test_an_item_may_be_added_and_rows_left_empty() -> None:
    def add(book: Any) -> None:
        sheet = book["survey"]
        sheet.insert_rows(row_of(book, "noise"), 2)
        header = [cell.value for cell in sheet[1]]
        for column, value in (
            ("type", "select_one stars"), ("name", "light"), ("label::English (en)", "the light"),
        ):  # fmt: skip
            sheet.cell(row_of(book, "noise") - 1, header.index(column) + 1, value)

    instrument = read_xlsform(edited(add), "x.xlsx")
    assert [item.id for item in instrument.dimensions[1].items] == ["seats", "light", "noise"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            set_cell("soup", "type", "geopoint"),
            "x.xlsx (survey), row 6: type 'geopoint' is no kind",
        ),
        (
            set_cell("soup", "label::English (en)", None),
            "x.xlsx (survey), row 6: 'text' is missing",
        ),
        (set_cell("rice", "relevant", "${soup} > 1"), "relevant: '${soup} > 1' cannot be read"),
        (set_cell("rice", "relevant", "(${noise} = '1')"), "'noise' is not always asked before"),
        (set_cell("food", "part", "chapter"), "part must be 'dimension' or 'section'"),
        (set_cell("often", "highest", "many"), "highest: Input should be a valid integer"),
        (set_cell("soup", "name", "rice"), "the item id 'rice' is used twice"),
        (lambda book: book.remove(book["choices"]), "has no sheet 'choices'"),
    ],
)
def test_faults_are_named_with_sheet_and_row(change: Callable[[Any], None], message: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_xlsform(edited(change), "x.xlsx")
    assert any(message in str(fault) for fault in caught.value.faults), caught.value


def test_all_faults_are_listed_at_once() -> None:
    def change(book: Any) -> None:
        set_cell("soup", "type", "geopoint")(book)
        set_cell("rice", "relevant", "nonsense")(book)

    with pytest.raises(Faulty) as caught:
        read_xlsform(edited(change), "x.xlsx")
    assert len(caught.value.faults) == 2


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(Faulty, match="is no workbook"):
        read_xlsform(b"instrument: x", "x.xlsx")


def test_pyxform_names_what_it_refuses() -> None:
    content = edited(set_cell("soup", "type", "select_one nothing"))
    with pytest.raises(Faulty):
        check_xlsform(content, "x.xlsx")


def test_the_files_are_read_as_an_upload_too() -> None:
    files = to_yaml(every_kind())
    assert parse_instrument(files.pop("canteen.yaml"), "canteen.yaml", files) == every_kind()
