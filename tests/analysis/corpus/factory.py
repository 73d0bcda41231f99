"""Small comments and a small frame for the tests of the corpus."""

from __future__ import annotations

from itertools import count

from analysis.corpus.comments import Comment, Labels
from analysis.corpus.frame import Frame, Subject, Voice

NUMBERS = count(1)


def voice(name: str, part: str = "train") -> Voice:
    return Voice.model_validate(
        {
            "id": name,
            "who": "somebody",
            "cluster": "pune",
            "group": "industry",
            "part": part,
            "comments": {"en": 1},
            "length": "plain",
            "temper": "calm",
            "style": "short",
            "themes": (),
            "subjects": (),
        }
    )


FRAME = Frame(
    voices={"ann": voice("ann"), "bob": voice("bob", "dev"), "cat": voice("cat", "test")},
    subjects={"visas": Subject(id="visas", name="Visas", about="visas", excludes="the rest")},
    themes=frozenset({"approvals", "training", "outreach", "hiring"}),
)


def labels(
    sentiment: str = "negative", *, mixed: bool = False, suggestion: bool = False, themes: str = ""
) -> Labels:
    return Labels(sentiment, mixed, suggestion, frozenset(themes.split()))


def comment(
    text: str,
    *,
    language: str = "en",
    question: str = "harder",
    kind: str = "complaint",
    voice: str = "ann",
    subject: str = "",
    found: Labels | None = None,
    intended: Labels | None = None,
    blind: Labels | None = None,
) -> Comment:
    return Comment(
        id=f"c{next(NUMBERS)}",
        text=text,
        language=language,
        question=question,
        labels=found or labels(),
        kind=kind,
        voice=voice,
        subject=subject,
        intended=intended,
        blind=blind,
        place=("en.csv", 2),
    )
