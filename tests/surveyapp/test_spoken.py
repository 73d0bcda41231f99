"""Dates in sentences: an end at midnight is told by the day that it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from surveyapp import spoken

INDIA = ZoneInfo("Asia/Kolkata")
MIDNIGHT = datetime(2026, 12, 5, 18, 30, tzinfo=UTC)  # in India the 6th begins
EVENING = datetime(2026, 12, 5, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the end of 5 December 2026"),
        ("hi", "5 दिसंबर 2026 को दिन ख़त्म होने"),
        ("kn", "ಡಿಸೆಂಬರ್ 5, 2026 ದಿನದ ಕೊನೆ"),
        ("mr", "5 डिसेंबर, 2026 (दिवसअखेर)"),
        ("te", "5 డిసెంబర్, 2026 (రోజు చివర)"),
    ],
)
def test_an_end_at_midnight_names_the_day_before(language: str, words: str) -> None:
    assert spoken.end(MIDNIGHT, INDIA, language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "5 December 2026, 18:00 (India Time)"),
        ("hi", "5 दिसंबर 2026, 18:00 (भारत समय)"),
    ],
)
def test_any_other_end_names_its_time_and_whose_clock(language: str, words: str) -> None:
    assert spoken.end(EVENING, INDIA, language) == words


def test_the_last_day_is_the_one_before_the_end() -> None:
    assert spoken.last_day(EVENING, INDIA, "en") == "5 December 2026"
    assert spoken.last_day(MIDNIGHT, INDIA, "en") == "5 December 2026"


def test_a_beginning_at_midnight_is_a_day() -> None:
    assert spoken.beginning(MIDNIGHT, INDIA, "en") == "6 December 2026"
    assert spoken.beginning(EVENING, INDIA, "en") == "5 December 2026, 18:00"
