"""Words of reports: the same keys in every language, the same placeholders, and no English left."""

from __future__ import annotations

import re

import lxml.html
import pytest

from surveyapp.reports import figures
from surveyapp.reports.dictionary import dictionary
from surveyapp.reports.html import Kind, report_html
from surveyapp.reports.pictures import Pictures
from surveyapp.reports.texts import texts
from tests.surveyapp.reports.editions import joint_edition, plain_edition, shipped_edition

COMPARING = (
    "rank", "rank_set_all", "rank_set_own", "beside_others", "difference_from_others", "last_in",
    "stability", "strengths", "improve", "focus",
)  # fmt: skip
NAME = re.compile(r"\{(\w+)\}")
ROMAN = re.compile("[ivx]+$")
LATIN = re.compile(r"[A-Za-z][A-Za-z'-]+")
# names that are the same in every language: of methods, people's formats, files and commands
SAME = frozenset(
    (
        "Peti AAPOR RR ICC REML Wilson python analysis verify key zip txt csv ciphertext hashes "
        "test help example org st clusters DNA"
    )
    .lower()
    .split()
)


def test_every_language_has_the_same_keys_and_placeholders() -> None:
    english, hindi = texts("en").words, texts("hi").words
    assert english.keys() == hindi.keys()
    assert len(english) > 200
    differing = [
        key for key in english if set(NAME.findall(english[key])) != set(NAME.findall(hindi[key]))
    ]
    assert differing == []


def test_another_language_falls_back_to_english() -> None:
    assert texts("kn").language == "en"


def test_hindi_words_are_in_hindi() -> None:
    written = [*texts("hi").words.items()]
    written += [(name, column.hi) for name, column in dictionary().columns.items()]
    written += [(name, entry.hi) for name, entry in dictionary().files.items()]
    english = [name for name, text in written if not re.search("[\u0900-\u097f]", text)]
    # what is written with signs and letters alone
    assert english == [
        "figure", "stop",
    ] or set(english) <= {"stop"}  # fmt: skip


def latin_runs(html: str) -> list[str]:
    """Return what stands in Latin letters: three words and more in a row, none of them a name."""
    tree = lxml.html.document_fromstring(html)
    for code in tree.xpath("//code | //pre | //meta"):
        code.getparent().remove(code)
    found = []
    for text in tree.xpath("//text() | //@alt"):
        for part in re.split("[\u0900-\u097f।]+", str(text)):
            words = [word for word in LATIN.findall(part) if word.lower() not in SAME]
            if sum(not ROMAN.match(word) for word in words) >= 3:
                found.append(part.strip())
    return found


@pytest.mark.parametrize("kind", [Kind.FULL, Kind.PUBLIC])
def test_no_english_sentence_is_left_in_the_hindi_report(kind: Kind) -> None:
    assert latin_runs(report_html(shipped_edition(), "hi", kind)) == []
    # the test can see English
    assert len(latin_runs(report_html(shipped_edition(), "en", kind))) > 100


def test_objective_part_joint_score_and_change_are_printed() -> None:
    for language in ("en", "hi"):
        t = texts(language)
        tree = lxml.html.document_fromstring(report_html(joint_edition(), language))
        for key in ("objective", "joint"):
            assert any(t(key) == h.text_content().strip() for h in tree.xpath("//h2 | //h3"))
        section = tree.xpath("//section[@id='cluster-c00']")[0].text_content()
        assert t("change") in section
        assert t("no_change") not in section
        written = tree.xpath("//section[@id='objective']")[0].text_content()
        for own in joint_edition().summary["joint"]["clusters"].values():
            assert figures.points(own["score"]) in written
        assert t("missing") in written


@pytest.mark.parametrize("odd", [{"clusters": 1}, {"clusters": 2, "empty": 1}])
def test_a_report_on_one_scored_cluster_compares_nothing(odd: dict[str, int]) -> None:
    """Neither in tables nor in charts; the sections on the method explain the words."""
    edition = plain_edition(**odd)
    for language in ("en", "hi"):
        t = texts(language)
        drawn = Pictures(edition, t)
        assert [drawn.rank_sets(), drawn.acceptability(), drawn.heat_map()] == [None] * 3
        tree = lxml.html.document_fromstring(report_html(edition, language))
        for part in ("title", "results", "cluster-c00", "reasons-c00"):
            section = tree.xpath(f"//section[@id='{part}']")[0]
            heads = {own.text_content().strip() for own in section.xpath(".//th | .//h3")}
            assert not heads & {t(key) for key in COMPARING}, part
            text = section.text_content()
            assert not any(t(f"band_{band}") in text for band in ("above", "middle", "below")), part
        assert t("not_compared") in tree.xpath("//section[@id='results']")[0].text_content()


def test_report_is_complete_for_odd_rounds() -> None:
    """One cluster, many, one without a score, none with one, nobody's invitation known."""
    for odd in ({"clusters": 1}, {"clusters": 12}, {"empty": 1}, {"size": 8}, {"invited": False}):
        for language in ("en", "hi"):
            for kind in (Kind.FULL, Kind.PUBLIC):
                html = report_html(plain_edition(**odd), language, kind)
                tree = lxml.html.document_fromstring(html)
                assert len(tree.xpath("//h1")) == 1
                if language == "hi":
                    assert not re.search("None|nan|undefined", tree.text_content()), odd
