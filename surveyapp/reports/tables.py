"""CSV files that follow from the summary, beside those of ``Results.files``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from analysis.csv_files import Cell, csv_bytes
from analysis.disclosure import JOIN
from surveyapp.reports.comment_tables import SENTIMENT, THEMES, sentiment_rows, theme_rows
from surveyapp.reports.edition import Edition
from surveyapp.reports.focus import focus_areas
from surveyapp.reports.objective_tables import (
    AGREEMENT,
    CHOICES,
    JOINT,
    OBJECTIVE,
    VIGNETTES,
    agreement_rows,
    choice_rows,
    joint_rows,
    objective_rows,
    vignette_rows,
)

Row = Sequence[Cell]
GROUPS = (
    "cluster",
    "groups",
    "n",
    "n_eff",
    "deff",
    "own_share",
    "score",
    "se",
    "lower",
    "upper",
    "observed",
)
STRENGTHS = ("cluster", "kind", "dimension", "group", "difference", "se")
FOCUS = ("cluster", "dimension", "score", "difference", "signs")
CONDITIONS = ("cluster", "condition", "met", "figures")
ELIGIBILITY = ("cluster", "condition", "group", "found", "needed")
LEAVE_ONE_OUT = ("kind", "without", "cluster", "score", "rank", "band")
CHANGE = (
    "cluster", "groups", "estimate", "se", "lower", "upper", "relative", "relative_lower",
    "relative_upper",
)  # fmt: skip
RESPONSE = (
    "cluster", "groups", "invited", "used", "rate", "listed_invited", "listed_used",
    "nominated_invited", "nominated_used", "nominated_share", "excluded", "flagged",
)  # fmt: skip
RESPONSE_CLUSTERS = (
    "cluster", "invited", "used", "rate", "weighted_rate", "excluded_lowest", "excluded_highest",
    "needed_difference",
)  # fmt: skip
RELIABILITY = (
    "dimension", "items", "n", "alpha", "alpha_std", "omega", "cells_icc1", "cells_icc1_lower",
    "cells_icc1_upper", "cells_icc2", "clusters_icc1", "clusters_icc1_lower",
    "clusters_icc1_upper", "clusters_icc2", "attested",
)  # fmt: skip
DIF = ("by", "id", "item", "effect", "class", "attested")
DEVIATIONS = ("at", "kind", "details")


def more_tables(edition: Edition) -> dict[str, bytes]:
    """Return the files by name; one that would have no row, since nothing is known, is left out."""
    tables: dict[str, tuple[Sequence[str], Callable[[Edition], Iterator[Row]]]] = {
        "groups.csv": (GROUPS, _groups),
        "strengths.csv": (STRENGTHS, _strengths),
        "focus.csv": (FOCUS, _focus),
        "conditions.csv": (CONDITIONS, _conditions),
        "eligibility.csv": (ELIGIBILITY, _eligibility),
        "leave_one_out.csv": (LEAVE_ONE_OUT, _leave_one_out),
        "response.csv": (RESPONSE, _response),
        "response_clusters.csv": (RESPONSE_CLUSTERS, _response_clusters),
        "sentiment.csv": (SENTIMENT, sentiment_rows),
        "themes.csv": (THEMES, theme_rows),
        "deviations.csv": (DEVIATIONS, _deviations),
    }
    summary, attested = edition.summary, edition.answers.get("attested")
    if summary["change"]:
        tables["change.csv"] = (CHANGE, _change)
    if summary["choices"]:
        tables["choices.csv"] = (CHOICES, choice_rows)
    if summary["vignettes"]:
        tables["vignettes.csv"] = (VIGNETTES, vignette_rows)
    if summary["objective"]:
        tables["objective.csv"] = (OBJECTIVE, objective_rows)
    if summary["joint"]:
        tables["joint.csv"] = (JOINT, joint_rows)
    if attested:
        tables["reliability.csv"] = (RELIABILITY, _reliability)
        tables["agreement.csv"] = (AGREEMENT, agreement_rows)
        tables["dif.csv"] = (DIF, _dif)
    return {name: csv_bytes(head, rows(edition)) for name, (head, rows) in tables.items()}


def _scored(edition: Edition) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in edition.summary["clusters"] if "score" in entry)


def _groups(edition: Edition) -> Iterator[Row]:
    for entry in _scored(edition):
        for own in entry["groups"]:
            yield [entry["id"], JOIN.join(own["groups"]), *(own[name] for name in GROUPS[2:])]


def _strengths(edition: Edition) -> Iterator[Row]:
    for entry in _scored(edition):
        for key, kind in (("strengths", "strength"), ("improve", "improve")):
            for own in entry[key]:
                yield [entry["id"], kind, *(own[name] for name in STRENGTHS[2:])]


def _focus(edition: Edition) -> Iterator[Row]:
    for entry in _scored(edition):
        for own in focus_areas(edition, entry):
            signs = " ".join(own.signs)
            yield [entry["id"], own.dimension, own.score, own.difference, signs]


def named(figures: Mapping[str, Any]) -> str:
    """Return known figures as one text: ``name=value``, in order of name."""
    known = sorted((name, value) for name, value in figures.items() if value is not None)
    return "; ".join(f"{name}={_plain(value)}" for name, value in known)


def _plain(value: Any) -> str:
    """Return a figure as elsewhere in the CSV files: truths are 1 and 0, lists are joined."""
    if isinstance(value, bool):
        return str(int(value))
    return JOIN.join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _conditions(edition: Edition) -> Iterator[Row]:
    for entry in _scored(edition):
        for own in entry["non_performance"]["conditions"]:
            yield [entry["id"], own["id"], own["met"], named(own["figures"])]


def _eligibility(edition: Edition) -> Iterator[Row]:
    for entry in edition.summary["clusters"]:
        for own in entry["eligibility"]["shortfalls"]:
            yield [entry["id"], *(own[name] for name in ELIGIBILITY[1:])]


def _leave_one_out(edition: Edition) -> Iterator[Row]:
    for removal in edition.summary["leave_one_out"]:
        for cluster, own in removal["clusters"].items():
            figures = (own[name] for name in ("score", "rank", "band"))
            yield [removal["kind"], removal["without"], cluster, *figures]


def _change(edition: Edition) -> Iterator[Row]:
    for cluster, own in edition.summary["change"]["clusters"].items():
        relative = own["relative"] or {}
        others = (relative.get(name) for name in ("estimate", "lower", "upper"))
        figures = (own[name] for name in ("estimate", "se", "lower", "upper"))
        yield [cluster, JOIN.join(own["groups"]), *figures, *others]


def _response(edition: Edition) -> Iterator[Row]:
    for cell in edition.summary["response"]["cells"]:
        frames = cell["frames"] or {}
        origins = [
            frames.get(frame, {}).get(name)
            for frame in ("listed", "nominated")
            for name in ("invited", "used")
        ]
        yield [
            cell["cluster"], JOIN.join(cell["groups"]), cell["invited"], cell["used"],
            cell["rate"], *origins, cell["nominated_share"], cell["excluded"], cell["flagged"],
        ]  # fmt: skip


def _response_clusters(edition: Edition) -> Iterator[Row]:
    for own in edition.summary["response"]["clusters"]:
        lowest, highest = own["excluded_share"] or (None, None)
        known = (own[name] for name in ("id", "invited", "used", "rate", "weighted_rate"))
        yield [*known, lowest, highest, own["needed_difference"]]


def _reliability(edition: Edition) -> Iterator[Row]:
    attested = edition.answers["attested"]
    icc = {own["dimension"]: own for own in attested["icc"]}
    for own in attested["reliability"]:
        places = [icc[own["dimension"]][name] or {} for name in ("cells", "clusters")]
        figures = [p.get(n) for p in places for n in ("icc1", "lower", "upper", "icc2")]
        yield [*(own[name] for name in RELIABILITY[:6]), *figures, True]


def _dif(edition: Edition) -> Iterator[Row]:
    for own in edition.answers["attested"]["dif"]["items"]:
        yield [*(own[name] for name in DIF[:-1]), True]


def _deviations(edition: Edition) -> Iterator[Row]:
    for own in edition.deviations:
        yield [own.at.astimezone(UTC).isoformat(), own.kind, named(own.values)]
