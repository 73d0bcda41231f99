"""In which language a comment is written: its script, then short lists of function words.

Unicode blocks decide the script. Within Devanagari, Marathi and Hindi differ in their commonest
words; in Latin letters, English, Indian languages and a few others do. Text that looks like none of
them is ``und``, so that no model reads what it was not tested on.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import yaml

from analysis.text_data import DATA, read_words

UNKNOWN = "und"
LONGEST = 4_000
# start of a Unicode block, and the language (or group of languages) that it is written for
_BLOCKS = (
    (0x0041, "Latin"),
    (0x0250, ""),
    (0x0370, "el"),
    (0x0400, "ru"),
    (0x0530, ""),
    (0x0590, "he"),
    (0x0600, "ur"),
    (0x0780, ""),
    (0x0900, "Devanagari"),
    (0x0980, "bn"),
    (0x0A00, "pa"),
    (0x0A80, "gu"),
    (0x0B00, "or"),
    (0x0B80, "ta"),
    (0x0C00, "te"),
    (0x0C80, "kn"),
    (0x0D00, "ml"),
    (0x0D80, "si"),
    (0x0E00, "th"),
    (0x0E80, ""),
    (0x1C50, "sat"),
    (0x1C80, ""),
    (0x1E00, "Latin"),
    (0x1F00, ""),
    (0x3040, "ja"),
    (0x3100, ""),
    (0x4E00, "zh"),
    (0xA000, ""),
    (0xABC0, "mni"),
    (0xAC00, "ko"),
    (0xD7B0, ""),
)
_STARTS = [start for start, _ in _BLOCKS]
_LETTER = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_INDIC_WORD = re.compile(r"[\u0900-\u097F]+")
_INDIAN = "\u0900"
_MARATHI = re.compile(
    "(?:च्या|ची|चे|चा|ून|ांना|ांनी|ांच|णार|ायला|ाला|ल्या|ण्यात|ण्याच|ितल|ातल|ामुळे|साठी|तील|ते|तो|लो)"
)
SHORTEST_INFLECTED = 3
# shares of English words, chosen by cross-validation over voices (docs/models.md)
HALF, MOSTLY, NEARLY_ALL = 0.5, 2 / 3, 0.85
LEARNT = DATA / "models" / "language.json"
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")


@lru_cache(maxsize=4096)
def detect(text: str) -> str:
    """Return the BCP 47 tag of a comment's language, ``und`` where it is none that we know.

    Latin letters are taken for English where most words are English ones, and nearly all where one
    is of an Indian language.
    """
    start = _ADDRESS.sub(" ", text[:LONGEST])
    script = _main_script(start)
    if script == "Devanagari":
        return _devanagari(words_of(start))
    if script == "Latin":
        return _latin(words_of(start))
    return script or UNKNOWN


def words_of(text: str) -> list[str]:
    """Return the words of a text in Latin letters and Devanagari, in lower case."""
    return _INDIC_WORD.findall(text) + [
        word.lower().replace("’", "'") for word in _WORD.findall(text) if word[0] < _INDIAN
    ]


def _main_script(text: str) -> str:
    """Return the script of most letters, empty where there are none."""
    if text.isascii():
        return "Latin" if _LETTER.search(text) else ""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha() and (script := _script(letter)):
            scripts[script] += count
    # ties by name, so that no order of letters decides
    return max(sorted(scripts), key=scripts.__getitem__, default="")


def _script(letter: str) -> str:
    place = bisect_right(_STARTS, ord(letter)) - 1
    return _BLOCKS[place][1] if place >= 0 else ""


def _devanagari(words: Iterable[str]) -> str:
    hits = _hits(words, ("hi", "mr"))
    listed = _words()["mr"]
    hits["mr"] += sum(word not in listed and _is_marathi(word) for word in words)
    return "mr" if hits["mr"] and hits["mr"] >= hits["hi"] else "hi"


def _is_marathi(word: str) -> bool:
    """Tell whether a word has a letter or an ending that is all but absent from Hindi."""
    return "ळ" in word or (len(word) > SHORTEST_INFLECTED and bool(_MARATHI.search(word)))


def _latin(words: list[str]) -> str:
    languages = tuple(key for key in _words() if key not in ("hi", "mr"))
    hits = _hits(words, languages)
    foreign = max((key for key in languages if key != "en"), key=lambda key: (hits[key], key))
    strong = hits[foreign] >= 2 or 2 * hits[foreign] >= len(words)
    if hits[foreign] and strong and hits[foreign] > hits["en"]:
        return foreign
    known = _vocabulary()
    count = sum(word in known or word.removesuffix("s") in known for word in words)
    english = count / max(1, len(words))
    indian = any(hits[key] for key in languages if key.endswith("-Latn"))
    enough = english >= MOSTLY or (hits["en"] and english >= HALF)
    return "en" if enough and (not indian or english >= NEARLY_ALL) else UNKNOWN


def _hits(words: Iterable[str], languages: tuple[str, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in words:
        for key in _languages_of().get(word, ()):
            found[key] += 1
    return Counter({key: found[key] for key in languages})


@cache
def function_words() -> frozenset[str]:
    """Return the function words of all languages that are told apart."""
    return frozenset().union(*_words().values())


@cache
def _words() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load((DATA / "language" / "words.yaml").read_text("utf-8"))
    learnt = _learnt()
    return {
        # of English, function words only: any English word may stand in a comment in another
        key: frozenset(words.split()) | (learnt.get(key, frozenset()) if key != "en" else set())
        for key, words in listed.items()
    }


@cache
def _learnt() -> dict[str, frozenset[str]]:
    """Words that were learnt from comments, by language (analysis/language_training.py)."""
    if not LEARNT.is_file():
        return {}
    listed = json.loads(LEARNT.read_text("utf-8"))
    return {key: frozenset(words.split()) for key, words in listed.items()}


@cache
def _languages_of() -> dict[str, list[str]]:
    """By function word: the languages that have it."""
    result: dict[str, list[str]] = {}
    for key, words in _words().items():
        for word in words:
            result.setdefault(word, []).append(key)
    return result


@cache
def _vocabulary() -> frozenset[str]:
    return given_vocabulary() | _learnt().get("en", frozenset())


@cache
def given_vocabulary() -> frozenset[str]:
    """Return the English words that are listed, not learnt."""
    return read_words(DATA / "language" / "english.txt")
