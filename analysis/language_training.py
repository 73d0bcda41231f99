"""Words by which languages are told apart, learnt from labelled comments of the repository.

The lists of ``data/language`` hold the commonest words of a language; what people write here about
their work is added from comments for training and practice, never from those for testing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from analysis.contentless import is_contentless
from analysis.language import given_vocabulary, words_of
from analysis.sentiment.examples import Example

ENGLISH = "en"
# languages that share a script, so that their words must be told apart
PAIRS = {"hi": "mr", "mr": "hi"}


def learn_words(examples: Iterable[Example]) -> dict[str, str]:
    """Return words by language: those of English, and those that only the others have."""
    found: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        if not is_contentless(example.text):
            found[example.language].update(words_of(example.text))
    english = found[ENGLISH] | given_vocabulary()
    learnt = {ENGLISH: found[ENGLISH] - given_vocabulary()}
    for language, words in found.items():
        if language in PAIRS:
            learnt[language] = words - found[PAIRS[language]]
        elif language.endswith("-Latn"):
            learnt[language] = {word for word in words - english if len(word) > 1}
    return {language: " ".join(sorted(words)) for language, words in sorted(learnt.items())}
