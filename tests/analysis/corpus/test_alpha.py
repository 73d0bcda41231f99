"""Agreement of two readings, against print and by hand."""

from __future__ import annotations

import pytest

from analysis.corpus import alpha
from analysis.corpus.comments import SENTIMENTS, Comment
from tests.analysis.corpus.factory import comment, labels


def read(*places: tuple[int, int], language: str = "en") -> list[Comment]:
    return [
        comment(
            "So", language=language, intended=labels(SENTIMENTS[a]), blind=labels(SENTIMENTS[b])
        )
        for a, b in places
    ]


def test_binary_example_in_print() -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A
    first, second = "0100000010", "1110010000"
    pairs = [
        comment("So", intended=labels(mixed=a == "1"), blind=labels(mixed=b == "1"))
        for a, b in zip(first, second, strict=True)
    ]
    found = alpha.flag_alpha(pairs, "mixed")
    assert found == pytest.approx(0.095, abs=0.0005)


def test_ordinal_by_hand() -> None:
    # labels 1 1 1 3 | 2 2 | counts n0 = 1, n1 = 3, n2 = 2 over (0,1) (1,1) (2,2)
    # delta(0,1) = (4 - 2)^2 = 4, delta(0,2) = (6 - 1.5)^2 = 20.25, delta(1,2) = (5 - 2.5)^2 = 6.25
    # observed 2 * 4 / 6; expected 2 * (3 * 4 + 2 * 20.25 + 6 * 6.25) / 30 = 6
    found = alpha.sentiment_alpha(read((0, 1), (1, 1), (2, 2)))
    assert found == pytest.approx(1 - (8 / 6) / 6)


def test_full_agreement_is_one_and_one_label_has_no_alpha() -> None:
    assert alpha.sentiment_alpha(read((0, 0), (4, 4))) == 1
    assert alpha.sentiment_alpha(read((2, 2), (2, 2))) is None
    assert alpha.sentiment_alpha([comment("So")]) is None


def test_a_far_disagreement_costs_more_than_a_near_one() -> None:
    agreed = [(place, place) for place in range(5)] * 3
    near = alpha.sentiment_alpha(read(*agreed, (0, 1)))
    far = alpha.sentiment_alpha(read(*agreed, (0, 4)))
    assert near is not None
    assert far is not None
    assert far < near < 1


def test_partly_equal_themes_agree_partly() -> None:
    def pairs(other: str) -> list[Comment]:
        return [
            comment("So", intended=labels(themes=a), blind=labels(themes=b))
            for a, b in (("hiring training", other), ("outreach", "outreach"), ("", ""))
        ]

    values = [
        alpha.theme_alpha(pairs(other)) for other in ("hiring training", "hiring", "outreach")
    ]
    assert values[0] == 1
    assert None not in values
    assert values == sorted(values, key=lambda value: -(value or 0))
    assert len(set(values)) == 3


def test_by_language() -> None:
    twice = read((0, 0), (4, 4)) + read((0, 4), (4, 0), language="hi") + [comment("once")]
    found = alpha.by(twice, lambda comment: comment.language)
    assert found["en"] == (2, 1.0, 1.0)
    assert found["hi"].comments == 2
    assert found["hi"].same == 0
    assert found["hi"].alpha is not None
    assert found["hi"].alpha < 0
