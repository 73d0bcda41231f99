"""Vignettes as a sensitivity analysis, never part of the score (formulas 5.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from analysis.rank import ranks
from analysis.scoring import Scores

CAP = 4.0


def vignette_report(answers: Mapping[str, Any], scores: Scores) -> dict[str, Any] | None:
    """Return what an adjustment by vignettes would do to scores and order.

    δ_c is a cluster's mean vignette rating minus the mean of all clusters; it is shrunk by the
    share of its variance that is not sampling error, and capped at ± 4. None where a cluster has
    no vignette means.
    """
    found = {cluster: _mean(answers["vignettes"], cluster) for cluster in scores.clusters}
    if len(found) < 2 or any(value is None for value in found.values()):
        return None
    means = [value[0] for value in found.values() if value]
    errors = [value[1] for value in found.values() if value]
    grand = fsum(means) / len(means)
    away = [mean - grand for mean in means]
    variance = fsum(d * d for d in away) / (len(away) - 1)
    shrink = max(0.0, variance - fsum(errors) / len(errors)) / variance if variance else 0.0
    adjusted = [
        s - max(-CAP, min(CAP, shrink * d)) for s, d in zip(scores.score, away, strict=True)
    ]
    before, after = ranks(scores.score), ranks(adjusted)
    return {
        "shrink": shrink,
        "changes_order": before != after,
        "clusters": {
            cluster: {
                "difference": away[c],
                "spread": _spread(answers["vignettes"], cluster),
                "score": adjusted[c],
                "rank": after[c],
            }
            for c, cluster in enumerate(scores.clusters)
        },
    }


def _mean(entries: Sequence[Mapping[str, Any]], cluster: str) -> tuple[float, float] | None:
    """Return the mean over vignettes of the mean over cells, and its sampling variance."""
    own = [entry for entry in entries if entry["cluster"] == cluster]
    names = {entry["vignette"] for entry in entries}
    by_name = [[entry for entry in own if entry["vignette"] == name] for name in sorted(names)]
    if not by_name or not all(by_name):
        return None
    means = [fsum(e["mean"] for e in some) / len(some) for some in by_name]
    variances = [
        fsum(e["sd"] * e["sd"] / e["n"] for e in some) / len(some) ** 2 for some in by_name
    ]
    return fsum(means) / len(means), fsum(variances) / len(variances) ** 2


def _spread(entries: Sequence[Mapping[str, Any]], cluster: str) -> float:
    """Return the mean standard deviation of a cluster's vignette ratings."""
    own = [entry["sd"] for entry in entries if entry["cluster"] == cluster]
    return fsum(own) / len(own)
