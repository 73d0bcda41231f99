"""What must not be seen: small figures, groups in the public edition, anything from responses."""

from __future__ import annotations

import ast
import csv
import inspect
import io
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

import surveyapp.reports
from analysis.parameters import Minimums
from surveyapp.reports import build as building
from surveyapp.reports.edition import Edition
from surveyapp.reports.html import Kind, report_html
from surveyapp.reports.public import large
from tests.surveyapp.reports.editions import (
    SMALL,
    SMALL_SIZE,
    plain_edition,
    shipped_edition,
)

FOLDER = Path(surveyapp.reports.__file__).parent


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_small_cells_are_shown_coarsely() -> None:
    html = report_html(shipped_edition(), "en")
    tree = lxml.html.document_fromstring(html)
    section = tree.xpath(f"//section[@id='cluster-{SMALL[0]}']")[0]
    line = next(
        row for row in section.xpath(".//tr")
        if row.xpath("th[@scope='row']") and "Government" in row.text_content()
        and len(row.xpath("td")) == 9
    )  # fmt: skip
    cells = [" ".join(cell.text_content().split()) for cell in line.xpath("td")]
    invited, answered, rate, *_, valid, n_eff, _share, score = cells
    assert (answered, rate, n_eff) == ("withheld", "withheld", "withheld")
    assert valid == "5–14"
    assert score.partition(" ")[0].endswith("*")  # the interval of the prediction follows
    assert invited == str(2 * SMALL_SIZE)


def test_no_theme_of_a_few_comments_is_named(full: dict[str, bytes]) -> None:
    minimum = shipped_edition().configuration.parameters.minimums
    found = rows(full["themes.csv"])
    assert found
    for row in found:
        assert int(row["comments"]) >= minimum.remainder
        assert int(row["of"]) - int(row["comments"]) >= minimum.remainder
        if row["negative"]:
            assert int(row["comments"]) >= minimum.comments


def test_every_figure_that_t_withholds_is_empty(full: dict[str, bytes]) -> None:
    for cell, row in zip(
        shipped_edition().summary["response"]["cells"], rows(full["response.csv"]), strict=True
    ):
        assert (row["used"] == "") == (cell["used"] is None)
        assert (row["excluded"] == "") == (cell["excluded"] is None)
    sizes = {row["size"] for row in rows(full["cells.csv"])}
    assert "5-14" in sizes
    assert all(int(size) >= 15 for size in sizes - {"5-14"})


def test_the_public_edition_says_nothing_about_groups(public: dict[str, bytes]) -> None:
    edition = shipped_edition()
    groups = edition.configuration.parameters.group_ids
    assert "table.json" not in public
    assert "summary.json" not in public
    for name, content in public.items():
        if name.endswith(".csv") and name != "data-dictionary.csv":
            for row in rows(content):
                assert not {*row.values()} & {*groups}, name
    for language in ("en", "hi"):
        html = report_html(edition, language, Kind.PUBLIC)
        tree = lxml.html.document_fromstring(html)
        for group in edition.configuration.parameters.groups:
            name = group.name[language]
            tables = [
                table for table in tree.xpath("//table")
                if name in [cell.text_content().strip() for cell in table.xpath(".//th | .//td")]
            ]  # fmt: skip
            # in the table of approved weights alone
            assert len(tables) == 1, (name, language)
        for chart in (n for n in public if n.startswith("charts/") and f".{language}." in n):
            assert not any(
                f">{group.name[language]}<" in public[chart].decode()
                for group in edition.configuration.parameters.groups
            )


def test_the_public_edition_counts_no_few_comments(public: dict[str, bytes]) -> None:
    found = rows(public["sentiment.csv"])
    assert found
    for row in found:
        counts = [row[name] for name in ("negative", "neutral", "positive", "abstained")]
        assert all(int(count) >= 5 for count in counts if count)
        assert "scored" not in row
        assert not row["group"]
    assert "negative" not in rows(public["themes.csv"])[0]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=5))
def test_hidden_counts_cannot_be_had_by_subtraction(counts: list[int]) -> None:
    named = {str(place): count for place, count in enumerate(counts)}
    shown = large(named, Minimums())
    hidden = [named[name] for name, count in shown.items() if count is None]
    assert all(count is None or count == named[name] for name, count in shown.items())
    if len(hidden) < len(counts):
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= 5)
        assert all(count is None or count >= 5 for count in shown.values())


def test_a_cluster_gets_no_cells_of_others() -> None:
    tree = lxml.html.document_fromstring(report_html(shipped_edition(), "en", Kind.CLUSTER, "pune"))
    frames = next(
        table for table in tree.xpath("//table") if "Share nominated" in table.text_content()
    )
    assert {row.xpath("string(th[1])") for row in frames.xpath(".//tbody/tr")} == {"Pune"}
    assert not tree.xpath("//section[@id='reasons-delhi_ncr']")
    assert tree.xpath("//section[@id='reasons-pune']")


def test_replies_and_reasons_are_escaped() -> None:
    tree = lxml.html.document_fromstring(report_html(shipped_edition(), "en"))
    (reply,) = tree.xpath("//blockquote")
    assert [p.text for p in reply.xpath("p")] == ["=SUM(1) पहली पंक्ति <b>", "दूसरा अनुच्छेद"]


def test_reports_are_functions_of_editions_alone() -> None:
    for name in ("build", "build_public", "cluster_report"):
        first = next(iter(inspect.signature(getattr(building, name)).parameters.values()))
        assert first.annotation == "Edition"
    assert {field.name for field in fields(Edition)} == {
        "results", "configuration", "round", "release", "deviations", "replies", "contact",
        "before",
    }  # fmt: skip


def test_reports_import_nothing_that_could_read_a_response() -> None:
    forbidden = re.compile(
        r"surveyapp\.(store|rounds|sealing|installation)|analysis\.tables\b|sqlalchemy"
    )
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not forbidden.match(node.module or ""), file
            elif isinstance(node, ast.Import):
                assert not any(forbidden.match(alias.name) for alias in node.names), file


def test_the_web_process_loads_no_library_of_reports(tmp_path: Path) -> None:
    script = (
        "import sys;"
        "from surveyapp.app import create_app;"
        "from surveyapp.settings import read_settings;"
        f"create_app(read_settings({{'SURVEYAPP_DATA': {str(tmp_path / 'data')!r}}}));"
        "print(sorted(m for m in sys.modules if m in "
        "{'weasyprint', 'pandas', 'pyreadstat', 'xlsxwriter', 'segno'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_smallest_round_names_nobody() -> None:
    """Where no cell can be scored the report says why, and prints no figure of a cell."""
    html = report_html(plain_edition(size=8), "en")
    tree = lxml.html.document_fromstring(html)
    assert "nothing can be ranked" in tree.text_content().lower()
    for table in tree.xpath("//table[contains(@class, 'dense')]"):
        for cell in table.xpath(".//td[contains(@class, 'number')]"):
            assert cell.text_content().strip() != "8"


def test_a_rate_is_hidden_with_the_count_of_one_of_its_cells(
    full: dict[str, bytes], public: dict[str, bytes]
) -> None:
    names = ("used", "rate", "weighted_rate", "needed_difference")
    for made in (full, public):
        for row in rows(made["response_clusters.csv"]):
            hidden = row["cluster"] == SMALL[0]
            assert [row[name] == "" for name in names] == [hidden] * 4
