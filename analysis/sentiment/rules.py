"""Patterns for facts that are complaints or praise in this field, suggestions and bare facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import yaml

from analysis.text_data import DATA

KINDS = ("friction", "relief", "suggestion", "fact")


class Rule(NamedTuple):
    """A named pattern and what it is a sign of: one of ``KINDS``."""

    kind: str
    name: str
    pattern: re.Pattern[str]


class Fired(NamedTuple):
    """A place where a rule matched."""

    kind: str
    name: str
    start: int
    end: int


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of ``data/sentiment/rules.yaml``."""
    listed = yaml.safe_load((DATA / "sentiment" / "rules.yaml").read_text("utf-8"))
    macros = listed["macros"]
    return tuple(
        Rule(kind, name, re.compile(_expand(pattern, macros), re.IGNORECASE))
        for kind in KINDS
        for name, pattern in listed[kind].items()
    )


def fired(text: str) -> Iterator[Fired]:
    """Yield the first match of every rule that matches."""
    for rule in rules():
        found = rule.pattern.search(text)
        if found:
            yield Fired(rule.kind, rule.name, found.start(), found.end())


def _expand(pattern: str, macros: dict[str, str]) -> str:
    for name, body in macros.items():
        pattern = pattern.replace(f"{{{name}}}", body)
    return pattern
