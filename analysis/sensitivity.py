"""The same table scored in other ways, beside the approved one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.evidence import CannotScore, evidence, uncleaned_known
from analysis.exact import Vector
from analysis.parameters import Parameters
from analysis.rank import ranks
from analysis.ranking import (
    Ranking,
    compared,
    equal_means,
    pooled_means,
    scheme_of,
    without_smoothing,
)
from analysis.scoring import Scores, score


def variants(
    answers: Mapping[str, Any], base: Ranking, parameters: Parameters
) -> list[dict[str, Any]]:
    """Return one entry a way of scoring: its id, and by cluster score, rank and band.

    ``band`` and ``last`` (is the simultaneous set only the last rank) are null where a way has no
    interval; the whole entry has ``known`` false where T withholds what it needs.
    """
    cells = evidence(answers)
    scheme = scheme_of(parameters, cells.dimensions)
    tau2 = base.scores.model.tau2.used
    entries = [
        _plain("pooled", base, pooled_means(base.scores)),
        _plain("equal_groups", base, equal_means(base.scores)),
        _scored("unsmoothed", score(cells, without_smoothing(scheme, tau2)), parameters),
    ]
    if uncleaned_known(answers):
        dirty = evidence(answers, uncleaned=True)
        entries.append(_scored("uncleaned", score(dirty, scheme), parameters))
    else:
        entries.append({"id": "uncleaned", "known": False, "clusters": {}})
    for name, effect in (("organisations_apart", "none"), ("organisations_close", "deff_high")):
        try:
            found = score(evidence(answers, effect=effect), scheme)
        except CannotScore:
            entries.append({"id": name, "known": False, "clusters": {}})
        else:
            entries.append(_scored(name, found, parameters))
    return entries


def _plain(name: str, base: Ranking, values: Vector) -> dict[str, Any]:
    return {
        "id": name,
        "known": True,
        "clusters": {
            cluster: {"score": value, "rank": rank, "band": None, "last": None}
            for cluster, value, rank in zip(base.clusters, values, ranks(values), strict=True)
        },
    }


def _scored(name: str, scores: Scores, parameters: Parameters) -> dict[str, Any]:
    comparison = compared(scores, parameters)
    sets, bands = comparison.sets(), comparison.bands()
    size = len(scores.clusters)
    return {
        "id": name,
        "known": True,
        "clusters": {
            cluster: {"score": value, "rank": rank, "band": band, "last": lower == size}
            for cluster, value, rank, band, lower in zip(
                scores.clusters, scores.score, ranks(scores.score), bands, sets.lower, strict=True
            )
        },
    }
