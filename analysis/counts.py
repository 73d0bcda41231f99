"""Counts in table T: vignettes, shares of kinds of answers, response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from analysis.cells import tenths
from analysis.disclosure import Merged, both_sides, shares
from analysis.exact import nearest_root
from analysis.instrument import NOT_CONCERNED, NOT_TRIED, Instrument, RatingItem
from analysis.parameters import Minimums, Parameters
from analysis.points import EMPTY, Ints, Truths
from analysis.quality import Codes, Signs
from analysis.tables import FRAMES, Invitations


def vignette_figures(
    codes: Codes, cell: Ints, merged: Sequence[Merged], instrument: Instrument, minimums: Minimums
) -> list[dict[str, Any]]:
    """Return mean (.1) and standard deviation (1) of each vignette's points in each cell."""
    result = []
    for key in sorted(instrument.vignettes.keys() & codes.keys()):
        item = instrument.vignettes[key]
        scale = instrument.scale_of(item)
        steps = len(scale.labels) - 1
        for number, m in enumerate(merged):
            own = codes[key][cell == number].astype(np.int64)
            rated = own[own >= scale.lowest] - scale.lowest
            n = len(rated)
            if n < minimums.scored:
                continue
            total, squares = int(rated.sum()), int((rated * rated).sum())
            spread = Fraction(10_000 * (n * squares - total * total), steps**2 * n * (n - 1))
            result.append(
                {
                    "cluster": m.cluster,
                    "groups": list(m.groups),
                    "vignette": key,
                    "level": item.level,
                    "n": n if both_sides(n, m.n, minimums) else m.n,
                    "mean": tenths(Fraction(100 * total, steps * n)),
                    "sd": nearest_root(spread.numerator, spread.denominator),
                }
            )
    return result


def item_shares(
    codes: Codes, cell: Ints, merged: Sequence[Merged], instrument: Instrument, minimums: Minimums
) -> list[dict[str, Any]]:
    """Return by item the share (.01) of respondents who gave each kind of answer.

    Of everybody, of each cluster, and of each group in the clusters where it was not merged; null
    where a share would single out fewer than ``minimums.remainder`` people.
    """
    result = []
    for by, key, there in _populations(cell, merged):
        if np.count_nonzero(there) < minimums.scored:
            continue
        for dimension in sorted(instrument.dimensions, key=lambda d: d.id):
            for item in dimension.items:
                found = _kinds(codes[item.id][there], item, instrument)
                parts = shares(list(found.values()), minimums)
                shown = dict(zip(found, parts, strict=True))
                shown.pop("empty")
                entry = {"by": by, "id": key, "dimension": dimension.id, "item": item.id}
                result.append({**entry, **shown})
    return result


def _populations(cell: Ints, merged: Sequence[Merged]) -> Iterator[tuple[str, str | None, Truths]]:
    """Yield unions of merged cells, so that none differs from another by a few people."""
    yield "all", None, cell >= 0
    for cluster in sorted({m.cluster for m in merged}):
        yield "cluster", cluster, _within(cell, [m.cluster == cluster for m in merged])
    for group in sorted({m.groups[0] for m in merged if len(m.groups) == 1}):
        yield "group", group, _within(cell, [m.groups == (group,) for m in merged])


def _within(cell: Ints, chosen: Sequence[bool]) -> Truths:
    return np.array([*chosen, False], dtype=np.bool_)[cell]


def _kinds(codes: Any, item: RatingItem, instrument: Instrument) -> dict[str, int]:
    """Count the kinds of answers; only kinds that the item allows are there."""
    scale = instrument.scale_of(item)
    twice = 2 * codes.astype(np.int64) - scale.lowest - scale.highest
    rated = codes >= scale.lowest
    side = -twice if item.reverse else twice
    found = {"difficult": rated & (side < 0), "easy": rated & (side > 0)}
    if len(scale.labels) % 2:
        found["neither"] = rated & (side == 0)
    if scale.not_tried:
        found["not_tried"] = codes == NOT_TRIED
    if scale.not_concerned:
        found["not_concerned"] = codes == NOT_CONCERNED
    found["empty"] = codes == EMPTY
    return {kind: int(np.count_nonzero(there)) for kind, there in found.items()}


def response_counts(
    merged: Sequence[Merged],
    everyone: Ints,
    signs: Signs,
    invitations: Invitations | None,
    parameters: Parameters,
) -> dict[str, Any]:
    """Return counts of invitations and responses, in all and by cell.

    By cell, used invitations and frames are there only where the cell's size is; counts of
    excluded and flagged responses only if 0 or at least ``minimums.remainder``.
    """
    excluded = int(np.count_nonzero(signs.excluded))
    total: dict[str, Any] = {
        "responses": len(everyone),
        "excluded": excluded,
        "valid": len(everyone) - excluded,
    }
    if invitations is not None:
        total |= {"invited": sum(invitations.invited), "used": sum(invitations.used)}
    home = {(m.cluster, group) for m in merged for group in m.groups}
    cells = []
    for number, m in enumerate(merged):
        own = everyone == number
        careless = {
            "excluded": _shown(np.count_nonzero(own & signs.excluded), parameters.minimums),
            "flagged": _shown(np.count_nonzero(own & signs.flagged), parameters.minimums),
        }
        large = m.n >= parameters.minimums.scored
        cells.append({**_invited(invitations, m.cluster, m.groups, large), **careless})
    for cluster in sorted(parameters.cluster_ids):
        empty = [g for g in sorted(parameters.group_ids) if (cluster, g) not in home]
        cells.extend(_invited(invitations, cluster, (group,), False) for group in empty)
    cells.sort(key=lambda entry: (entry["cluster"], entry["groups"]))
    return {"total": total, "cells": cells}


def _shown(count: Any, minimums: Minimums) -> int | None:
    number = int(count)
    return number if number == 0 or number >= minimums.remainder else None


def _invited(
    invitations: Invitations | None, cluster: str, groups: Sequence[str], large: bool
) -> dict[str, Any]:
    place = {"cluster": cluster, "groups": list(groups)}
    if invitations is None:
        return {**place, "invited": None, "by_group": None, "used": None, "frames": None}
    rows = invitations.rows(cluster, groups)
    frames = {
        frame: [
            sum(counts[row] for row in rows if invitations.frame[row] == frame)
            for counts in (invitations.invited, invitations.used)
        ]
        for frame in FRAMES
    }
    known = any(invitations.frame[row] for row in rows)
    return {
        **place,
        "invited": sum(invitations.invited[row] for row in rows),
        "by_group": {
            group: sum(invitations.invited[row] for row in invitations.rows(cluster, [group]))
            for group in groups
        },
        "used": sum(invitations.used[row] for row in rows) if large else None,
        "frames": {
            frame: {"invited": invited, "used": used if large else None}
            for frame, (invited, used) in frames.items()
        }
        if known
        else None,
    }
