"""A negation reaches the words after it, up to a stop or a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ngrams import tokens
from analysis.sentiment.negation import MARK, REACH, negated


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("no longer a problem", "longer a problem"),
        ("we never had to ask twice", "had to ask twice"),
        ("not one case was refused", "one case was refused"),
        ("nobody helped. They sold it", "helped"),
        ("no help, good food", "help"),
        ("not fast but fair", "fast"),
        ("it didn't break", "break"),
        ("all went well", ""),
    ],
)
def test_words_in_reach(text: str, reached: str) -> None:
    assert [word for word in negated(text) if word] == [MARK + word for word in reached.split()]


def test_it_ends_after_a_few_words() -> None:
    assert sum(bool(word) for word in negated("no " + "word " * 20)) == REACH


@given(st.text())
def test_there_is_an_entry_for_every_token(text: str) -> None:
    assert len(negated(text)) == len(tokens(text))
