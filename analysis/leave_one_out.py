"""Scores without one dimension, or without one group (formulas 3.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.evidence import CannotScore, Evidence
from analysis.parameters import Parameters
from analysis.rank import SMALL, compare, ranks
from analysis.scoring import Scheme, Scores, score


def leave_one_out(
    evidence: Evidence, scheme: Scheme, parameters: Parameters
) -> list[dict[str, Any]]:
    """Return by removal each cluster's score, rank and band; weights renormalised, τ² refitted."""
    result = []
    for kind, name, cells, other in _removals(evidence, scheme):
        try:
            found = score(cells, other)
        except CannotScore:
            continue
        result.append({"kind": kind, "without": name, "clusters": placed(found, parameters)})
    return result


def _removals(evidence: Evidence, scheme: Scheme) -> Iterator[tuple[str, str, Evidence, Scheme]]:
    for d in sorted(d for d, weight in scheme.dimensions.items() if weight):
        rest = {name: weight for name, weight in scheme.dimensions.items() if name != d}
        yield "dimension", d, evidence, replace(scheme, dimensions=rest)
    for g in sorted(g for g, weight in scheme.groups.items() if weight):
        cells = tuple(cell for cell in evidence.cells if cell.groups != (g,))
        rest = {name: 0.0 if name == g else weight for name, weight in scheme.groups.items()}
        yield "group", g, replace(evidence, cells=cells), replace(scheme, groups=rest)


def placed(scores: Scores, parameters: Parameters) -> dict[str, dict[str, Any]]:
    """Return by cluster score, rank and band, with a moderate number of draws."""
    bands = compare(
        scores.score,
        scores.covariance,
        level=parameters.level,
        df=min(scores.df),
        draws=min(SMALL, parameters.draws.rank_sets or SMALL),
        seed=parameters.seed,
        refine=False,
    ).bands()
    order = ranks(scores.score)
    return {
        cluster: {"score": scores.score[c], "rank": order[c], "band": bands[c]}
        for c, cluster in enumerate(scores.clusters)
    }


def ranges(
    removals: Sequence[Mapping[str, Any]], base: Mapping[str, Any], cluster: str
) -> dict[str, Any]:
    """Return a cluster's range of scores and ranks, and which removals change rank or band."""
    own = [
        (entry, entry["clusters"][cluster]) for entry in removals if cluster in entry["clusters"]
    ]
    scores = [found["score"] for _, found in own] or [base["score"]]
    order = [found["rank"] for _, found in own] or [base["rank"]]
    return {
        "score": [min(scores), max(scores)],
        "rank": [min(order), max(order)],
        "changes": [
            {
                "kind": entry["kind"],
                "without": entry["without"],
                "rank": found["rank"],
                "band": found["band"],
            }
            for entry, found in own
            if (found["rank"], found["band"]) != (base["rank"], base["band"])
        ],
    }
