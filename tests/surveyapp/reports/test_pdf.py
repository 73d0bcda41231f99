"""The PDF: tagged as PDF/UA, complete, the same bytes again, Indian scripts whole."""

from __future__ import annotations

import io
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from surveyapp.reports import figures, pdf
from surveyapp.reports.build import build
from surveyapp.reports.pdf import NoPdf, make_pdf
from surveyapp.reports.pictures import Pictures
from surveyapp.reports.texts import texts
from tests.surveyapp.reports.editions import plain_edition, shipped_edition


def elements(node: Any) -> Iterator[Any]:
    """Yield every element of the tree of tags."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def tags(reader: PdfReader) -> list[Any]:
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def text_of(reader: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_it_says_that_it_is_tagged_and_in_which_language(english: PdfReader) -> None:
    root = english.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert english.metadata is not None
    assert english.metadata.title == "Report on the round test-2026"
    assert english.metadata.creation_date is not None
    assert english.metadata.creation_date.isoformat() == "2026-05-04T06:00:00+00:00"
    for page in english.pages:
        assert page["/Tabs"] == "/S"


def test_every_figure_has_a_description(english: PdfReader) -> None:
    edition = shipped_edition()
    drawn = Pictures(edition, texts("en"))
    expected = {
        chart.title
        for chart in (
            drawn.rank_sets(), drawn.scores(), drawn.heat_map(), drawn.acceptability(),
            drawn.themes(), *(drawn.dimensions(entry) for entry in edition.ranked),
            *drawn.response(edition.summary["response"]["cells"]),
        )
        if chart
    }  # fmt: skip
    described = [element.get("/Alt") for element in tags(english) if element["/S"] == "/Figure"]
    assert set(described) == expected


def test_headings_and_tables_are_marked(english: PdfReader) -> None:
    kinds = [element["/S"] for element in tags(english)]
    assert kinds.count("/H1") == 1
    headings = [int(kind[2]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    assert kinds.count("/Table") >= 20
    assert kinds.count("/TH") > 200


def test_sections_can_be_found(english: PdfReader) -> None:
    titles: list[str] = []

    def collect(outline: Any) -> None:
        for entry in outline:
            collect(entry) if isinstance(entry, list) else titles.append(str(entry.title))

    collect(english.outline)
    for key in ("results", "comments", "response", "deviations", "method", "glossary", "verify"):
        assert texts("en")(key) in titles
    assert {"Bengaluru", "Pune", "Reasons sheet: Pune"} <= set(titles)
    assert 20 <= len(english.pages) <= 40


def test_it_prints_the_figures_of_the_summary(english: PdfReader) -> None:
    summary, written = shipped_edition().summary, text_of(english)
    assert " ".join(summary["headline"]["en"].split()) in written
    for entry in summary["clusters"]:
        assert entry["sentence"]["en"] in written
        assert figures.points(entry["score"]) in written
        assert figures.interval(entry["lower"], entry["upper"]) in written
        for own in entry["dimensions"]:
            limits = figures.interval(own["lower"], own["upper"])
            assert f"{figures.points(own['score'])} ({limits})" in written
    assert summary["table"] in written


def test_all_fonts_are_inside(english: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in english.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    for name, font in fonts.items():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.get_object()), name


def test_the_same_edition_gives_the_same_bytes() -> None:
    script = (
        "import hashlib, sys;"
        "from tests.surveyapp.reports.editions import plain_edition;"
        "from surveyapp.reports.build import build;"
        "files = build(plain_edition(2, dimensions=1), {});"
        "print({name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())})"
    )
    prints = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Kolkata"))
    ]
    assert prints[0] == prints[1]
    assert "report.hi.pdf" in prints[0]


def test_indian_scripts_stay_whole_in_charts() -> None:
    """A conjunct and a vowel sign before its consonant: letter by letter they fall apart."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40">'
        '<title>x</title><text x="5" y="20" font-family="Lohit Devanagari">{}</text></svg>'
    )
    page = '<!doctype html><html lang="hi"><head><title>x</title></head><body>{}</body></html>'

    def glyphs(body: str) -> bytes:
        reader = PdfReader(io.BytesIO(make_pdf(page.format(body), b"x")))
        contents = reader.pages[0].get_contents()
        assert contents is not None
        first, _page_number = re.findall(rb"\[(.*?)\] TJ", contents.get_data())
        return bytes(first)

    # drawn in one piece, with the glyphs of the page's own text
    assert glyphs(svg.format("स्थिति")) == glyphs("<p>स्थिति</p>")


def test_a_report_loads_nothing_from_outside() -> None:
    page = (
        '<!doctype html><html lang="en"><title>x</title>'
        '<body><img alt="a" src="https://example.org/a.png">'
    )
    with pytest.raises(FatalURLFetchingError, match=r"example\.org"):
        make_pdf(page, b"x")


def test_without_pango_everything_else_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "obstacle", lambda: "There is no PDF, because pango is missing.")
    made = build(plain_edition(), {})
    assert not [name for name in made if name.endswith(".pdf")]
    assert "There is no PDF in this release." in made["README.txt"].decode()
    assert "scores.csv" in made
    with pytest.raises(NoPdf, match="apt-get install"):
        make_pdf("<html></html>", b"x")
