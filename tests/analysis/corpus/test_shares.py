"""What the plan of the corpus asks for is counted, and what misses it is named."""

from __future__ import annotations

import pytest

from analysis.corpus.comments import Comment
from analysis.corpus.shares import against_share, is_against, is_outside, shortfalls
from tests.analysis.corpus.factory import FRAME, comment, labels


def messages(*comments: Comment) -> list[str]:
    return [fault.message for fault in shortfalls(comments, FRAME)]


@pytest.mark.parametrize(
    ("question", "sentiment", "against"),
    [
        ("easier", "very negative", True),
        ("easier", "positive", False),
        ("harder", "positive", True),
        ("harder", "negative", False),
        ("harder", "neutral", False),
        ("change", "very positive", True),
        ("change", "negative", False),
        ("happened", "positive", False),
    ],
)
def test_an_answer_against_its_question(question: str, sentiment: str, against: bool) -> None:
    assert is_against(comment("So", question=question, found=labels(sentiment))) is against


def test_the_share_against_counts_questions_with_a_direction() -> None:
    asked = ("easier", "harder", "happened", "happened")
    assert against_share([comment("So", question=name) for name in asked]) == 0.5
    assert against_share([]) == 0


def test_outside_is_a_subject_and_no_theme() -> None:
    assert is_outside(comment("Visa refused", subject="visas"))
    assert not is_outside(comment("Rude"))
    both = labels(themes="training")
    assert not is_outside(comment("Visa refused, course missed", subject="visas", found=both))


def test_missing_counts_are_named() -> None:
    found = messages(comment("Rude"), comment("कठिन है", language="hi", voice="bob"))
    assert "1 comments in en, fewer than 2400" in found
    assert "1 comments in hi, fewer than 400" in found
    assert "0 comments of Indian languages in Latin letters, fewer than 200" in found
    assert "2 voices, fewer than 24" in found
    assert "train of en: 100.0%, not 55% to 65%" in found
    assert "0 of kind irony in test, fewer than 4" in found
    assert "0.0% answer against the question, fewer than a third" in found
    assert "0 English comments on visas without a theme" in found
    assert "0 comments with the theme hiring in test" in found
    assert "one to three words: 100.0%, not 6% to 20%" in found
    assert "0.0% have more than 30 words, fewer than 5%" in found


def test_parts_are_those_of_the_voices() -> None:
    spoken = [comment("Rude", voice=name) for name in ["ann"] * 12 + ["bob"] * 3 + ["cat"] * 5]
    assert not [message for message in messages(*spoken) if " of en: " in message]
