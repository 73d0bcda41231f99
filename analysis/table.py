"""Table T: all that is ever computed from answers and published (method, "One table").

``tabulate`` makes its answer part; the close of a round and ``python -m analysis score`` call it.
Every entry is an exact number rounded once, so that the same answers give the same bytes in
whatever order they come.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attested import attested
from analysis.cells import (
    WEIGHT_UNIT,
    cell_figures,
    design_effects,
    organisations,
    strata,
)
from analysis.counts import item_shares, response_counts, vignette_figures
from analysis.disclosure import Cell, Merged, band, merge
from analysis.exact import NotPositiveDefinite, cholesky, toward_identity
from analysis.instrument import Instrument
from analysis.moments import correlations
from analysis.parameters import Parameters
from analysis.points import (
    EMPTY,
    DimensionPoints,
    Ints,
    ItemPoints,
    Truths,
    all_item_points,
    centre,
    coded,
    dimension_points,
)
from analysis.quality import Codes, Signs, signs
from analysis.tables import Invitations, Responses
from analysis.weights import chosen_margins, rake_cell

FORMAT = 1
LEAST_FOR_CORRELATION = 100
ASSUMED_CORRELATION = 0.99


class TooFewResponses(ValueError):
    """Fewer valid responses than may be shown at all: the round gives no result."""


@dataclass(frozen=True)
class Tabulation:
    """T's answer part, and what the close of a round needs besides.

    ``excluded`` tells for each response whether it was careless; ``cells`` names the merged cell
    in which it is kept (groups joined by ``+``), None where it is excluded or its cluster as a
    whole is too small to be kept.
    """

    answers: dict[str, Any]
    excluded: tuple[bool, ...]
    flagged: tuple[bool, ...]
    cells: tuple[str | None, ...]
    merged: tuple[Merged, ...]


@dataclass(frozen=True)
class _Round:
    """Answers as arrays, and which cell each is from."""

    instrument: Instrument
    parameters: Parameters
    codes: Codes
    places: list[Cell]
    origin: Ints
    run: Ints | None

    @cached_property
    def points(self) -> dict[str, ItemPoints]:
        return all_item_points(self.codes, self.instrument)

    def dimensions(self, cell: Ints, cells: int) -> list[DimensionPoints]:
        """Item-centred scores by dimension; items are centred over the given cells."""
        points = self.points
        result = []
        for dimension in sorted(self.instrument.dimensions, key=lambda d: d.id):
            items = [points[item.id] for item in dimension.items]
            result.append(dimension_points(items, [centre(i, cell, cells) for i in items]))
        return result

    def signs(self) -> Signs:
        cells = len(self.places)
        dimensions = self.dimensions(self.origin, cells)
        limits = self.parameters.quality
        return signs(self.codes, self.run, dimensions, self.origin, cells, self.instrument, limits)


def tabulate(
    responses: Responses,
    invitations: Invitations | None,
    instrument: Instrument,
    parameters: Parameters,
    *,
    reminders: int | None = None,
) -> Tabulation:
    """Compute T's answer part.

    Parameters
    ----------
    responses : Responses
        Opened responses that were not withdrawn.
    invitations : Invitations, optional
        Counts of invitations; without them organisations and response rates are not known.
    reminders : int, optional
        How many reminders were sent; None: not known.

    Raises
    ------
    TooFewResponses
        If fewer valid responses are left than may be shown.
    """
    round_ = _as_arrays(responses, instrument, parameters)
    found = round_.signs()
    valid = Counter(round_.places[number] for number in round_.origin[~found.excluded].tolist())
    merged = merge(
        valid,
        sorted(parameters.cluster_ids),
        sorted(parameters.group_ids),
        parameters.minimums,
        lambda cluster, groups: organisations(invitations, cluster, groups).number,
    )
    if not merged:
        raise TooFewResponses(
            f"only {sum(valid.values())} valid responses: too few to show anything of this round"
        )
    everyone = _merged_numbers(round_, merged)
    cell = np.where(found.excluded, -1, everyone)
    answers = _answer_part(round_, merged, cell, everyone, found, invitations, reminders)
    labels = [cell_.label for cell_ in merged]
    return Tabulation(
        answers,
        tuple(found.excluded.tolist()),
        tuple(found.flagged.tolist()),
        tuple(labels[number] if number >= 0 else None for number in cell.tolist()),
        tuple(merged),
    )


def _as_arrays(responses: Responses, instrument: Instrument, parameters: Parameters) -> _Round:
    if not len(responses):
        raise TooFewResponses("there are no responses")
    codes = {key: coded(values) for key, values in responses.answers.items()}
    empty = np.full(len(responses), EMPTY, dtype=np.int16)
    codes.update((key, empty) for key in instrument.rating_items if key not in codes)
    cells = list(zip(responses.cluster, responses.group, strict=True))
    places = sorted(set(cells))
    number = {place: i for i, place in enumerate(places)}
    origin = np.fromiter(map(number.__getitem__, cells), dtype=np.int64, count=len(cells))
    run = None if responses.run is None else np.array(responses.run, dtype=np.int64)
    return _Round(instrument, parameters, codes, places, origin, run)


def _merged_numbers(round_: _Round, merged: list[Merged]) -> Ints:
    """Return the number of the merged cell of each response, −1 where there is none."""
    home = {(m.cluster, group): i for i, m in enumerate(merged) for group in m.groups}
    table = np.array([home.get(place, -1) for place in round_.places], dtype=np.int64)
    return table[round_.origin]


def _answer_part(
    round_: _Round,
    merged: list[Merged],
    cell: Ints,
    everyone: Ints,
    found: Signs,
    invitations: Invitations | None,
    reminders: int | None,
) -> dict[str, Any]:
    parameters, instrument = round_.parameters, round_.instrument
    dimensions = round_.dimensions(cell, len(merged))
    scored = [m.n >= parameters.minimums.scored for m in merged]
    figures = _figures(round_, dimensions, merged, cell)
    full, small = [], []
    for m, own, large in zip(merged, figures, scored, strict=True):
        place = {"cluster": m.cluster, "groups": list(m.groups)}
        if large:
            full.append({**place, **own, **design_effects(invitations, m, parameters)})
        else:
            small.append({**place, "n": band(m.n, parameters.minimums), **own})
    return {
        "format": FORMAT,
        "instrument": instrument.hash,
        "parameters": parameters.hash,
        "clusters": sorted(parameters.cluster_ids),
        "groups": sorted(parameters.group_ids),
        "dimensions": [_named(d, instrument) for d in sorted_dimensions(instrument)],
        "cells": full,
        "small": small,
        "correlation": _correlation(dimensions, np.where(_of(scored)[cell], cell, -1), merged),
        "uncleaned": _uncleaned(round_, dimensions, merged, everyone, found.excluded),
        "vignettes": vignette_figures(round_.codes, cell, merged, instrument, parameters.minimums),
        "shares": item_shares(round_.codes, cell, merged, instrument, parameters.minimums),
        "response": response_counts(merged, everyone, found, invitations, parameters),
        "reminders": reminders,
        "attested": attested(round_.points, dimensions, cell, merged, instrument),
    }


def _of(scored: list[bool]) -> Truths:
    """Return a table of truths in which −1 (the last entry) is False."""
    return np.array([*scored, False], dtype=np.bool_)


def sorted_dimensions(instrument: Instrument) -> list[Any]:
    return sorted(instrument.dimensions, key=lambda dimension: dimension.id)


def _named(dimension: Any, instrument: Instrument) -> dict[str, Any]:
    return {
        "id": dimension.id,
        "items": {item.id: fingerprint(item, instrument) for item in dimension.items},
    }


def fingerprint(item: Any, instrument: Instrument) -> str:
    """Return what changes when an item asks something else: wording, stem, scale, direction."""
    scale = instrument.scale_of(item)
    asked = [instrument.stem, item.text, scale.lowest, list(scale.labels), item.reverse]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


def _figures(
    round_: _Round, dimensions: list[DimensionPoints], merged: list[Merged], cell: Ints
) -> list[dict[str, Any]]:
    """Return T's figures by cell; cells are raked where the parameters have margins."""
    weight = np.full(len(cell), WEIGHT_UNIT, dtype=np.int64)
    raked: dict[int, bool] = {}
    margins = round_.parameters.margins
    for number, m in enumerate(merged if margins else []):
        raked[number] = _rake(round_, m, np.flatnonzero(cell == number), weight)
    minimums = round_.parameters.minimums
    found = cell_figures(dimensions, strata(cell, weight), merged, minimums)
    for number, done in raked.items():
        found[number]["raked"] = done
    return found


