"""Every comment is recognised by its script and function words, or is of no known language."""

from __future__ import annotations

import pytest

from analysis.language import UNKNOWN, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Getting a slot took six weeks.", "en"),
        ("Delays", "en"),
        ("Customs clearance paperwork", "en"),
        ("अनुमति नहीं मिली और बहुत समय लगा", "hi"),
        ("ठीक", "hi"),
        ("परवानगी मिळाली नाही आणि खूप वेळ लागला", "mr"),
        ("ಉಪಕರಣ ಸಿಗಲಿಲ್ಲ", "kn"),
        ("యంత్రం దొరకలేదు", "te"),
        ("கருவி கிடைக்கவில்லை", "ta"),
        ("যন্ত্র পাওয়া যায়নি", "bn"),
        ("Equipment ka slot nahi milta, bahut wait karna padta hai", "hi-Latn"),
        ("nahi mila", "hi-Latn"),
        ("khup vel lagto", "mr-Latn"),
        ("केंद्राची बैठक झाल्यावर निधी", "mr"),
        ("बैठक के बाद पैसा", "hi"),
        ("incubator asalu drsti pettaledu", "te-Latn"),
        ("namage slot sigalilla", "kn-Latn"),
        ("maaku slot dorakaledu", "te-Latn"),
        ("Le financement est trop lent", "fr"),
        ("Das Gerät war nie frei", "de"),
        ("Iwapo tutapata msaada zaidi", UNKNOWN),
        ("", UNKNOWN),
        ("😀 👍", UNKNOWN),
        ("12345 !!", UNKNOWN),
    ],
)
def test_language_of_a_comment(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_few_foreign_letters_do_not_change_the_language() -> None:
    assert detect("The form is only in ಕನ್ನಡ and nobody could read it to us.") == "en"


def test_addresses_are_no_words_of_a_language() -> None:
    assert detect("पोर्टल https://example.org/a-very-long-path/of/english/words नहीं चलता") == "hi"
