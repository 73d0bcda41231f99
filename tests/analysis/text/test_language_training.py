"""Words that tell languages apart come from labelled comments, and from no other language."""

from __future__ import annotations

from analysis.language_training import learn_words
from analysis.sentiment.examples import Example


def said(text: str, language: str) -> Example:
    return Example(text, "neutral", language)


def test_words_of_two_languages_tell_nothing() -> None:
    learnt = learn_words(
        [
            said("Glovebox tore", "en"),
            said("glovebox hosadu", "kn-Latn"),
            said("मशीन ख़राब है", "hi"),
            said("मशीन बिघडले आहे", "mr"),
        ]
    )
    assert learnt["en"].split() == ["glovebox", "tore"]
    assert learnt["kn-Latn"] == "hosadu"
    assert "मशीन" not in learnt["hi"].split() + learnt["mr"].split()
    assert "बिघडले" in learnt["mr"]


def test_answers_without_content_teach_nothing() -> None:
    assert learn_words([said("nil", "kn-Latn")]) == {"en": ""}
