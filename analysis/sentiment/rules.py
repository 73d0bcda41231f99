"""Patterns for facts that are complaints or praise in this field, suggestions and bare facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import yaml

from analysis.sentiment.literals import needed
from analysis.text_data import DATA

KINDS = ("friction", "relief", "suggestion", "fact")


class Rule(NamedTuple):
    """A named pattern and what it is a sign of: one of ``KINDS``.

    A text without any of the ``needed`` pieces cannot match; none: it may.
    """

    kind: str
    name: str
    pattern: re.Pattern[str]
    needed: frozenset[str]


class Fired(NamedTuple):
    """A place where a rule matched."""

    kind: str
    name: str
    start: int
    end: int

    @property
    def feature(self) -> str:
        """The name of its feature."""
        return f"{self.kind}: {self.name}"


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of ``data/sentiment/rules.yaml``."""
    listed = yaml.safe_load((DATA / "sentiment" / "rules.yaml").read_text("utf-8"))
    macros = listed["macros"]
    return tuple(
        _rule(kind, name, pattern, macros)
        for kind in KINDS
        for name, pattern in listed[kind].items()
    )


def fired(text: str, pieces: Iterable[str] | None = None) -> Iterator[Fired]:
    """Yield the first match of every rule that matches; ``pieces`` are those of a longer text."""
    present = present_in(text, pieces)
    for rule in rules():
        if rule.needed and rule.needed.isdisjoint(present):
            continue
        found = rule.pattern.search(text)
        if found:
            yield Fired(rule.kind, rule.name, found.start(), found.end())


def present_in(text: str, pieces: Iterable[str] | None = None) -> set[str]:
    """Return which pieces, of all or of those given, stand in a text."""
    lower = text.lower()
    return {piece for piece in (_pieces() if pieces is None else pieces) if piece in lower}


@cache
def _pieces() -> tuple[str, ...]:
    return tuple(sorted({piece for rule in rules() for piece in rule.needed}))


def _rule(kind: str, name: str, pattern: str, macros: dict[str, str]) -> Rule:
    for macro, body in macros.items():
        pattern = pattern.replace(f"{{{macro}}}", body)
    return Rule(kind, name, re.compile(pattern, re.IGNORECASE), needed(pattern))
