"""Voices and subjects: each voice in one part, each id known, each part with every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.corpus.frame import CODEBOOK, FOLDER, LANGUAGES, PARTS, read_frame
from analysis.faults import Faulty


def changed(folder: Path, old: str, new: str) -> list[str]:
    """Return the faults of the shipped frame after one change to its voices."""
    for name in ("voices.yaml", "subjects.yaml"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        read_frame(folder, CODEBOOK)
    return [fault.message for fault in caught.value.faults]


def test_shipped_voices_cover_every_language_in_every_part() -> None:
    voices = read_frame().voices.values()
    assert len(voices) >= 32
    for language in LANGUAGES:
        assert {voice.part for voice in voices if language in voice.comments} == set(PARTS)


def test_shipped_voices_cover_every_theme_and_subject_in_every_part() -> None:
    frame = read_frame()
    for part in PARTS:
        voices = [voice for voice in frame.voices.values() if voice.part == part]
        assert {theme for voice in voices for theme in voice.themes} == frame.themes
        assert {name for voice in voices for name in voice.subjects} == set(frame.subjects)


def test_shipped_voices_sum_to_the_plan() -> None:
    voices = read_frame().voices.values()
    asked = {name: sum(voice.comments.get(name, 0) for voice in voices) for name in LANGUAGES}
    assert asked["en"] >= 2450
    assert min(asked[name] for name in ("hi", "kn", "mr", "te")) >= 410
    assert sum(asked[name] for name in LANGUAGES if name.endswith("-Latn")) >= 210


def test_a_voice_cannot_stand_in_two_parts(tmp_path: Path) -> None:
    assert changed(tmp_path, "id: drone_cto", "id: patent_clerk") == [
        "the id 'patent_clerk' is used twice"
    ]


def test_a_voice_writes_about_known_themes_and_subjects(tmp_path: Path) -> None:
    first = "[equipment_upkeep, equipment_booking, equipment_charges, equipment_lists, training"
    assert changed(tmp_path, first, "[cricket") == ["there is no 'cricket' to write about"]
