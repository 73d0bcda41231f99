"""Names of people that a title or a sign of respect gives away, in five scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import yaml

from analysis.language import function_words
from analysis.redaction.marks import Mark
from analysis.text_data import DATA, read_words

WORD = re.compile(r"[\w\u0900-\u0d7f\u200c\u200d]+(?:['’-][\w\u0900-\u0d7f\u200c\u200d]+)*")
_SCRIPTS = {"devanagari": 0x0900, "kannada": 0x0C80, "telugu": 0x0C00}
_BLOCK = 0x80
MOST_WORDS = 4
SAINT = "st"
# endings that are joined to a name in Indian scripts
LONGEST_ENDING = 5


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    lower: str


@cache
def _lists() -> dict[str, dict[str, frozenset[str]]]:
    """Return titles, signs of respect, known names and what is no name, by script."""
    listed = yaml.safe_load((DATA / "redaction" / "names.yaml").read_text("utf-8"))
    found = {
        kind: {script: frozenset(words.split()) for script, words in listed[kind].items()}
        for kind in ("titles", "respect", "no_names", "markers")
    }
    known = {script: frozenset(listed[script].split()) for script in ("latin", *_SCRIPTS)}
    for script in ("kannada", "telugu"):
        shift = _SCRIPTS[script] - _SCRIPTS["devanagari"]
        spelt = known["devanagari"] | {_shortened(name) for name in known["devanagari"]}
        known[script] |= {_shifted(name, shift) for name in spelt}
    others = ("offices", "places", "also_words", "things", "persons_before", "persons_after")
    words = {name: {"latin": frozenset(listed[name].split())} for name in others}
    return {**found, "known": known, **words}


@cache
def _stop_words() -> frozenset[str]:
    return read_words(DATA / "language" / "stop_words.txt")


def _shortened(name: str) -> str:
    """Return a name with a short vowel at its end, as the south writes many of them."""
    return name[:-1] + {"ी": "ि", "ू": "ु"}.get(name[-1], name[-1])


def _shifted(name: str, shift: int) -> str:
    """Return a name in another script: the blocks of Indian scripts have the same order."""
    return "".join(chr(ord(letter) + shift) if ord(letter) > _BLOCK else letter for letter in name)


def names(text: str) -> Iterator[Mark]:
    """Yield the names in a text, without their titles."""
    tokens = [_Token(w.start(), w.end(), w.group(), w.group().lower()) for w in WORD.finditer(text)]
    done = 0
    for place, token in enumerate(tokens):
        if token.start < done:
            continue
        for mark in _around(text, tokens, place):
            done = max(done, mark.end)
            yield mark


def _around(text: str, tokens: Sequence[_Token], place: int) -> Iterator[Mark]:
    token = tokens[place]
    script = script_of(token.text)
    if _is_title(token, script):
        yield from _after_title(text, tokens, place, script)
    elif place and token.lower in _lists()["respect"].get(script, ()):
        yield from _before_respect(text, tokens, place, script)
    elif script == "latin" and token.lower in _lists()["offices"]["latin"]:
        yield from _after_office(text, tokens, place)
    elif _is_known(token, script):
        if script == "latin" and token.text[0].isupper():
            yield from _full_name(text, tokens, place) or _lone_name(tokens, place)
        elif script != "latin":
            yield from _before_marker(text, tokens, place, script)


def is_manner(word: str) -> bool:
    """Tell whether a word is a title or a sign of respect, which may stay."""
    script = script_of(word)
    return any(word.lower() in _lists()[kind].get(script, ()) for kind in ("titles", "respect"))


def _after_title(text: str, tokens: Sequence[_Token], place: int, script: str) -> Iterator[Mark]:
    first = place + 1
    if script == "latin":
        last = _latin_end(text, tokens, first)
    else:
        last = _indian_end(text, tokens, first, script)
    while last > first and _is_title(tokens[last - 1], script):
        if last - first > 1 and _is_known(tokens[last - 1], script):
            break
        last -= 1
    if last > first and not _is_place(tokens, last - 1, last):
        yield Mark(tokens[first].start, _end_of_name(tokens[last - 1]), "name")


def _latin_end(text: str, tokens: Sequence[_Token], first: int) -> int:
    """Return where the name ends that begins at ``first`` (there, if there is none)."""
    last = first
    while last < len(tokens) and last - first < MOST_WORDS:
        token = tokens[last]
        if not _joined(text, tokens[last - 1], token):
            break
        if not (_has_dot(text, token) and _is_initial(token)):
            capital = tokens[first].text[0].isupper()
            if not _may_be_latin_name(token, first=last == first, capital=capital):
                break
        last += 1
    return last


def _may_be_latin_name(token: _Token, *, first: bool, capital: bool) -> bool:
    if script_of(token.text) != "latin" or token.text.isdigit():
        return False
    if _is_title(token, "latin"):
        return first or len(token.text) > 1
    if token.lower in _lists()["no_names"]["latin"]:
        return False
    if token.text[0].isupper():
        return token.lower not in _stop_words()
    return not capital and (_is_known(token, "latin") or (first and not _is_common(token, "latin")))


def _indian_end(text: str, tokens: Sequence[_Token], first: int, script: str) -> int:
    """Return where a name ends: before a case marker, else after what looks like one."""
    run = first
    while run < len(tokens) and run - first <= MOST_WORDS and script_of(tokens[run].text) == script:
        if not _joined(text, tokens[run - 1], tokens[run]):
            break
        dotted = _has_dot(text, tokens[run]) and _is_initial(tokens[run])
        if run > first and not dotted and _is_in(tokens[run], "markers", script):
            return run
        if not dotted and _is_in(tokens[run], "no_names", script):
            break
        run += 1
    title = tokens[first - 1]
    if run == first or (
        title.lower in _lists()["also_words"]["latin"] and _is_common(tokens[first], script)
    ):
        return first
    last = first + 1
    while last < run and last - first < MOST_WORDS - 1:
        initial = _has_dot(text, tokens[last]) and _is_initial(tokens[last])
        if not (initial or _is_initial(tokens[last - 1]) or _is_known(tokens[last], script)):
            break
        last += 1
    return last


def _before_respect(text: str, tokens: Sequence[_Token], place: int, script: str) -> Iterator[Mark]:
    token = tokens[place - 1]
    if text[token.end : tokens[place].start].strip() or script_of(token.text) != script:
        return
    if _is_in(token, "no_names", script) or _is_title(token, script):
        return
    capital = script != "latin" or token.text[0].isupper()
    if _is_known(token, script) or (capital and not _is_common(token, script)):
        start = token.start
        if place > 1 and _is_known(tokens[place - 2], script):
            start = tokens[place - 2].start
        yield Mark(start, token.end, "name")


def _after_office(text: str, tokens: Sequence[_Token], place: int) -> Iterator[Mark]:
    last = first = place + 1
    while last < len(tokens) and last - first < MOST_WORDS - 1:
        gap = text[tokens[last - 1].end : tokens[last].start]
        allowed = gap.strip() in {"", ",", ":", "-"} if last == first else not gap.strip(" .")
        if not allowed or not tokens[last].text[0].isupper():
            break
        last += 1
    named = tokens[first:last]
    known = any(_is_known(token, "latin") for token in named[:2])
    if known and not _is_place(tokens, last - 1, last):
        yield Mark(named[0].start, _end_of_name(named[-1]), "name")


def _full_name(text: str, tokens: Sequence[_Token], place: int) -> list[Mark]:
    """Return two or three known names in a row, each with a capital, as one name."""
    last = place + 1
    while last < len(tokens) and last - place < MOST_WORDS - 1:
        token = tokens[last]
        if text[tokens[last - 1].end : token.start].strip() or not token.text[0].isupper():
            break
        if not _is_known(token, "latin"):
            break
        last += 1
    if last - place > 1 and not _is_place(tokens, last - 1, last):
        return [Mark(tokens[place].start, _end_of_name(tokens[last - 1]), "name")]
    return []


def _lone_name(tokens: Sequence[_Token], place: int) -> Iterator[Mark]:
    """Yield a known name that stands alone, where the words around it speak of somebody."""
    token = tokens[place]
    bare = token.lower.removesuffix("'s").removesuffix("’s")
    if bare in _lists()["things"]["latin"] or _is_place(tokens, place, place + 1):
        return
    before, after = tokens[max(0, place - 1) : place], tokens[place + 1 : place + 2]
    if any(each.text[0].isupper() for each in after) or any(each.lower == SAINT for each in before):
        return
    speaks_before = any(each.lower in _lists()["persons_before"]["latin"] for each in before)
    speaks_after = any(each.lower in _lists()["persons_after"]["latin"] for each in after)
    if speaks_before or speaks_after:
        yield Mark(token.start, _end_of_name(token), "name")


def _before_marker(text: str, tokens: Sequence[_Token], place: int, script: str) -> Iterator[Mark]:
    """Yield a known name in an Indian script before a word that goes with people."""
    after = tokens[place + 1 : place + 2]
    if any(
        _is_in(each, "markers", script) and _joined(text, tokens[place], each) for each in after
    ):
        yield Mark(tokens[place].start, tokens[place].end, "name")


def _has_dot(text: str, token: _Token) -> bool:
    return text[token.end : token.end + 1] == "."


def _is_initial(token: _Token) -> bool:
    """Tell whether a word may be an initial: one capital, or a short Indian word (ಕೆ, ఎం, वी)."""
    if script_of(token.text) == "latin":
        return token.text.isupper() and len(token.text) <= 2
    return len(token.text) <= 3


def _joined(text: str, left: _Token, right: _Token) -> bool:
    """Tell whether nothing but spaces and a full stop after a short word stands between two."""
    gap = text[left.end : right.start]
    if not gap.strip():
        return "\n" not in gap
    return gap.strip() == "." and (len(left.text) <= 4 or _is_title(left, script_of(left.text)))


def _is_title(token: _Token, script: str) -> bool:
    return token.lower in _lists()["titles"].get(script, ())


def _is_place(tokens: Sequence[_Token], last: int, following: int) -> bool:
    """Tell whether a road, college or firm is named after somebody."""
    near = [tokens[last].lower, *(token.lower for token in tokens[following : following + 2])]
    return any(word in _lists()["places"]["latin"] for word in near[:3])


def _is_known(token: _Token, script: str) -> bool:
    known = _lists()["known"].get(script, frozenset())
    if script == "latin":
        return token.lower.removesuffix("'s").removesuffix("’s") in known
    shortest = max(3, len(token.text) - LONGEST_ENDING)
    return any(token.text[:end] in known for end in range(len(token.text), shortest - 1, -1))


def _is_in(token: _Token, kind: str, script: str) -> bool:
    return token.lower in _lists()[kind].get(script, ())


def _is_common(token: _Token, script: str) -> bool:
    """Tell whether a word is met in comments often enough to be none of somebody's name."""
    return token.lower in _vocabulary(script) or token.lower.removesuffix("s") in _vocabulary(
        script
    )


@cache
def _vocabulary(script: str) -> frozenset[str]:
    """Return the everyday words of a script's languages."""
    languages = {"latin": ("english",), "devanagari": ("hi", "mr"), "kannada": ("kn",)}
    lists = [f"{name}.txt" for name in languages.get(script, ("te",))]
    listed = [read_words(DATA / "language" / name) for name in lists]
    return frozenset().union(*listed, function_words())


def _end_of_name(token: _Token) -> int:
    return token.end - 2 if token.lower.endswith(("'s", "’s")) else token.end


def script_of(word: str) -> str:
    """Return the script of the first letter: one of ours, else latin."""
    code = ord(word[0])
    for script, start in _SCRIPTS.items():
        if start <= code < start + _BLOCK:
            return script
    return "latin"
