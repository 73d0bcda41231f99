"""What the results of a round leave out where fewer than two clusters have a score."""

from __future__ import annotations

from typing import Any

FEWEST = 2
NO_VERDICT = {"shown": False, "this_round": False, "conditions": []}


def is_compared(summary: dict[str, Any]) -> bool:
    """Tell whether at least two clusters have a score."""
    return sum("score" in entry for entry in summary["clusters"]) >= FEWEST


def without_comparison(summary: dict[str, Any]) -> dict[str, Any]:
    """Return the summary with nothing in it that compares: no rank, band, or share of last places.

    A rank of one is no finding: nobody stands beside it. Scores, their intervals and what they
    hang on stay.
    """
    clusters = [_alone(own) if "score" in own else own for own in summary["clusters"]]
    vignettes, joint = summary["vignettes"], summary["joint"]
    return {
        **summary,
        "clusters": clusters,
        "clear_pairs": [],
        "acceptability": {},
        "choices": None,
        "sensitivity": [_emptied(own, "rank", "band", "last") for own in summary["sensitivity"]],
        "leave_one_out": [_emptied(own, "rank", "band") for own in summary["leave_one_out"]],
        "vignettes": vignettes and {**_emptied(vignettes, "rank"), "changes_order": False},
        "joint": joint and _emptied(joint, "rank", "share_last", "difference", "parts"),
    }


def _emptied(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return an entry with null for these figures of its clusters."""
    nothing = dict.fromkeys(names)
    clusters = {cluster: own | nothing for cluster, own in entry["clusters"].items()}
    return {**entry, "clusters": clusters}


def _alone(entry: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("rank", "marginal", "simultaneous", "band", "difference", "breakdown"))
    dimensions = [
        own | {"rank": None, "band": None, "difference": None} for own in entry["dimensions"]
    ]
    vignettes = entry["vignettes"]
    return {
        **entry,
        **nothing,
        "borderline": False,
        "dimensions": dimensions,
        "focus": [],
        "shares": dict.fromkeys(entry["shares"]),
        "leave_one_out": entry["leave_one_out"] | {"rank": None, "changes": []},
        "vignettes": vignettes and vignettes | {"rank": None},
        "non_performance": dict(NO_VERDICT),
    }
