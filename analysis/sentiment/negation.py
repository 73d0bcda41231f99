"""Words in the reach of a negation: what "no longer", "never had to" or "not one" speak of."""

from __future__ import annotations

import re

from analysis.ngrams import TOKEN, spelling
from analysis.sentiment.lexicon import is_negation

REACH = 6
MARK = "not_"
_ALSO = frozenset({"nobody", "none", "nothing", "neither", "nor", "nil", "nowhere", "seldom"})
_STOP = re.compile(r"[.,!?;:()]")
_TURNS = frozenset({"but", "though", "although", "however", "yet", "because"})


def negated(text: str) -> list[str]:
    """Return for each token ``not_`` and the word where a negation reaches it, else nothing.

    A negation reaches ``REACH`` words, up to a punctuation mark or a word that turns.
    """
    found, left, last = [], 0, 0
    for token in TOKEN.finditer(text):
        word = spelling(token.group())
        if left and (word in _TURNS or _STOP.search(text, last, token.start())):
            left = 0
        found.append(MARK + word if left else "")
        left = REACH if is_negation(word) or word in _ALSO else max(0, left - 1)
        last = token.end()
    return found
