"""The corpus's comments with their themes, as hand codes."""

from __future__ import annotations

from collections.abc import Collection

from analysis.contentless import is_contentless
from analysis.corpus.comments import read_corpus
from analysis.corpus.frame import read_frame
from analysis.corpus.practice import read_practice
from analysis.themes.learning import Coded


def corpus_codes(parts: Collection[str], language: str = "en") -> list[Coded]:
    """Return the comments of one language whose voices are in one of the parts.

    Comments that say nothing are left out: they are set aside before themes are looked for.
    """
    frame = read_frame()
    return [
        Coded(comment.text, comment.labels.themes, comment.voice)
        for comment in read_corpus(frame)
        if comment.language == language
        and frame.voices[comment.voice].part in parts
        and not is_contentless(comment.text)
    ]


def practice_codes(language: str = "en") -> list[Coded]:
    """Return the comments of one language that were written for practice."""
    return [
        Coded(comment.text, comment.labels.themes, comment.voice, practice=True)
        for comment in read_practice(read_frame())
        if comment.language == language and not is_contentless(comment.text)
    ]
