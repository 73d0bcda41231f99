"""Words, numbers and scripts of a comment, as far as checks of the corpus need them."""

from __future__ import annotations

import re
from collections import Counter

BLOCKS = {"Deva": (0x0900, 0x097F), "Knda": (0x0C80, 0x0CFF), "Telu": (0x0C00, 0x0C7F)}
SCRIPTS = {"hi": "Deva", "mr": "Deva", "kn": "Knda", "te": "Telu"}
# zero-width (non-)joiners belong to words of Kannada and Telugu
WORD = re.compile(r"[\w\u0900-\u097f\u0c00-\u0cff\u200c\u200d]+(?:['’.-]\w+)*")
SENTENCE = re.compile(r"(?<=[.!?।])\s+|\n+")
NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen eighteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand lakh "
    "lakhs crore crores half couple several "
    "एक दो तीन चार पाँच पांच छह छः सात आठ नौ दस बारह पंद्रह बीस तीस चालीस पचास सौ हज़ार हजार लाख करोड़ "
    "दोन पाच सहा नऊ दहा बारा वीस चाळीस पन्नास शंभर कोटी "
    "ಒಂದು ಎರಡು ಮೂರು ನಾಲ್ಕು ಐದು ಆರು ಏಳು ಎಂಟು ಒಂಬತ್ತು ಹತ್ತು ಇಪ್ಪತ್ತು ನೂರು ಸಾವಿರ ಲಕ್ಷ ಕೋಟಿ "
    "ఒక ఒకటి రెండు మూడు నాలుగు ఐదు ఆరు ఏడు ఎనిమిది తొమ్మిది పది ఇరవై వంద వేల లక్ష లక్షలు కోటి "
    "ek do teen char paanch chhe saat aath nau das ondu eradu mooru naalku aidu oka rendu moodu "
    "nalugu don saha"
)
NUMBERS = frozenset(NUMBER_WORDS.split())


def words(text: str) -> list[str]:
    """Return the words in lower case."""
    return [match.group().casefold() for match in WORD.finditer(text)]


def frame_words(text: str) -> list[str]:
    """Return the words in lower case, each number as ``#``."""
    return [
        "#" if word in NUMBERS or any(c.isdigit() for c in word) else word for word in words(text)
    ]


def sentences(text: str) -> list[str]:
    """Return the sentences, roughly: an abbreviation with a full stop also ends one."""
    return [part for part in SENTENCE.split(text) if WORD.search(part)]


def scripts(text: str) -> Counter[str]:
    """Count letters by script; what is neither Latin nor one of ours counts as other."""
    found: Counter[str] = Counter()
    for character in text:
        code = ord(character)
        block = next((name for name, (a, b) in BLOCKS.items() if a <= code <= b), None)
        if block:
            found[block] += 1
        elif character.isalpha():
            found["Latn" if code < 0x250 else "other"] += 1
    return found
