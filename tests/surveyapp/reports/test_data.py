"""CSV, SPSS, workbook, data package and codebook: described, and the same figures in each."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pyreadstat
import pytest
from frictionless import Package

from analysis.exact import printed, rounded
from surveyapp.reports.build import build
from surveyapp.reports.dictionary import Dataset, datasets, dictionary
from surveyapp.reports.names import Names
from surveyapp.reports.sav import variable
from surveyapp.reports.values import shown
from surveyapp.reports.what_if import FIRST, SCORES
from tests.surveyapp.reports.editions import joint_edition, plain_edition, shipped_edition

DDI = "{ddi:codebook:2_5}"
# the order in which DDI-Codebook 2.5 wants the parts of a study
STUDY_ORDER = ["citation", "stdyInfo", "method", "dataAccs"]
SUMMARY_ORDER = ["collDate", "geogCover", "anlyUnit", "universe", "dataKind"]


def workbook(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def sheet_of(dataset: Dataset, language: str) -> str:
    return dictionary().files[dataset.file].sheet(language)


def test_every_table_and_column_is_described(full: dict[str, bytes]) -> None:
    tables = {name for name in full if name.endswith(".csv")} - {"data-dictionary.csv"}
    assert tables == {dataset.file for dataset in datasets(full)}
    rows = list(csv.DictReader(io.StringIO(full["data-dictionary.csv"].decode())))
    described = {(row["file"], row["column"]) for row in rows}
    for name in tables:
        head = next(csv.reader(io.StringIO(full[name].decode())))
        assert {(name, column) for column in head} <= described
    assert all(row["label_en"] and row["label_hi"] for row in rows)


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match=r"scores\.csv: the column 'zeal'"):
        dictionary().column("scores.csv", "zeal")


def test_values_are_among_those_described(full: dict[str, bytes]) -> None:
    for dataset in datasets(full):
        for place, name in enumerate(dataset.columns):
            allowed = dictionary().values_of(dataset.column(name))
            found = {row[place] for row in dataset.rows if row[place] is not None}
            assert not allowed or found <= set(allowed), (dataset.file, name)


def test_csv_holds_the_summary_in_full(full: dict[str, bytes]) -> None:
    summary = shipped_edition().summary
    rows = list(csv.DictReader(io.StringIO(full["groups.csv"].decode())))
    expected = [
        (entry["id"], "+".join(own["groups"]), own["score"])
        for entry in summary["clusters"]
        for own in entry["groups"]
    ]
    assert [(r["cluster"], r["groups"], float(r["score"])) for r in rows] == expected
    met = list(csv.DictReader(io.StringIO(full["conditions.csv"].decode())))
    for entry in summary["clusters"]:
        own = [row["met"] == "1" for row in met if row["cluster"] == entry["id"]]
        assert own == [c["met"] for c in entry["non_performance"]["conditions"]]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_workbook_holds_the_printed_digits_of_the_csv_files(
    full: dict[str, bytes], language: str
) -> None:
    book = workbook(full[f"workbook.{language}.xlsx"])
    names = Names(shipped_edition().configuration, language)
    checked = 0
    for dataset in datasets(full):
        sheet = book[sheet_of(dataset, language)]
        assert sheet.freeze_panes == "B3"
        head, ids, *rows = sheet.iter_rows(values_only=True)
        assert ids == dataset.columns
        columns = [dataset.column(name) for name in dataset.columns]
        assert list(head) == [column.in_language(language) for column in columns]
        assert len(rows) == len(dataset.rows)
        for row, own in zip(rows, dataset.rows, strict=True):
            for column, cell, value in zip(columns, row, own, strict=True):
                if isinstance(value, float):
                    assert cell == rounded(value, column.places or 0)
                    checked += 1
                elif isinstance(value, str):
                    assert cell == shown(column, value, names)
                else:
                    assert cell == value
    assert checked > 500
    for sheet in book:
        widths = [d.width for d in sheet.column_dimensions.values() if d.width]
        assert widths
        assert max(widths) <= 101


def test_shown_decimals_are_those_of_print(full: dict[str, bytes]) -> None:
    """What a cell shows is what ``printed`` prints: the value is rounded, and so is its format."""
    book = workbook(full["workbook.en.xlsx"])
    for entry in shipped_edition().summary["clusters"]:
        rows = {row[0].value: row for row in book["Scores"].iter_rows(min_row=3)}
        row = rows[entry["name"]["en"]]
        assert row[2].number_format == "0.00"
        assert f"{row[2].value:.2f}" == printed(entry["score"], 2)


def test_what_if_computes_the_released_scores(full: dict[str, bytes]) -> None:
    content = full["workbook.en.xlsx"]
    formulas, values = workbook(content)["What if"], workbook(content, values=True)["What if"]
    edition = shipped_edition()
    number = len([d for d in edition.summary["dimensions"] if d["scored"]])
    last = FIRST + number
    weights = [formulas.cell(FIRST + 1 + i, 3).value for i in range(number)]
    for place, entry in enumerate(edition.ranked):
        column = SCORES + 1 + place
        own = [formulas.cell(FIRST + 1 + i, column).value for i in range(number)]
        again = sum(w * d for w, d in zip(weights, own, strict=True)) / sum(weights)
        assert again == pytest.approx(entry["score"], abs=1e-9)
        formula = formulas.cell(last + 2, column).value
        assert formula.startswith("=SUMPRODUCT($C$6:$C$17,")
        assert formula.endswith("/SUM($C$6:$C$17)")
        # a reader that computes nothing sees the released result
        assert values.cell(last + 2, column).value == pytest.approx(entry["score"], abs=1e-9)
        assert values.cell(last + 3, column).value == entry["rank"]
        assert values.cell(last + 5, column).value == pytest.approx(entry["score"], abs=1e-9)
    assert formulas.data_validations.dataValidation[0].operator == "greaterThanOrEqual"


def test_text_of_people_is_never_a_formula(full: dict[str, bytes]) -> None:
    book = workbook(full["workbook.en.xlsx"])
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert sheet.title == "What if"
    details = [row[2] for row in book["Deviations"].iter_rows(min_row=3, values_only=True)]
    assert any("=त्योहार" in str(text) for text in details)


def test_spss_files_equal_the_csv_files(full: dict[str, bytes], tmp_path: Path) -> None:
    for dataset in datasets(full):
        path = tmp_path / "data.sav"
        path.write_bytes(full[f"spss/{dataset.name}.sav"])
        found, about = pyreadstat.read_sav(str(path), output_format="dict")
        assert about.file_label == dictionary().files[dataset.file].en[:64]
        assert about.creation_time.year == 2026
        for place, name in enumerate(dataset.columns):
            own = list(found[variable(name)])
            expected = [row[place] for row in dataset.rows]
            if dataset.column(name).type == "string":
                assert own == ["" if value is None else value for value in expected]
            else:
                assert len(own) == len(expected)
                for cell, value in zip(own, expected, strict=True):
                    assert (value is None and cell != cell) or cell == value
    labels = about.column_names_to_labels
    assert labels["kind"] == "Kind"


def test_spss_names_are_allowed() -> None:
    assert variable("by") == "by_"
    assert variable("score") == "score"


def test_data_package_is_valid(full: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in full.items():
        if name.endswith(".csv") or name == "datapackage.json":
            (tmp_path / name).write_bytes(content)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(datasets(full))
    # and it is the content that is checked
    (tmp_path / "scores.csv").write_bytes(full["scores.csv"].replace(b"above", b"afore"))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_ddi_codebook_describes_every_variable(full: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(full["ddi-codebook.xml"])
    assert root.tag == f"{DDI}codeBook"
    parts = [child.tag.removeprefix(DDI) for child in root]
    assert parts[:2] == ["docDscr", "stdyDscr"]
    assert parts[-1] == "dataDscr"
    assert set(parts[2:-1]) == {"fileDscr"}
    study = root.find(f"{DDI}stdyDscr")
    assert study is not None
    assert [child.tag.removeprefix(DDI) for child in study] == STUDY_ORDER
    summary = [child.tag.removeprefix(DDI) for child in study.find(f".//{DDI}sumDscr") or []]
    assert list(dict.fromkeys(summary)) == SUMMARY_ORDER
    files = {
        file.get("ID"): file.findtext(f".//{DDI}fileName") for file in root.iter(f"{DDI}fileDscr")
    }
    found = [
        (files[variable_.get("files")], variable_.get("name"))
        for variable_ in root.iter(f"{DDI}var")
    ]
    assert found == [(d.file, name) for d in datasets(full) for name in d.columns]
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))
    for variable_ in root.iter(f"{DDI}var"):
        order = [child.tag.removeprefix(DDI) for child in variable_]
        assert order == sorted(order, key=["labl", "catgry", "varFormat"].index)


def test_readme_names_every_file(full: dict[str, bytes]) -> None:
    text = full["README.txt"].decode()
    for name in full.keys() - {"README.txt"}:
        assert name in text or f"{name.partition('/')[0]}/" in text


def test_objective_part_and_change_are_described_as_well(tmp_path: Path) -> None:
    made = build(joint_edition(), {}, with_pdf=False)
    tables = {name for name in made if name.endswith(".csv")} - {"data-dictionary.csv"}
    assert {"objective.csv", "joint.csv", "change.csv", "choices.csv"} <= tables
    assert tables == {dataset.file for dataset in datasets(made)}
    summary = joint_edition().summary
    rows = list(csv.DictReader(io.StringIO(made["joint.csv"].decode())))
    for cluster, own in summary["joint"]["clusters"].items():
        parts = [float(row["adds"]) for row in rows if row["cluster"] == cluster and row["adds"]]
        if parts:
            assert sum(parts) == pytest.approx(own["difference"])
        assert float(next(r for r in rows if r["cluster"] == cluster)["score"]) == own["score"]
    for name in (*tables, "datapackage.json"):
        (tmp_path / name).write_bytes(made[name])
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    assert "previous.json" in made


def test_other_instruments_and_odd_rounds_give_files_as_well(tmp_path: Path) -> None:
    for odd in ({"clusters": 1}, {"clusters": 12}, {"empty": 1}, {"size": 8}, {"invited": False}):
        made = build(plain_edition(**odd), {}, with_pdf=False)
        assert workbook(made["workbook.hi.xlsx"]).sheetnames
        package = json.loads(made["datapackage.json"])
        assert {resource["path"] for resource in package["resources"]} <= made.keys()
        # without a score there is nothing to weigh anew
        assert ("What if" in workbook(made["workbook.en.xlsx"]).sheetnames) == (odd != {"size": 8})
