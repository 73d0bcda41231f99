"""What leads to a person goes, in five scripts; numbers and titles that lead to nobody stay."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.redaction.measurement import labelled_comments, measure, parse
from analysis.redaction.redact import find, redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Write to asha.rao@example.in.", "Write to [email]."),
        ("ravi [at] example [dot] in", "[email]"),
        ("See https://example.org/a?b=1, please", "See [url], please"),
        ("Call +91-98450-12345 now", "Call [phone] now"),
        ("मेरा नंबर ९८१०० १२३४५ है", "मेरा नंबर [phone] है"),
        ("Aadhaar 2341 2341 2346", "Aadhaar [aadhaar]"),
        ("pan bxtps4321k", "pan [pan]"),
        ("GST 27AAACR5055K1Z7 fails", "GST [gstin] fails"),
        ("Dr. S. K. Rao's lab", "Dr. [name]'s lab"),
        ("डॉ. शर्मा ने कहा", "डॉ. [name] ने कहा"),
        ("डॉ. पाटील यांनी मदत केली", "डॉ. [name] यांनी मदत केली"),
        ("ಡಾ. ರಾವ್ ಅವರು ಬಂದರು", "ಡಾ. [name] ಅವರು ಬಂದರು"),
        ("డా. రెడ్డి చెప్పారు", "డా. [name] చెప్పారు"),
        ("Sharma ji ne kaha", "[name] ji ne kaha"),
        ("Ask Suresh for the key", "Ask [name] for the key"),
        ("Anjali said no", "[name] said no"),
        ("रमेश ने कहा", "[name] ने कहा"),
    ],
)
def test_what_leads_to_a_person_goes(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "Aadhaar 2341 2341 2347 has a wrong check digit",
        "The grant of 2,50,000 came on 14-03-2024",
        "Application 2023/0456/77 is pending",
        "Dr. Reddy's Laboratories and the guest house on Dr. Ambedkar Road",
        "The professor was kind, sir",
        "The Raman spectrometer is in the Bose hall",
        "St. Joseph's has a good workshop",
        "Nobody asked for Asha workers",
        "It ran for 9876543210 cycles",
        "",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert redact(text) == text


def test_the_labelled_comments_are_many_and_half_of_them_hold_nothing() -> None:
    comments = labelled_comments()
    assert len(comments) >= 300
    assert 0.3 < sum(not comment.marks for comment in comments) / len(comments) < 0.7
    scripts = {comment.script for comment in comments}
    assert scripts == {"latin", "devanagari", "kannada", "telugu"}


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [
        ("labelled", 0.99, 0.98),
        ("checked", 0.95, 0.95),
        ("held_out", 0.93, 0.85),
        ("unseen", 0.8, 0.97),
    ],
)
def test_recall_and_precision_do_not_fall(name: str, recall: float, precision: float) -> None:
    figures = measure(labelled_comments(name))["all"]
    assert figures.recall >= recall, figures.missed
    assert figures.precision >= precision, figures.wrong


def test_a_label_that_is_found_in_part_is_not_found() -> None:
    figures = measure([parse("Ask {name:Dr. Asha Zzyzx} or {name:Quentin Blort} today")])["name"]
    assert (figures.wanted, figures.got) == (2, 1)
    assert figures.missed[0].startswith("Quentin Blort")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_marks_are_ordered_and_within_the_text(text: str) -> None:
    marks = find(text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(a.end <= b.start for a, b in pairwise(marks))


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "Dr. A. " * 15_000, "a@" * 50_000, "a." * 50_000, "+1 " * 20_000]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    assert len(redact(text)) <= 2 * len(text)
