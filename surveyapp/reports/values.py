"""What values of data sets are called in a language."""

from __future__ import annotations

from collections.abc import Callable

from analysis.disclosure import JOIN
from surveyapp.reports.dictionary import Column, dictionary
from surveyapp.reports.names import Names


def shown(column: Column, value: str, names: Names) -> str:
    """Return an id or a code as people read it; what has no name stands for itself."""
    if column.values:
        words = dictionary().values_of(column).get(value)
        return words.in_language(names.language) if words else value
    if column.names is None:
        return value
    return _by_kind(names)[column.names](value)


def _by_kind(names: Names) -> dict[str, Callable[[str], str]]:
    def either(first: Callable[[str], str], second: Callable[[str], str]) -> Callable[[str], str]:
        return lambda key: first(key) if first(key) != key else second(key)

    return {
        "cluster": names.cluster,
        "groups": lambda key: names.groups(key.split(JOIN)),
        "dimension": names.dimension,
        "item": names.item,
        "theme": names.theme,
        "cluster_or_group": either(names.cluster, names.group),
        "dimension_or_group": either(names.dimension, names.group),
    }
