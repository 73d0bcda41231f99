"""Open answers come back exactly, or are refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.questionnaire import Questionnaire
from forms.validators import name_character, normalise_lines, unkept
from tests.forms.instruments import every_kind

QUESTIONNAIRE = Questionnaire(every_kind())

KEPT = [
    "\u202eright to left\u202c",
    "zero\u200bwidth, joiner \u200d, non-joiner \u200c, mark \ufeff",
    "👩🏽‍🔬🇮🇳",
    "Z̸͉̈́a̷̛͉l̶g̵o",
    "<script>alert(1)</script> &amp; 'x' \"y\" {city} {{ 7 * 7 }} %s",
    "क्ष्म ಜ್ಞಾನ విజ్ఞానం",
    "tab\tand\nline",
    " leading and trailing ",
]


@pytest.mark.parametrize("text", KEPT)
def test_hostile_text_is_kept_character_for_character(text: str) -> None:
    reading = QUESTIONNAIRE.read(MultiDict({"diet": "veg", "dosa_more": text}))
    assert reading.faults == ()
    assert reading.answers["dosa_more"] == text


@pytest.mark.parametrize(
    "text",
    ["a\0b", "\x1b[31m", "\x7f", "a\x85", "\ud800", "\ufffe", "\U0010ffff", "\ufdd0", chr(0xFFFD)],
)
def test_what_no_file_can_hold_is_refused(text: str) -> None:
    assert len(unkept(text * 3)) == 1  # named once
    reading = QUESTIONNAIRE.read(MultiDict({"diet": "veg", "dosa_more": text, "soup": "1"}))
    assert [fault.item for fault in reading.faults] == ["dosa_more"]
    assert reading.answers["soup"] == 1


@given(st.text(max_size=200))
def test_a_text_is_kept_whole_or_refused(text: str) -> None:
    reading = QUESTIONNAIRE.read(MultiDict({"diet": "veg", "dosa_more": text}))
    kept = reading.answers["dosa_more"]
    if reading.faults:
        assert unkept(normalise_lines(text))
    elif text.strip():
        assert kept == normalise_lines(text)
        assert json.loads(json.dumps(kept)) == kept
        kept.encode()
    else:
        assert kept is None


def test_a_character_is_named_by_its_number() -> None:
    assert name_character("\0") == "U+0000"