def _rake(round_: _Round, m: Merged, rows: NDArray[np.intp], weight: Ints) -> bool:
    """Fill in the weights of a cell's respondents; False where it cannot be raked."""
    margins = chosen_margins(round_.parameters.margins, m.cluster, m.groups)
    orders = [round_.instrument.profile_items[margin.item].option_ids for margin in margins]
    columns = [
        [order[code - 1] if code > 0 else None for code in round_.codes[margin.item][rows].tolist()]
        if margin.item in round_.codes
        else [None] * len(rows)
        for margin, order in zip(margins, orders, strict=True)
    ]
    found = rake_cell(list(zip(*columns, strict=True)), margins, orders) if margins else None
    if found is None:
        return False
    weight[rows] = [max(1, round(own * WEIGHT_UNIT)) for own in found]
    return True


def _correlation(
    dimensions: list[DimensionPoints], cell: Ints, merged: list[Merged]
) -> dict[str, Any]:
    """Return the pooled within-cell correlations of scored cells, made positive definite.

    With fewer than 100 respondents none is published: all are taken as .99, which gives the
    widest intervals.
    """
    people = int(np.count_nonzero(cell >= 0))
    if people < LEAST_FOR_CORRELATION:
        size = len(dimensions)
        assumed = [
            [1.0 if i == j else ASSUMED_CORRELATION for j in range(size)] for i in range(size)
        ]
        return {"respondents": None, "matrix": assumed}
    matrix = correlations(dimensions, cell, len(merged))
    try:
        cholesky(matrix)
    except NotPositiveDefinite:
        matrix = toward_identity(matrix)
    return {"respondents": people, "matrix": matrix}


