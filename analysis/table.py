"""Table T: all that is ever computed from answers and published (method, "One table").

``tabulate`` makes its answer part; the close of a round and ``python -m analysis score`` call it.
Every entry is an exact number rounded once, so that the same answers give the same bytes in
whatever order they come.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.answer_arrays import Arrays, as_arrays
from analysis.attested import attested
from analysis.cells import (
    WEIGHT_UNIT,
    cell_figures,
    design_effects,
    organisations,
    strata,
)
from analysis.counts import item_shares, response_counts, vignette_figures
from analysis.disclosure import Merged, band, merge
from analysis.exact import NotPositiveDefinite, cholesky, toward_identity
from analysis.instrument import Instrument
from analysis.moments import correlations
from analysis.parameters import Parameters
from analysis.points import DimensionPoints, Ints
from analysis.quality import Signs
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
    if not len(responses):
        raise TooFewResponses("there are no responses")
    arrays = as_arrays(responses, instrument, parameters)
    found = sort_out(arrays, invitations)
    answers = _answer_part(arrays, found, invitations, reminders)
    labels = [cell.label for cell in found.merged]
    return Tabulation(
        answers,
        tuple(found.signs.excluded.tolist()),
        tuple(found.signs.flagged.tolist()),
        tuple(labels[number] if number >= 0 else None for number in found.cell.tolist()),
        found.merged,
    )


@dataclass(frozen=True)
class Sorted:
    """Which merged cell each response is in: ``everyone``, and ``cell`` without the careless."""

    signs: Signs
    merged: tuple[Merged, ...]
    everyone: Ints
    cell: Ints

    def scored(self, minimum: int) -> Ints:
        """Return the cell of each response where it is large enough, −1 elsewhere."""
        large = np.array([*(m.n >= minimum for m in self.merged), False], dtype=np.bool_)
        return np.where(large[self.cell], self.cell, -1)


def sort_out(arrays: Arrays, invitations: Invitations | None) -> Sorted:
    """Find careless responses, and merge small cells.

    Raises
    ------
    TooFewResponses
        If fewer valid responses are left than may be shown.
    """
    parameters = arrays.parameters
    found = arrays.signs()
    valid = Counter(arrays.places[number] for number in arrays.origin[~found.excluded].tolist())
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
    home = {(m.cluster, group): i for i, m in enumerate(merged) for group in m.groups}
    table = np.array([home.get(place, -1) for place in arrays.places], dtype=np.int64)
    everyone = table[arrays.origin]
    return Sorted(found, tuple(merged), everyone, np.where(found.excluded, -1, everyone))


def scored_part(
    arrays: Arrays,
    found: Sorted,
    invitations: Invitations | None,
    dimensions: Sequence[DimensionPoints],
    *,
    least: int = LEAST_FOR_CORRELATION,
) -> dict[str, Any]:
    """Return T's ``cells``, ``small`` and ``correlation``: what scores are computed from."""
    parameters = arrays.parameters
    minimums = parameters.minimums
    figures = _figures(arrays, dimensions, found.merged, found.cell)
    full, small = [], []
    for m, own in zip(found.merged, figures, strict=True):
        place = {"cluster": m.cluster, "groups": list(m.groups)}
        if m.n >= minimums.scored:
            full.append({**place, **own, **design_effects(invitations, m, parameters)})
        else:
            small.append({**place, "n": band(m.n, minimums), **own})
    scored = found.scored(minimums.scored)
    correlation = _correlation(dimensions, scored, len(found.merged), least)
    return {"cells": full, "small": small, "correlation": correlation}


def _answer_part(
    arrays: Arrays, found: Sorted, invitations: Invitations | None, reminders: int | None
) -> dict[str, Any]:
    parameters, instrument = arrays.parameters, arrays.instrument
    merged, cell, minimums = found.merged, found.cell, parameters.minimums
    dimensions = arrays.dimensions(cell, len(merged))
    return {
        "format": FORMAT,
        "instrument": instrument.hash,
        "parameters": parameters.hash,
        "clusters": sorted(parameters.cluster_ids),
        "groups": sorted(parameters.group_ids),
        "dimensions": named_dimensions(instrument),
        **scored_part(arrays, found, invitations, dimensions),
        "uncleaned": _uncleaned(arrays, dimensions, found),
        "vignettes": vignette_figures(arrays.codes, cell, merged, instrument, minimums),
        "shares": item_shares(arrays.codes, cell, merged, instrument, minimums),
        "response": response_counts(merged, found.everyone, found.signs, invitations, parameters),
        "reminders": reminders,
        "attested": attested(arrays.points, dimensions, cell, merged, instrument),
    }


