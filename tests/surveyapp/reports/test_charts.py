"""Charts: well formed, described, readable without colours, and true to the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import etree

from surveyapp.reports import figures
from surveyapp.reports.charts.acceptability import percent
from surveyapp.reports.charts.chart import Chart, axis, width_of, wrapped
from surveyapp.reports.charts.dot_plot import Dot, dot_plot
from surveyapp.reports.charts.shades import DARK, LIGHT, shade
from surveyapp.reports.pictures import Pictures
from surveyapp.reports.texts import texts
from tests.surveyapp.reports.editions import plain_edition, shipped_edition

SVG = "{http://www.w3.org/2000/svg}"


def charts(language: str) -> Iterator[Chart]:
    edition = shipped_edition()
    drawn = Pictures(edition, texts(language))
    found = [drawn.rank_sets(), drawn.scores(), drawn.heat_map(), drawn.acceptability(),
             drawn.themes(), *(drawn.dimensions(entry) for entry in edition.ranked),
             *drawn.response(edition.summary["response"]["cells"])]  # fmt: skip
    for chart in found:
        assert chart is not None
        yield chart


def words(tree: etree._Element) -> list[str]:
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_charts_are_described_and_hold_nothing_that_a_page_refuses(language: str) -> None:
    keys = set()
    for chart in charts(language):
        tree = etree.fromstring(str(chart.svg()))
        assert tree.get("role") == "img"
        labels = tree.get("aria-labelledby", "").split()
        assert [e.get("id") for e in (tree[0], tree[1])] == labels
        assert tree[0].tag == f"{SVG}title"
        assert tree[0].text == chart.title
        assert tree[1].tag == f"{SVG}desc"
        assert len(tree[1].text or "") > 60
        # the pages' security policy allows no style inside
        assert not tree.xpath("//@style")
        assert not tree.xpath("//*[local-name()='style' or local-name()='script']")
        assert chart.head
        assert chart.rows
        assert all(len(row) == len(chart.head) for row in chart.rows)
        keys.add(chart.key)
    assert len(keys) == len(list(charts(language)))


def test_nothing_lies_outside_of_a_chart() -> None:
    for chart in charts("hi"):
        tree = etree.fromstring(str(chart.svg()))
        for text in tree.iter(f"{SVG}text"):
            x, size = float(text.get("x", 0)), float(text.get("font-size", 11))
            width = width_of("".join(text.itertext()), size)
            anchor = text.get("text-anchor", "start")
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            assert left >= -2, (chart.name, text.text)
            assert left + width <= chart.width + 8, (chart.name, text.text)
            assert 0 <= float(text.get("y", 0)) <= chart.height
        for shape in tree.iter(f"{SVG}rect"):
            assert float(shape.get("width", 0)) >= 0
            assert float(shape.get("x", 0)) + float(shape.get("width", 0)) <= chart.width + 1


def test_charts_print_the_figures_of_the_summary() -> None:
    edition = shipped_edition()
    drawn = Pictures(edition, texts("en"))
    heat, scores, ranks = drawn.heat_map(), drawn.scores(), drawn.rank_sets()
    assert heat is not None
    assert scores is not None
    assert ranks is not None
    written = words(etree.fromstring(str(heat.svg())))
    for entry in edition.ranked:
        for own in entry["dimensions"]:
            assert any(text.startswith(figures.points(own["score"])) for text in written)
    shown = words(etree.fromstring(str(scores.svg())))
    for entry, row in zip(edition.ranked, ranks.rows, strict=True):
        limits = figures.interval(entry["lower"], entry["upper"])
        assert f"{figures.points(entry['score'])} ({limits})" in shown
        assert row[1:] == (
            figures.ranks(entry["simultaneous"]), figures.ranks(entry["marginal"]),
            str(entry["rank"]),
        )  # fmt: skip


def test_bars_of_rank_sets_cover_their_ranks() -> None:
    drawn = Pictures(shipped_edition(), texts("en")).rank_sets()
    assert drawn is not None
    for row, entry in zip(drawn.marks["rows"], shipped_edition().ranked, strict=True):
        start, width = row["wide"]
        inner, narrow = row["narrow"]
        assert start <= inner
        assert inner + narrow <= start + width + 1e-9
        if entry["marginal"][0] <= entry["rank"] <= entry["marginal"][1]:
            assert inner < row["dot"] < inner + narrow


def test_withheld_response_is_drawn_as_a_frame() -> None:
    edition = shipped_edition()
    (chart,) = Pictures(edition, texts("en")).response(edition.summary["response"]["cells"])
    tree = etree.fromstring(str(chart.svg()))
    hidden = [cell for cell in edition.summary["response"]["cells"] if cell["used"] is None]
    assert len(tree.xpath("//*[@class='hollow']")) == len(hidden) > 0
    assert any("withheld" in text for text in words(tree))


def test_many_clusters_fit_on_a_page() -> None:
    drawn = Pictures(plain_edition(26, size=16), texts("en"))
    for chart in (drawn.rank_sets(), drawn.heat_map(), drawn.acceptability(), drawn.scores()):
        assert chart is not None
        assert chart.height < 900
    cells = drawn.edition.summary["response"]["cells"]
    parts = drawn.response(cells)
    assert len(parts) > 1
    assert sum(len(part.rows) for part in parts) == len(cells)
    assert all(part.height < 960 for part in parts)


def test_shades_can_be_read_and_grow_darker() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ramp = [luminance(shade(i / 20)) for i in range(21)]
    assert ramp == sorted(ramp, reverse=True)
    ink = luminance("#1b2624")
    assert min((value + 0.05) / (ink + 0.05) for value in ramp) >= 4.5
    assert shade(-1) == "#" + bytes(LIGHT).hex()
    assert shade(2) == "#" + bytes(DARK).hex()


def test_shares_of_draws_are_not_rounded_to_certainty() -> None:
    assert [percent(value) for value in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        "0", "<1", "50", ">99", "100",
    ]  # fmt: skip


def test_axis_holds_all_values_on_round_numbers() -> None:
    for values in ([41.2, 63.9], [0.0, 100.0], [50.0, 50.0], [99.4, 100.0], [-3.2, 4.4]):
        scale = axis(values, 0, 100, bounds=(-100, 100))
        assert scale.low <= min(values)
        assert max(values) <= scale.high
        assert scale.ticks[0] == scale.low
        assert scale.ticks[-1] == pytest.approx(scale.high)
        assert scale.at(scale.low) == 0
        assert scale.at(scale.high) == 100


def test_long_names_are_broken_at_spaces() -> None:
    lines = wrapped("Industry and universities together", 100)
    assert " ".join(lines) == "Industry and universities together"
    assert len(lines) > 1
    chart = dot_plot(
        [Dot("a name that is far too long for one line of this chart", 5, 4, 6)], "x", texts("en"),
        key="k",
    )  # fmt: skip
    assert len(chart.marks["rows"][0]["lines"]) > 1


def test_names_are_escaped() -> None:
    chart = dot_plot([Dot("<b>&", 5, 4, 6)], "<i>", texts("en"), key="k")
    tree = etree.fromstring(str(chart.svg()))
    assert "<b>&" in words(tree)
    assert not re.search("<b>|<i>", str(chart.svg()))
