"""What can be wrong with one comment: its script, its length, labels that contradict its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analysis.corpus.comments import Comment
from analysis.corpus.words import SCRIPTS, scripts, sentences, words
from analysis.faults import Fault

LONGEST = 110
MOST_SENTENCES = 6  # five, and one for an abbreviation
OWN_SCRIPT = 0.6
TYPESET = re.compile("[\u2013\u2014\u201c\u201d\u2018\u2019\u2026]")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u00a0]")
SIGNS = {
    "factual_complaint": {-1},
    "complaint": {-1},
    "rant": {-1},
    "factual_praise": {1},
    "praise": {1},
    "fact": {0},
    "nothing": {0},
    "negation": {-1, 1},
    "irony": {-1, 1},
    "comparison": {-1, 0, 1},
}
EMPTY_KINDS = {"nothing", "off_topic"}
# words that tell one language from another in the same script, none of them shared
HINDI = "है हैं नहीं में और था थी थे गया गई को से के लिए ने हुआ हुई कुछ"
MARATHI = "आहे आहेत नाही मध्ये आणि झाला झाली झाले साठी पण काही तर आम्ही आम्हाला"
MARKS = {"hi": frozenset(HINDI.split()), "mr": frozenset(MARATHI.split())}
ENGLISH_WORDS = "of and was for with that this are not from have were which by it our they we in"
ENGLISH = frozenset(ENGLISH_WORDS.split())


def row_faults(comments: Iterable[Comment]) -> Iterator[Fault]:
    """Yield what is wrong with each comment by itself."""
    for comment in comments:
        yield from script_faults(comment)
        yield from form_faults(comment)
        yield from label_faults(comment)


def script_faults(comment: Comment) -> Iterator[Fault]:
    """Yield a fault where the letters are not those of the language."""
    found = scripts(comment.text)
    total = sum(found.values())
    own = SCRIPTS.get(comment.language, "Latn")
    other = sorted(set(found) - {own, "Latn"})
    if other:
        yield comment.fault("text", f"{comment.language} with letters of {', '.join(other)}")
    elif total and found[own] / total < OWN_SCRIPT:
        yield comment.fault("text", f"{found[own]} of {total} letters are of the script {own}")
    elif comment.language in MARKS:
        yield from _mistaken(comment)
    elif comment.language.endswith("-Latn") and _is_english(comment.text):
        yield comment.fault("text", f"reads like English, not {comment.language}")


def _mistaken(comment: Comment) -> Iterator[Fault]:
    found = {name: sum(w in marks for w in words(comment.text)) for name, marks in MARKS.items()}
    for name, count in found.items():
        if count > found[comment.language] + 1:
            yield comment.fault("text", f"reads like {name}, not {comment.language}")


def _is_english(text: str) -> bool:
    said = words(text)
    foreign = sum(word in ENGLISH for word in said)
    return foreign >= 2 and foreign / len(said) >= 0.2


def form_faults(comment: Comment) -> Iterator[Fault]:
    """Yield a fault for what nobody types into a survey, and for too much text."""
    text = comment.text
    if text != text.strip() or "  " in text:
        yield comment.fault("text", "has spaces at its ends or twice in a row")
    if CONTROL.search(text):
        yield comment.fault("text", "has a line break, tab or other control character")
    if TYPESET.search(text):
        yield comment.fault("text", "has a typesetter's dash, quotation mark or ellipsis")
    if len(words(text)) > LONGEST:
        yield comment.fault("text", f"has {len(words(text))} words, more than {LONGEST}")
    if len(sentences(text)) > MOST_SENTENCES:
        yield comment.fault("text", f"has {len(sentences(text))} sentences, more than five")


def label_faults(comment: Comment) -> Iterator[Fault]:
    """Yield a fault where the writer's labels contradict each other or the kind."""
    labels, kind = comment.written, comment.kind
    allowed = SIGNS.get(kind)
    if allowed and labels.sign not in allowed:
        yield comment.fault("sentiment", f"{labels.sentiment!r} does not go with kind {kind!r}")
    if kind in EMPTY_KINDS and (labels.themes or comment.subject):
        yield comment.fault("themes", f"kind {kind!r} has neither theme nor subject")
    if kind == "contrast" and not labels.mixed:
        yield comment.fault("mixed", "a contrast is mixed: 1")
    if kind == "suggestion" and not labels.suggestion:
        yield comment.fault("suggestion", "kind 'suggestion' is a suggestion: 1")
    if labels.mixed and labels.sentiment.startswith("very"):
        yield comment.fault("sentiment", "what is mixed is not very negative or very positive")