def named_dimensions(instrument: Instrument) -> list[dict[str, Any]]:
    """Return the dimensions in order of their ids, with the fingerprint of each item."""
    return [
        {"id": d.id, "items": {item.id: fingerprint(item, instrument) for item in d.items}}
        for d in sorted(instrument.dimensions, key=lambda d: d.id)
    ]


def fingerprint(item: Any, instrument: Instrument) -> str:
    """Return what changes when an item asks something else: wording, stem, scale, direction."""
    scale = instrument.scale_of(item)
    asked = [instrument.stem, item.text, scale.lowest, list(scale.labels), item.reverse]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


def _figures(
    arrays: Arrays, dimensions: Sequence[DimensionPoints], merged: Sequence[Merged], cell: Ints
) -> list[dict[str, Any]]:
    """Return T's figures by cell; cells are raked where the parameters have margins."""
    weight = np.full(len(cell), WEIGHT_UNIT, dtype=np.int64)
    raked: dict[int, bool] = {}
    margins = arrays.parameters.margins
    for number, m in enumerate(merged if margins else ()):
        raked[number] = _rake(arrays, m, np.flatnonzero(cell == number), weight)
    minimums = arrays.parameters.minimums
    found = cell_figures(dimensions, strata(cell, weight), merged, minimums)
    for number, done in raked.items():
        found[number]["raked"] = done
    return found


def _rake(arrays: Arrays, m: Merged, rows: NDArray[np.intp], weight: Ints) -> bool:
    """Fill in the weights of a cell's respondents; False where it cannot be raked."""
    margins = chosen_margins(arrays.parameters.margins, m.cluster, m.groups)
    orders = [arrays.instrument.profile_items[margin.item].option_ids for margin in margins]
    columns = [
        [order[code - 1] if code > 0 else None for code in arrays.codes[margin.item][rows].tolist()]
        if margin.item in arrays.codes
        else [None] * len(rows)
        for margin, order in zip(margins, orders, strict=True)
    ]
    found = rake_cell(list(zip(*columns, strict=True)), margins, orders) if margins else None
    if found is None:
        return False
    weight[rows] = [max(1, round(own * WEIGHT_UNIT)) for own in found]
    return True


def _correlation(
    dimensions: Sequence[DimensionPoints], cell: Ints, cells: int, least: int
) -> dict[str, Any]:
    """Return the pooled within-cell correlations of scored cells, made positive definite.

    With fewer than 100 respondents none is published: all are taken as .99, which gives the
    widest intervals.
    """
    people = int(np.count_nonzero(cell >= 0))
    if people < least:
        size = len(dimensions)
        assumed = [
            [1.0 if i == j else ASSUMED_CORRELATION for j in range(size)] for i in range(size)
        ]
        return {"respondents": None, "matrix": assumed}
    matrix = correlations(dimensions, cell, cells)
    try:
        cholesky(matrix)
    except NotPositiveDefinite:
        matrix = toward_identity(matrix)
    return {"respondents": people, "matrix": matrix}


def _uncleaned(
    arrays: Arrays, dimensions: Sequence[DimensionPoints], found: Sorted
) -> list[dict[str, Any]]:
    """Return the figures of scored cells with the careless ones left in.

    ``same`` where none was excluded; withheld (``figures`` null) where 1 to 4 were, because the
    difference would tell their answers. A dimension that 1 to 4 of the excluded have a score of
    keeps its cleaned figures, for the same reason.
    """
    minimums = arrays.parameters.minimums
    out_of = found.everyone[found.signs.excluded & (found.everyone >= 0)]
    out = np.bincount(out_of, minlength=len(found.merged)).tolist()
    larger = [
        Merged(m.cluster, m.groups, m.n + more) for m, more in zip(found.merged, out, strict=True)
    ]
    figures = _figures(arrays, dimensions, larger, found.everyone)
    cleaned = _figures(arrays, dimensions, found.merged, found.cell)
    result = []
    for number, (m, own, more) in enumerate(zip(found.merged, figures, out, strict=True)):
        if m.n < minimums.scored:
            continue
        out_here = found.signs.excluded & (found.everyone == number)
        for d, dimension in enumerate(dimensions):
            if 0 < np.count_nonzero(dimension.used & out_here) < minimums.remainder:
                for name in ("mean", "sd", "answered"):
                    own[name][d] = cleaned[number][name][d]
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