def _uncleaned(
    round_: _Round,
    dimensions: list[DimensionPoints],
    merged: list[Merged],
    everyone: Ints,
    excluded: Truths,
) -> list[dict[str, Any]]:
    """Return the figures of scored cells with the careless ones left in.

    ``same`` where none was excluded; withheld (``figures`` null) where 1 to 4 were, because the
    difference would tell their answers.
    """
    minimums = round_.parameters.minimums
    out = np.bincount(everyone[excluded & (everyone >= 0)], minlength=len(merged)).tolist()
    larger = [Merged(m.cluster, m.groups, m.n + more) for m, more in zip(merged, out, strict=True)]
    figures = _figures(round_, dimensions, larger, everyone)
    result = []
    for m, own, more in zip(merged, figures, out, strict=True):
        if m.n < minimums.scored:
            continue
        kept = own if more >= minimums.remainder else None
        entry = {"cluster": m.cluster, "groups": list(m.groups), "same": more == 0}
        result.append({**entry, "figures": kept})
    return result


def canonical(part: Mapping[str, Any]) -> bytes:
    """Return JSON that is the same for the same content: sorted keys, no spaces."""
    return json.dumps(
        part, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def content_hash(part: Mapping[str, Any]) -> str:
    """Return SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(part)).hexdigest()


def whole(
    configuration: str, answers: Mapping[str, Any], comments: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return T: its parts and the hash of the configuration that they were made under."""
    return {
        "format": FORMAT,
        "configuration": configuration,
        "answers": dict(answers),
        "comments": None if comments is None else dict(comments),
    }
