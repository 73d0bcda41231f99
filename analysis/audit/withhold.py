"""Withhold further shares until none of those that are hidden can be had from those shown.

Small shares are hidden one by one when table T is made (analysis/counts.py); here the audit looks
at all of an item's shares together, so that a release made of T is not stopped by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.audit.bounds import Program
from analysis.audit.shares import KINDS, Entry, SharesOfItem, Told, by_item
from analysis.parameters import Minimums
from analysis.table import Tabulation


def protected(table: Tabulation, minimums: Minimums) -> Tabulation:
    """Return a tabulation that passes the audit of its shares."""
    shares = withhold_shares(table.answers, minimums)
    return replace(table, answers={**table.answers, "shares": shares})


def withhold_shares(answers: Mapping[str, Any], minimums: Minimums) -> list[dict[str, Any]]:
    """Return T's entries of shares in their order, more of them None than before."""
    kept: dict[str, Iterator[dict[str, Any]]] = {}
    for item, entries in by_item(answers["shares"]).items():
        own = [dict(entry) for entry in entries]
        _hide_in_item(item, own, answers, minimums)
        kept[item] = iter(own)
    return [next(kept[entry["item"]]) for entry in answers["shares"]]


def _hide_in_item(
    item: str, entries: Sequence[dict[str, Any]], answers: Mapping[str, Any], minimums: Minimums
) -> None:
    before: Program | None = None
    hidden = True
    while hidden and any(_shown(entry) for entry in entries):
        hidden = False
        shares = SharesOfItem(item, entries, answers, minimums, before)
        for told in shares.told(first=True):
            place = _to_hide(told, entries, shares)
            if place is not None:
                entry, kind = place
                entry[kind] = None
                hidden = True
        before = shares.program


def _to_hide(
    told: Told, entries: Sequence[dict[str, Any]], shares: SharesOfItem
) -> tuple[dict[str, Any], str] | None:
    """Return an entry and its share that told a count: the same kind of answer before others.

    Of several the one about the fewest cells, since the others say more.
    """
    near = [
        (len(cells), number)
        for number, entry in enumerate(entries)
        if (cells := shares.population(entry)) and told.cells & set(cells) and _shown(entry)
    ]
    same = [(size, number) for size, number in near if entries[number].get(told.kind) is not None]
    if same:
        return entries[min(same)[1]], told.kind
    if not near:
        return None
    entry = entries[min(near)[1]]
    return entry, min(_shown(entry), key=lambda name: (entry[name], name))


def _shown(entry: Entry) -> list[str]:
    return [kind for kind in KINDS if entry.get(kind) is not None]
