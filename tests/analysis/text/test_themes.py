"""Keywords are found in any inflection and script; evidence is a literal slice of the comment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import shipped
from analysis.codebook import Codebook, Theme
from analysis.themes.coder import Coder

CODEBOOK = Codebook(
    codebook="small",
    version=1,
    language="en",
    themes=(
        Theme(
            id="booking",
            name="Booking of equipment",
            definition="Finding and booking equipment of other institutes",
            keywords=("slot", "booking", "waiting list", "ಉಪಕರಣ"),
        ),
        Theme(
            id="customs",
            name="Customs",
            definition="Import of instruments and reagents through customs",
            keywords=("customs", "import", "waiting list"),
        ),
        Theme(id="old", name="Old", definition="No longer used", keywords=("fax",), retired=True),
    ),
)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(CODEBOOK)


@pytest.mark.parametrize(
    ("text", "theme", "evidence"),
    [
        ("We could not get any slots.", "booking", "slots"),
        ("Importing a laser is a nightmare", "customs", "Importing"),
        ("ಉಪಕರಣದ ಸಮಯ ಸಿಗಲಿಲ್ಲ", "booking", "ಉಪಕರಣದ"),
    ],
)
def test_keywords_are_found_in_any_form(coder: Coder, text: str, theme: str, evidence: str) -> None:
    found = coder.code(text).assignments
    assert [assignment.theme for assignment in found] == [theme]
    assert [text[start:end] for start, end in found[0].evidence] == [evidence]


def test_customs_are_no_customers(coder: Coder) -> None:
    assert coder.code("Our first customer came from Pune").assignments == ()


def test_a_keyword_of_two_themes_tells_less_about_each(coder: Coder) -> None:
    one, two = (coder.code(text).best for text in ("the booking", "the waiting list"))
    assert one > two


def test_retired_themes_are_not_given(coder: Coder) -> None:
    assert coder.code("They still want a fax").assignments == ()


def test_what_says_nothing_is_set_aside(coder: Coder) -> None:
    assert coder.code("nil").contentless
    assert not coder.code("It rains").contentless


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_evidence_lies_within_the_text(text: str) -> None:
    for assignment in Coder(shipped.codebook()).code(f"slot {text}").assignments:
        assert assignment.evidence
        assert all(0 <= start < end <= len(text) + 5 for start, end in assignment.evidence)
