"""Groups of a cluster as the report lists them: who was invited, who answered, what that weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.reports.edition import Edition


def cells_of(edition: Edition, cluster: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one entry a cell of a cluster, in the order of the parameters.

    ``size`` is a number, a band (``"5-14"``), or None where nobody valid answered; figures of
    small cells are None. ``score`` of a cell that is not observed is predicted.
    """
    key = cluster["id"]
    order = list(edition.configuration.parameters.group_ids)
    known = _by_groups(edition.answers["cells"], key) | _by_groups(edition.answers["small"], key)
    asked = _by_groups(edition.summary["response"]["cells"], key)
    scored = {tuple(own["groups"]): own for own in cluster.get("groups", [])}
    found = known.keys() | asked.keys() | _apart(scored, known)
    places = sorted(found, key=lambda groups: order.index(groups[0]))
    return [
        {
            "groups": list(groups),
            "size": known.get(groups, {}).get("n"),
            "is_small": isinstance(known.get(groups, {}).get("n"), str),
            "n_eff": known.get(groups, {}).get("n_eff"),
            "deff": known.get(groups, {}).get("deff"),
            "score": scored.get(groups, {}).get("score"),
            "lower": scored.get(groups, {}).get("lower"),
            "upper": scored.get(groups, {}).get("upper"),
            "own_share": scored.get(groups, {}).get("own_share"),
            "observed": scored.get(groups, {}).get("observed", False),
            **_asked(asked.get(groups)),
        }
        for groups in places
    ]


def _by_groups(
    entries: list[Mapping[str, Any]], cluster: str
) -> dict[tuple[str, ...], Mapping[str, Any]]:
    return {tuple(own["groups"]): own for own in entries if own["cluster"] == cluster}


def _apart(scored: Mapping[tuple[str, ...], Any], known: Mapping[tuple[str, ...], Any]) -> set[Any]:
    """Return groups that have a predicted score and are in no other cell."""
    covered = {group for groups in known for group in groups}
    return {groups for groups in scored if not covered & set(groups)}


def _asked(cell: Mapping[str, Any] | None) -> dict[str, Any]:
    names = ("invited", "used", "rate", "flagged", "excluded", "nominated_share")
    return {name: cell[name] if cell else None for name in names} | {"is_asked": cell is not None}
