"""Counts every comment once: coded, without a theme, contentless, or repeated."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from analysis.contentless import canonical, is_copy


class Accounting:
    """What became of the comments of a file."""

    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._themes: Counter[str] = Counter()
        self._seen: set[bytes] = set()

    def add(self, text: str, themes: Sequence[str], *, contentless: bool) -> None:
        """Count a comment; a sentence that stood there before is counted as repeated."""
        if contentless:
            self._states["contentless"] += 1
        elif self._is_repeated(text):
            self._states["repeated"] += 1
        else:
            self._states["coded" if themes else "without_theme"] += 1
            self._themes.update(themes)

    def counts(self, ids: Sequence[str]) -> dict[str, Any]:
        """Return the counts; the first four add up to the comments."""
        names = ("coded", "without_theme", "contentless", "repeated")
        others = sorted(set(self._themes) - set(ids))
        return {
            "comments": sum(self._states.values()),
            "counts": {name: self._states[name] for name in names},
            "themes": {theme: self._themes[theme] for theme in (*ids, *others)},
        }

    def sentence(self) -> str:
        """Return the counts in words."""
        said = self.counts(())["counts"]
        return f"{sum(said.values()):,} comments: " + ", ".join(
            f"{count:,} {name.replace('_', ' ')}" for name, count in said.items()
        )

    def _is_repeated(self, text: str) -> bool:
        if not is_copy(text):
            return False
        # 8 bytes: a million comments take some tens of megabytes, and meet by chance in 1 of 10^7
        mark = hashlib.sha256(canonical(text).encode("utf-8", "surrogatepass")).digest()[:8]
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False
