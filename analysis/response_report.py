"""Who was invited, who answered, and what that may mean: frame and non-response (method, 13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from analysis.parameters import Parameters
from analysis.tables import FRAMES

FEW = (1, 4)
KINDS = ("difficult", "neither", "easy", "not_tried", "not_concerned")
DIFFERS = 0.05


def response_report(
    answers: Mapping[str, Any], parameters: Parameters, entries: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return rates by cell, cluster and frame (AAPOR RR2), exclusions, and what would matter.

    RR2 counts complete and partial answers over everybody invited; who could not be reached stays
    in the denominator. ``needed_difference``: by how many points all who did not answer would have
    to differ from those who did for the cluster to meet its neighbour in the ranking; not known
    where a cell's count is withheld.
    """
    cells = [_cell(cell) for cell in answers["response"]["cells"]]
    clusters = [
        _cluster(cluster, cells, answers, parameters, entries) for cluster in parameters.cluster_ids
    ]
    return {
        "cells": cells,
        "clusters": clusters,
        "frames": _frames(cells),
        "total": _total(answers["response"]["total"]),
        "exclusion_differs": _differs([c["excluded_share"] for c in clusters]),
    }


def _total(total: Mapping[str, Any]) -> dict[str, Any]:
    return {**total, "rate": _rate(total.get("used"), total.get("invited"))}


def _rate(used: int | None, invited: int | None) -> float | None:
    return used / invited if invited and used is not None else None


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    frames = cell["frames"]
    shown = {
        frame: {**frames[frame], "rate": _rate(frames[frame]["used"], frames[frame]["invited"])}
        for frame in FRAMES
        if frames
    }
    nominated = frames["nominated"]["invited"] if frames else None
    return {
        "cluster": cell["cluster"],
        "groups": cell["groups"],
        "invited": cell["invited"],
        "used": cell["used"],
        "rate": _rate(cell["used"], cell["invited"]),
        "frames": shown or None,
        "nominated_share": _rate(nominated, cell["invited"]),
        "excluded": cell.get("excluded", 0),
        "flagged": cell.get("flagged", 0),
    }


def _cluster(
    cluster: str,
    cells: Sequence[Mapping[str, Any]],
    answers: Mapping[str, Any],
    parameters: Parameters,
    entries: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    own = [cell for cell in cells if cell["cluster"] == cluster]
    rate = _weighted_rate(own, parameters)
    return {
        "id": cluster,
        "invited": _sum(cell["invited"] for cell in own),
        "used": _sum(cell["used"] for cell in own),
        "rate": _rate(_sum(c["used"] for c in own), _sum(c["invited"] for c in own)),
        "weighted_rate": rate,
        "excluded_share": _excluded_share(cluster, own, answers),
        "needed_difference": _needed(cluster, rate, entries),
    }


def _sum(values: Any) -> int | None:
    known = list(values)
    return sum(known) if known and None not in known else None


def _weighted_rate(cells: Sequence[Mapping[str, Any]], parameters: Parameters) -> float | None:
    """Return the mean rate of the cells by the weights of their groups.

    None where a cell's rate is not known: the mean of the others would be another figure.
    """
    weight = {group.id: group.weight for group in parameters.groups}
    asked = [cell for cell in cells if cell["invited"] != 0]
    if any(cell["rate"] is None for cell in asked):
        return None
    weights = [fsum(weight[g] for g in cell["groups"]) for cell in asked]
    whole = fsum(weights)
    rates = [w * cell["rate"] for w, cell in zip(weights, asked, strict=True)]
    return fsum(rates) / whole if whole else None


def _excluded_share(
    cluster: str, cells: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]
) -> list[float] | None:
    """Return the bounds of the share of responses that were excluded, over scored cells."""
    sizes = {
        tuple(cell["groups"]): cell["n"] for cell in answers["cells"] if cell["cluster"] == cluster
    }
    scored = [cell for cell in cells if tuple(cell["groups"]) in sizes]
    if not scored:
        return None
    valid = sum(sizes[tuple(cell["groups"])] for cell in scored)
    bounds = []
    for unknown in FEW:
        out = sum(unknown if c["excluded"] is None else c["excluded"] for c in scored)
        bounds.append(out / (valid + out))
    return bounds


def _differs(shares: Sequence[Sequence[float] | None]) -> bool:
    """Tell whether exclusion differs between clusters by more than 5 points for certain."""
    known = [share for share in shares if share is not None]
    return bool(known) and max(low for low, _ in known) - min(high for _, high in known) > DIFFERS


def _needed(cluster: str, rate: float | None, entries: Sequence[Mapping[str, Any]]) -> float | None:
    scores = {entry["id"]: entry["score"] for entry in entries if "score" in entry}
    if cluster not in scores or len(scores) < 2 or rate is None or rate >= 1:
        return None
    gap = min(abs(scores[cluster] - value) for name, value in scores.items() if name != cluster)
    return float(gap / (1 - rate))


def _frames(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return invited, and used where it is known for all cells, by frame."""
    known = [cell for cell in cells if cell["frames"]]
    if not known:
        return None
    result = {}
    for frame in FRAMES:
        invited = sum(cell["frames"][frame]["invited"] for cell in known)
        used = _sum(cell["frames"][frame]["used"] for cell in known)
        result[frame] = {"invited": invited, "used": used, "rate": _rate(used, invited)}
    return result


def share_tables(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return shares of kinds of answers by item, and by dimension where all its items have one."""
    by_dimension: dict[tuple[str, str | None, str], list[Mapping[str, Any]]] = {}
    for entry in answers["shares"]:
        place = (entry["by"], entry["id"], entry["dimension"])
        by_dimension.setdefault(place, []).append(entry)
    dimensions = []
    for (by, name, dimension), items in by_dimension.items():
        means = {kind: _mean([item.get(kind) for item in items]) for kind in KINDS}
        dimensions.append({"by": by, "id": name, "dimension": dimension, **means})
    return {"items": answers["shares"], "dimensions": dimensions}


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return fsum(known) / len(known) if len(known) == len(shares) else None
