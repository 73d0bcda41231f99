"""Rules hear facts of the field; the short cut through pieces of text loses no match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comment_rows import records
from analysis.sentiment.examples import LABELLED
from analysis.sentiment.literals import needed
from analysis.sentiment.rules import KINDS, fired, rules


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Getting a slot took six weeks", "friction"),
        ("Sixteen signatures, or 4 signatures", "friction"),
        ("We never received the sanction letter", "friction"),
        ("Only one person knows how it works", "friction"),
        ("We had to start again from scratch", "friction"),
        ("The file went from desk to desk", "friction"),
        ("There was no reply", "friction"),
        ("It was done within two days", "relief"),
        ("One form was enough", "relief"),
        ("We have no complaints", "relief"),
        ("It would help to have standard contracts", "suggestion"),
        ("Publish a calendar of courses", "suggestion"),
        ("We have not applied for a patent", "fact"),
    ],
)
def test_a_rule_of_its_kind_fires(text: str, kind: str) -> None:
    assert kind in {rule.kind for rule in fired(text)}


def test_the_short_cut_loses_no_match() -> None:
    texts = [row["text"] for name in ("seed", "nhs_neas") for row in _rows(name)]
    for text in texts[::5]:
        expected = [
            (rule.name, *found.span()) for rule in rules() if (found := rule.pattern.search(text))
        ]
        assert [(rule.name, rule.start, rule.end) for rule in fired(text)] == expected


def _rows(name: str) -> list[dict[str, str]]:
    return list(records(LABELLED / f"{name}.csv", ("text",)))


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"\bnever (?:\w+ )?(?:came|went)\b", {"never"}),
        (r"(?:came|went) (?:late|too late)", {"late"}),
        (r"(?:delay(?:ed|s)?|postpon\w+)", {"delay", "postpon"}),
        (r"(?:weeks?)?", set()),
        (r"\d+ (?:a|weeks)", set()),
    ],
)
def test_needed_pieces_of_a_pattern(pattern: str, pieces: set[str]) -> None:
    assert needed(pattern) == pieces


@given(st.text(max_size=80))
def test_matches_lie_within_the_text(text: str) -> None:
    for rule in fired(text):
        assert rule.kind in KINDS
        assert 0 <= rule.start < rule.end <= len(text)
