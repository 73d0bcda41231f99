"""Eligibility by effort, and what is said of clusters that miss it (method, step 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

from analysis.additive import fit
from analysis.exact import dot
from analysis.parameters import Parameters
from analysis.scoring import Scores, cell_values

DEVIATIONS = 2.0


@dataclass(frozen=True)
class Shortfall:
    """A condition that a cluster misses: in which group, what was found and what is needed.

    ``found`` is None where the exact number is withheld.
    """

    condition: str
    group: str | None
    found: float | None
    needed: float

    def entry(self) -> dict[str, Any]:
        return {
            "condition": self.condition,
            "group": self.group,
            "found": self.found,
            "needed": self.needed,
        }


def shortfalls(
    answers: Mapping[str, Any], parameters: Parameters, cluster: str
) -> tuple[list[Shortfall], list[str]]:
    """Return what a cluster misses, and which conditions cannot be checked from T.

    Every required group needs 60 invited (or everybody on an independent list), 15 valid answers in
    a cell of its own and 5 organisations; the round needs two reminders; at most a quarter of a
    cell's invitations may be nominated.
    """
    found: list[Shortfall] = []
    unknown: set[str] = set()
    for group in parameters.groups:
        if group.required:
            for name, shortfall in _of_group(answers, parameters, cluster, group.id):
                if shortfall is None:
                    unknown.add(name)
                else:
                    found.append(shortfall)
    reminders, needed = answers["reminders"], parameters.minimums.reminders
    if reminders is None:
        unknown.add("reminders")
    elif reminders < needed:
        found.append(Shortfall("reminders", None, reminders, needed))
    return found, sorted(unknown)


def _of_group(
    answers: Mapping[str, Any], parameters: Parameters, cluster: str, group: str
) -> Iterator[tuple[str, Shortfall | None]]:
    """Yield shortfalls of a group; None stands for a condition that is not known."""
    minimums = parameters.minimums
    response = _find(answers["response"]["cells"], cluster, group) or {}
    invited = (response.get("by_group") or {}).get(group)
    listed_fully = parameters.complete_list(cluster, group)
    if invited is None:
        yield "invited", None
    elif invited < minimums.invited and not listed_fully:
        yield "invited", Shortfall("invited", group, invited, minimums.invited)
    cell = _find(answers["cells"], cluster, group)
    if cell is None or cell["groups"] != [group]:
        yield "valid", Shortfall("valid", group, None, minimums.scored)
    if cell is not None:
        number = cell["organisations"]
        if number is None:
            yield "organisations", None
        elif number < minimums.organisations_eligible:
            needed = minimums.organisations_eligible
            yield "organisations", Shortfall("organisations", group, number, needed)
    frames = response.get("frames")
    if not frames:
        yield "nominated", None
    elif response["invited"]:
        share = frames["nominated"]["invited"] / response["invited"]
        if share > parameters.caps.nominated:
            yield "nominated", Shortfall("nominated", group, share, parameters.caps.nominated)


def _find(cells: Sequence[Mapping[str, Any]], cluster: str, group: str) -> Mapping[str, Any] | None:
    return next((c for c in cells if c["cluster"] == cluster and group in c["groups"]), None)


def missing_groups(scores: Scores, cluster: int) -> list[int]:
    """Return the numbers of the groups of which a cluster has no scored cell."""
    layout = scores.model.layout
    held = {
        g
        for row, shares in zip(layout.rows, layout.shares, strict=True)
        if row.cluster == cluster
        for g, share in enumerate(shares)
        if share
    }
    return [g for g in range(len(layout.groups)) if g not in held]


def bounds(scores: Scores, cluster: int) -> dict[str, list[float]] | None:
    """Return the score with the missing cells at the ends of what they might be.

    ``predicted``: at their prediction ± 2 standard deviations; ``extreme``: at 0 and 100. None
    where no cell is missing.
    """
    gaps = missing_groups(scores, cluster)
    if not gaps:
        return None
    model = scores.model
    fitted = fit(model.layout.rows, model.variance, model.tau2.used)
    theta = cell_values(model)
    size = len(model.layout.groups)
    away, extreme = [], []
    for g in gaps:
        variance = model.tau2.used + fitted.variance(model.layout.row(cluster, g))
        value = dot(model.w, [row[cluster * size + g] for row in theta])
        away.append(model.omega[g] * DEVIATIONS * sqrt(variance))
        extreme.append((-model.omega[g] * value, model.omega[g] * (100.0 - value)))
    own = scores.score[cluster]
    return {
        "predicted": [own - fsum(away), own + fsum(away)],
        "extreme": [own + fsum(low for low, _ in extreme), own + fsum(high for _, high in extreme)],
    }
