"""When non-performance is shown: all conditions hold, each with its numbers (method, step 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.change import clearly_positive
from analysis.evidence import evidence
from analysis.exact import t_quantile
from analysis.parameters import Parameters
from analysis.rank import ranks
from analysis.ranking import scheme_of
from analysis.scoring import score

MOST_WITHHELD = 4


@dataclass(frozen=True)
class Found:
    """What the rest of the summary found: the cluster's entry, and figures of the whole round."""

    entry: Mapping[str, Any]
    variants: Sequence[Mapping[str, Any]]
    vignettes: Mapping[str, Any] | None
    before: Mapping[str, Any] | None
    joint_last: float | None


def non_performance(
    answers: Mapping[str, Any], parameters: Parameters, found: Found, others: Sequence[Any]
) -> dict[str, Any]:
    """Return whether non-performance of a cluster is shown, and every condition with its numbers.

    ``others`` are the summary's entries of all clusters. ``this_round`` is true if all hold but
    the round before.
    """
    conditions = [
        _set(found, others),
        _threshold(found, parameters),
        _shares(found, parameters),
        *_same(answers, parameters, found),
        _change(found),
        _breakdown(found, parameters),
        _ranked(found, others),
    ]
    if parameters.joint is not None and parameters.composite is not None:
        last, needed = found.joint_last, parameters.non_performance.share_last
        met = last is not None and last >= needed
        conditions.append(_condition("joint", met, share=last, needed=needed))
    this_round = all(condition["met"] for condition in conditions)
    before = bool(found.before and found.before["non_performance"]["this_round"])
    place = [condition["id"] for condition in conditions].index("breakdown")
    conditions.insert(place, _condition("before", before, known=found.before is not None))
    return {
        "shown": this_round and before,
        "this_round": this_round,
        "conditions": conditions,
    }


def _condition(name: str, met: bool, **figures: Any) -> dict[str, Any]:
    return {"id": name, "met": bool(met), "figures": figures}


def _set(found: Found, others: Sequence[Any]) -> dict[str, Any]:
    lower, upper = found.entry["simultaneous"]
    last = len(others)
    return _condition("set", lower == upper == last, lower=lower, upper=upper, last=last)


def _threshold(found: Found, parameters: Parameters) -> dict[str, Any]:
    entry = found.entry
    limit = entry["score"] + t_quantile(str(parameters.level), entry["df"]) * entry["se"]
    threshold = parameters.non_performance.threshold
    return _condition("threshold", limit < threshold, limit=limit, threshold=threshold)


def _shares(found: Found, parameters: Parameters) -> dict[str, Any]:
    own, rule = found.entry["shares"], parameters.non_performance
    met = own["last"] >= rule.share_last
    met = met and own["last_with_weights"] >= rule.share_last_with_weights
    return _condition(
        "shares",
        met,
        last=own["last"],
        last_with_weights=own["last_with_weights"],
        needed=rule.share_last,
        needed_with_weights=rule.share_last_with_weights,
    )


def _same(answers: Mapping[str, Any], parameters: Parameters, found: Found) -> list[dict[str, Any]]:
    """Return the conditions that another way of scoring does not lift the cluster off its place."""
    name = str(found.entry["id"])
    by_id = {str(entry["id"]): entry for entry in found.variants}
    result = []
    for variant in ("unsmoothed", "organisations_close"):
        scores = _scores(by_id[variant]["clusters"]) if by_id[variant]["known"] else {}
        result.append(_condition(variant, alone_last(scores, name), **_margin(scores, name)))
    withheld = not by_id["uncleaned"]["known"]
    scores = (
        worst_for_others(answers, parameters, name)
        if withheld
        else _scores(by_id["uncleaned"]["clusters"])
    )
    met = alone_last(scores, name)
    result.append(_condition("uncleaned", met, withheld=withheld, **_margin(scores, name)))
    rated = bool(answers["vignettes"])
    scores = _scores(found.vignettes["clusters"]) if found.vignettes else {}
    met = not rated or alone_last(scores, name)
    result.append(_condition("vignettes", met, rated=rated, **_margin(scores, name)))
    return result


def _scores(clusters: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    return {name: own["score"] for name, own in clusters.items()}


def _margin(scores: Mapping[str, float], name: str) -> dict[str, float | None]:
    """Return a cluster's score and the lowest one of the others."""
    others = [value for other, value in scores.items() if other != name]
    return {"score": scores.get(name), "lowest_other": min(others, default=None)}


def alone_last(scores: Mapping[str, float], name: str) -> bool:
    """Tell whether a cluster has the lowest score of all, and no other the same."""
    place = sorted(scores)
    order = dict(zip(place, ranks([scores[key] for key in place]), strict=True))
    return name in order and order[name] == len(order)


def worst_for_others(
    answers: Mapping[str, Any], parameters: Parameters, cluster: str
) -> dict[str, float]:
    """Return the scores that would keep a cluster off the last place, if any withheld answers can.

    Where 1 to 4 responses of a cell were excluded, T does not tell their answers: those of the
    cluster are taken as four of the best possible ones, those of the others as four of the worst.
    """
    base = evidence(answers, uncleaned=True)
    withheld = {
        (entry["cluster"], tuple(entry["groups"]))
        for entry in answers["uncleaned"]
        if not entry["same"] and entry["figures"] is None
    }
    cells = []
    for cell in base.cells:
        if (cell.cluster, cell.groups) in withheld:
            end = 100.0 if cell.cluster == cluster else 0.0
            share = MOST_WITHHELD / (cell.n + MOST_WITHHELD)
            mean = tuple(m if m is None else m + share * (end - m) for m in cell.mean)
            cells.append(replace(cell, mean=mean))
        else:
            cells.append(cell)
    scores = score(replace(base, cells=tuple(cells)), scheme_of(parameters, base.dimensions))
    return dict(zip(scores.clusters, scores.score, strict=True))


def _change(found: Found) -> dict[str, Any]:
    entry = found.entry["change"]
    estimate = entry["estimate"] if entry else None
    lower = entry["lower"] if entry else None
    met = not clearly_positive(entry)
    return _condition("change", met, estimate=estimate, lower=lower, known=entry is not None)


def _breakdown(found: Found, parameters: Parameters) -> dict[str, Any]:
    own, needed = found.entry["breakdown"], parameters.non_performance.breakdown
    met = own is None or own["answers"] >= needed
    answers = own["answers"] if own else None
    return _condition("breakdown", met, answers=answers, needed=needed)


def _ranked(found: Found, others: Sequence[Any]) -> dict[str, Any]:
    """Ranked itself, and last even if the missing cells of others were at 0."""
    own = found.entry
    unsure = [entry for entry in others if entry["id"] != own["id"] and _may_be_lower(entry, own)]
    met = own["status"] == "ranked" and not unsure
    return _condition(
        "ranked", met, status=own["status"], unsure=[str(entry["id"]) for entry in unsure]
    )


def _may_be_lower(entry: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    if entry["status"] == "ranked":
        return False
    if "score" not in entry:
        return True
    bounds = entry["bounds"]
    lowest = bounds["extreme"][0] if bounds else entry["score"]
    return bool(lowest <= own["score"])
