"""The comments of the demonstration rounds: enough, different, and of every kind that matters."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import pytest

from analysis.instrument_files import read_instrument
from analysis.parameter_files import read_parameters

ROOT = Path(__file__).parents[3]
INSTRUMENT = read_instrument(ROOT / "forms" / "instruments" / "st_clusters.yaml")
PARAMETERS = read_parameters(ROOT / "forms" / "parameters" / "st_clusters.yaml")
SCRIPTS = {"hi": "DEVANAGARI", "kn": "KANNADA", "mr": "DEVANAGARI", "te": "TELUGU"}


def _comments() -> list[dict[str, str]]:
    path = ROOT / "surveyapp" / "demo" / "comments.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COMMENTS = _comments()
TEXTS = [comment["text"] for comment in COMMENTS]


def scripts_of(text: str) -> set[str]:
    letters = (c for c in text if unicodedata.category(c)[0] in "LM")
    return {unicodedata.name(c).split()[0] for c in letters}


def test_there_are_enough_in_every_language() -> None:
    count = Counter(comment["language"] for comment in COMMENTS)
    assert len(COMMENTS) >= 220
    assert count["en"] >= 150
    for language in SCRIPTS:
        assert count[language] >= 12
        assert count[f"{language}-Latn"] >= 3


def test_every_cell_has_some_to_every_open_question() -> None:
    found = {(c["cluster"], c["group"], c["question"]) for c in COMMENTS}
    cells = product(PARAMETERS.cluster_ids, PARAMETERS.group_ids, INSTRUMENT.open_items)
    assert found == set(cells)


def test_each_is_written_in_the_script_of_its_language() -> None:
    for comment in COMMENTS:
        script = SCRIPTS.get(comment["language"], "LATIN")
        assert scripts_of(comment["text"]) <= {script}, comment["text"]


def test_no_two_are_alike() -> None:
    """No text stands twice, and no five words in a row stand in two texts."""
    assert len({text.casefold() for text in TEXTS}) == len(TEXTS)
    holders = defaultdict(set)
    for number, text in enumerate(TEXTS):
        words = [word.strip(".,;:!?।“”") for word in text.casefold().split()]
        for start in range(len(words) - 4):
            holders[tuple(words[start : start + 5])].add(number)
    assert [words for words, numbers in holders.items() if len(numbers) > 1] == []


def test_they_are_as_long_as_comments_are() -> None:
    words = sorted(len(text.split()) for text in TEXTS)
    assert words[0] == 1
    assert 5 <= words[len(words) // 2] <= 20
    for text in TEXTS:
        # titles and the dot of an address end no sentence
        ends = re.findall(r"(?<!\bDr)(?<!\bProf)(?<!डॉ)[.!?।]+(?:\s|$)", text)
        assert len(ends) <= 4, text


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an e-mail address", r"\S+@example\.(com|org)\b"),
        ("a phone number", r"\b98765 43210\b"),
        ("a web address", r"https://example\.org/"),
        ("a title with a name", r"\b(Dr|Prof|Shri)\.? [A-Z]|डॉ\. "),
        ("a tax number", r"\b[A-Z]{5}\d{4}[A-Z]\b"),
        ("nothing to say", r"^(nil|na|-|\.)$"),
        ("nothing, in words", r"^(Nothing|Frankly nothing|No difficulty|nope)"),
    ],
)
def test_there_is_something_for_redaction_to_find_and_to_set_aside(what: str, pattern: str) -> None:
    assert [text for text in TEXTS if re.search(pattern, text)], what


@pytest.mark.parametrize(
    ("cluster", "words"),
    [
        ("pune", r"book|slot|instrument|उपकरण"),
        ("delhi_ncr", r"approv|permi|clearance|consent|sanction|मंज़ूरी|एनओसी|licen[cs]e"),
        ("hyderabad", r"programme|incubat|accelerator|hub|ఇంక్యుబే|ప్రోగ్రా"),
        ("bengaluru", r"hire|hiring|salar|pay for|offers|ಸಂಬಳ|sambala|industry pay"),
    ],
)
def test_clusters_differ_in_what_is_written_about(cluster: str, words: str) -> None:
    """Each cluster's own theme is at least twice as frequent there as anywhere else."""
    count = Counter(c["cluster"] for c in COMMENTS if re.search(words, c["text"], re.IGNORECASE))
    others = max(count[other] for other in PARAMETERS.cluster_ids if other != cluster)
    assert count[cluster] >= 2 * others
