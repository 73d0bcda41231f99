"""Repeats, near-duplicates, templates and worn openings are found, and ordinary likeness is not."""

from __future__ import annotations

from analysis.corpus.comments import Comment
from analysis.corpus.likeness import (
    likeness_faults,
    near_duplicates,
    openings,
    repeats,
    skeleton_of,
    templates,
)
from analysis.corpus.words import words
from tests.analysis.corpus.factory import comment, labels


def english(*texts: str) -> list[Comment]:
    return [comment(text) for text in texts]


def test_different_comments_pass() -> None:
    assert not list(
        likeness_faults(
            english(
                "It took five months to get the agreement signed.",
                "Slot came after six weeks, and then the chiller failed.",
                "The officer asked for the same documents again.",
                "Nobody told us about the course, and the last date was over.",
                "The grant covers equipment but not the person to run it.",
                "They lost our file. They lost it again in June.",
            )
        )
    )


def test_a_repeat_is_found_whatever_case_and_stops() -> None:
    first, second = english("We never got a reply.", "we never got a reply")
    assert [pair[:2] for pair in repeats([first, second])] == [(first, second)]


def test_a_short_answer_may_recur_under_another_question_only() -> None:
    asked = [comment("Mentors", question=name) for name in ("easier", "change")]
    assert not list(repeats(asked))
    assert len(list(repeats([*asked, comment("mentors", question="easier")]))) == 1


def test_nothing_to_say_may_recur_four_times() -> None:
    nil = [comment("Nil", kind="nothing", found=labels("neutral")) for _ in range(5)]
    assert not list(repeats(nil[:4]))
    assert len(list(repeats(nil))) == 1


def test_the_same_words_in_two_languages_are_no_repeat() -> None:
    assert not list(
        repeats([comment("paise fas gaye bhai", language=x) for x in ("hi-Latn", "en")])
    )


def test_a_shared_run_of_words_is_found() -> None:
    pair = english(
        "The vendor came only in March and we lost the whole winter season for the trial.",
        "My student says the vendor came only in March and we lost the whole winter.",
    )
    ((first, second, shared),) = near_duplicates(pair)
    assert [first, second] == pair
    assert len(shared.split()) == 5


def test_one_sentence_with_other_nouns_and_numbers_is_found() -> None:
    pair = english(
        "It took five months to get the agreement signed.",
        "Sad. It took 11 weeks to get the licence signed.",
    )
    ((_, _, skeleton),) = templates(pair)
    assert skeleton == "it took # _ to get the _ signed"


def test_a_template_in_kannada_is_found() -> None:
    pair = [
        comment(text, language="kn")
        for text in ("ಸ್ಲಾಟ್ ಸಿಗಲು ಆರು ವಾರ ಬೇಕಾಯಿತು", "ಅನುಮತಿ ಸಿಗಲು ಮೂರು ವಾರ ಬೇಕಾಯಿತು")
    ]
    assert [pair.shared for pair in templates(pair)] == ["_ ಸಿಗಲು # ವಾರ ಬೇಕಾಯಿತು"]


def test_a_skeleton_needs_five_words_and_most_of_both_sentences() -> None:
    assert not skeleton_of(words("the portal is slow"), words("the form is slow"))
    assert not skeleton_of(
        words("the file of the trust is lost"),
        words("the file which a clerk of theirs took home is lost"),
    )


def test_a_slot_holds_three_words_at_most() -> None:
    one = words("we are told that the file is lost again and again")
    assert skeleton_of(one, words("we are told by them that the file is lost again and again"))
    assert not skeleton_of(
        one, words("we are told by the new section officer that the file is lost again and again")
    )


def test_two_sentences_of_one_comment_are_not_compared() -> None:
    assert not list(templates(english("Ask the ward for the form. Ask the zone for the form.")))


def test_a_worn_opening_is_counted_and_refused_from_the_sixth() -> None:
    ends = ("rain", "rats", "rust", "rules", "rumours", "rivals")
    same = english(*(f"We suffer from {end}" for end in ends))
    assert openings(same) == {("en", "we suffer from"): 6}
    assert not list(likeness_faults(same[:5]))
    (fault,) = likeness_faults(same)
    assert fault.message == "6 comments begin with 'we suffer from' (at most 5)"
