"""A question is found by its id or by its wording in any language of the instrument."""

from __future__ import annotations

import pytest

from analysis import shipped
from analysis.sentiment.questions import Questions


@pytest.fixture(scope="module")
def questions() -> Questions:
    return Questions(shipped.instrument())


@pytest.mark.parametrize("key", ["easier", "harder", "change", "happened"])
def test_every_wording_of_every_language_leads_to_its_item(questions: Questions, key: str) -> None:
    instrument = shipped.instrument()
    assert questions.find(key) == key
    for language in instrument.languages:
        wording = instrument.in_language(language).open_items[key].text
        assert questions.find(wording.replace("{city}", "Pune")) == key, language


def test_case_and_punctuation_of_a_wording_do_not_matter(questions: Questions) -> None:
    assert questions.find("  what has made your science or technology work HARDER ") == "harder"


@pytest.mark.parametrize("other", ["", "How old are you?", "easier than what"])
def test_anything_else_is_no_question_of_ours(questions: Questions, other: str) -> None:
    assert questions.find(other) is None
