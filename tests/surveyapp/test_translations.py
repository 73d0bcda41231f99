"""Catalogues: complete, with the same placeholders, in their own script, and marked as drafts."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "surveyapp" / "translations"
SCRIPTS = {"hi": "DEVANAGARI", "kn": "KANNADA", "mr": "DEVANAGARI", "te": "TELUGU"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]|[A-Za-z]")
JOINERS = "\u200c\u200d"

# Latin words that stay as they are: what must be typed like this, and what is known by its name.
TYPED = """
surveyapp doctor analyse root apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 pango api v1
localhost email cluster clusters group firstname lastname language organisation frame listed
nominated pune NAME.yaml NAME.hi.yaml xlsx mbox Maildir
"""
NAMES = """
PDF CSV XLSX XLSForm YAML ZIP HTML PIN JavaScript S0 S1 S2 O I L AA
Aegis FreeOTP Google Authenticator
Web Content Accessibility Guidelines for Indian Government Websites
"""
MAY_STAY = frozenset(WORD.findall(TYPED + NAMES))


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Yield each original with its translation; of plurals each form with its own."""
    for message in catalogue(language):
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            yield from zip(message.id, message.string, strict=True)
        else:
            yield message.id, message.string


def bare(text: str) -> str:
    """Return a text without its placeholders."""
    return PLACEHOLDER.sub(" ", text)


def script_of(character: str) -> str:
    """Return the script of a letter or vowel sign; nothing for all else."""
    is_part_of_word = unicodedata.category(character)[0] in "LM"
    return unicodedata.name(character).split()[0] if is_part_of_word else ""


languages = pytest.mark.parametrize("language", sorted(SCRIPTS))


def test_the_catalogues_are_complete_and_in_step_with_the_program() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "script" / "translations", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


@languages
def test_nothing_is_missing_or_guessed(language: str) -> None:
    translated = catalogue(language)
    assert len(translated) > 1000
    assert [message.id for message in translated if message.fuzzy and message.id] == []
    assert [original for original, text in pairs(language) if not text.strip()] == []


@languages
def test_placeholders_are_those_of_the_original(language: str) -> None:
    differing = [
        (original, text)
        for original, text in pairs(language)
        if sorted(PLACEHOLDER.findall(original)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert differing == []


@languages
def test_no_english_is_left_over(language: str) -> None:
    left = {
        text: words
        for _, text in pairs(language)
        if (words := [w for w in WORD.findall(bare(text)) if w not in MAY_STAY])
    }
    assert left == {}


@languages
def test_latin_words_stand_in_the_original_too(language: str) -> None:
    added = {
        text: words
        for original, text in pairs(language)
        if (words := set(WORD.findall(bare(text))) - set(WORD.findall(bare(original))))
    }
    assert added == {}


@languages
def test_every_letter_is_of_the_languages_own_script(language: str) -> None:
    foreign = {
        text: letters
        for _, text in pairs(language)
        if (letters := {c for c in text if script_of(c) not in {"", "LATIN", SCRIPTS[language]}})
    }
    assert foreign == {}


@languages
def test_texts_are_written_in_one_normal_form_without_stray_spaces(language: str) -> None:
    for _, text in pairs(language):
        assert text == unicodedata.normalize("NFC", text), text
        assert "  " not in text, text
        assert text == text.strip(), text
        assert not re.search(rf"[{JOINERS}](?:\s|$)", text), text


@languages
def test_a_sentence_stays_a_sentence_and_a_heading_a_heading(language: str) -> None:
    ends = (".", "।", "?")
    changed = [
        (original, text)
        for original, text in pairs(language)
        if original.endswith(ends) != text.endswith(ends)
    ]
    assert changed == []


@languages
def test_no_ending_fuses_with_what_fills_a_placeholder(language: str) -> None:
    """A letter or vowel sign right after a name would make one syllable with its last letter."""
    fusing = [
        text
        for _, text in pairs(language)
        for found in PLACEHOLDER.finditer(text)
        if found[0] != "{n}" and script_of(text[found.end() : found.end() + 1] or " ")
    ]
    assert fusing == []


@languages
def test_the_catalogues_say_that_they_are_drafts(language: str) -> None:
    header = (FOLDER / language / "LC_MESSAGES" / "messages.po").read_text().split("\n\n")[0]
    assert '"Peti-Status: draft\\n"' in header
    assert "nplurals=2" in header
