"""Single comments: script, form, and labels that fit the kind."""

from __future__ import annotations

import pytest

from analysis.corpus.comments import Comment, Labels
from analysis.corpus.rows import row_faults
from tests.analysis.corpus.factory import comment, labels


def messages(*comments: Comment) -> list[str]:
    return [fault.message for fault in row_faults(comments)]


def test_each_language_in_its_script_passes() -> None:
    assert not messages(
        comment("No slot on the FESEM till March."),
        comment("FESEM पर मार्च तक कोई स्लॉट नहीं है।", language="hi"),
        comment("मार्चपर्यंत एकही स्लॉट नाही, काय करणार?", language="mr"),
        comment("ಮಾರ್ಚ್‌ವರೆಗೆ ಸ್ಲಾಟ್ ಸಿಗಲಿಲ್ಲ", language="kn"),
        comment("మార్చి వరకు స్లాట్ దొరకలేదు", language="te"),
        comment("march tak ek bhi slot nahi mila", language="hi-Latn"),
        comment("12", kind="nothing", found=labels("neutral")),
    )


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("en", "No slot मिला", "en with letters of Deva"),
        ("kn", "స్లాట్ దొరకలేదు", "kn with letters of Telu"),
        ("te", "slot dorakaledu", "0 of 14 letters are of the script Telu"),
        ("hi-Latn", "स्लॉट नहीं मिला", "hi-Latn with letters of Deva"),
        ("hi-Latn", "the file was lost and we are not told", "reads like English, not hi-Latn"),
        ("hi", "आम्हाला स्लॉट मिळाला नाही आणि फीही वाढली आहे", "reads like mr, not hi"),
        ("mr", "हमें स्लॉट नहीं मिला और फ़ीस भी बढ़ गई है", "reads like hi, not mr"),
        ("en", "нет", "en with letters of other"),
    ],
)
def test_a_wrong_script_or_language_is_refused(language: str, text: str, message: str) -> None:
    assert messages(comment(text, language=language)) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Slow. ", "has spaces at its ends or twice in a row"),
        ("Slow\nand dear", "has a line break, tab or other control character"),
        ("Slow \u2014 and dear", "has a typesetter's dash, quotation mark or ellipsis"),
        ("word " * 110 + "word", "has 111 words, more than 110"),
        ("Yes. " * 6 + "No.", "has 7 sentences, more than five"),
    ],
)
def test_what_nobody_types_is_refused(text: str, message: str) -> None:
    assert messages(comment(text)) == [message]


@pytest.mark.parametrize(
    ("kind", "found", "message"),
    [
        ("praise", labels("negative"), "'negative' does not go with kind 'praise'"),
        ("rant", labels("neutral"), "'neutral' does not go with kind 'rant'"),
        ("irony", labels("neutral"), "'neutral' does not go with kind 'irony'"),
        (
            "off_topic",
            labels("neutral", themes="hiring"),
            "kind 'off_topic' has neither theme nor subject",
        ),
        ("contrast", labels("neutral"), "a contrast is mixed: 1"),
        ("suggestion", labels("neutral"), "kind 'suggestion' is a suggestion: 1"),
        (
            "contrast",
            labels("very positive", mixed=True),
            "what is mixed is not very negative or very positive",
        ),
    ],
)
def test_labels_fit_the_kind(kind: str, found: Labels, message: str) -> None:
    assert messages(comment("Well", kind=kind, found=found)) == [message]


def test_labels_that_the_writer_meant_count_not_the_settled_ones() -> None:
    settled = comment("Well", kind="praise", found=labels("neutral"), intended=labels("positive"))
    assert not messages(settled)
