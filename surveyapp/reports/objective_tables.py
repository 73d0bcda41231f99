"""CSV rows of the objective part, the joint score, and the choices that all of it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.csv_files import Cell
from surveyapp.reports.edition import Edition

OBJECTIVE = ("cluster", "kind", "indicator", "value", "weight")
JOINT = ("cluster", "score", "se", "rank", "share_last", "difference", "part", "adds")
CHOICES = ("cluster", "figure", "mean", "variance", "factor", "levels", "first", "total")
VIGNETTES = ("cluster", "score", "rank", "difference", "spread")
AGREEMENT = ("cluster", "groups", "rwg_star", "attested")
FIGURES = ("margin", "last")


def objective_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield aggregates and points of indicators; bounds where values are missing."""
    found = edition.summary["objective"]
    for cluster, own in found["units"].items():
        for name, value in own["aggregates"].items():
            yield [cluster, "aggregate", name, value, None]
        for name, value in own["points"].items():
            yield [cluster, "points", name, value, found["weights"].get(name)]
        for name in ("lowest", "highest"):
            if name in own:
                yield [cluster, name, None, own[name], None]


def joint_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield the joint score of each cluster, a row a part that adds to its difference."""
    for cluster, own in edition.summary["joint"]["clusters"].items():
        figures = [own[name] for name in ("score", "se", "rank", "share_last", "difference")]
        for part, adds in (own["parts"] or {None: None}).items():
            yield [cluster, *figures, part, adds]


def choice_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield what every choice does: to the order (no cluster), to margin and last place of each."""
    found = edition.summary["choices"]
    levels = found["factors"]
    yield from _indices(None, "rank_shift", found["rank_shift"], levels)
    for cluster, own in found["clusters"].items():
        for figure in FIGURES:
            yield from _indices(cluster, figure, own[figure], levels)


def _indices(
    cluster: str | None, figure: str, own: Mapping[str, Any], levels: Mapping[str, int]
) -> Iterator[Sequence[Cell]]:
    first, total = own["first"] or {}, own["total"] or {}
    for factor, number in levels.items():
        yield [
            cluster, figure, own["mean"], own["variance"], factor, number, first.get(factor),
            total.get(factor),
        ]  # fmt: skip


def vignette_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield scores after adjustment by the invented cases."""
    for cluster, own in edition.summary["vignettes"]["clusters"].items():
        yield [cluster, *(own[name] for name in VIGNETTES[1:])]


def agreement_rows(edition: Edition) -> Iterator[Sequence[Cell]]:
    """Yield r*_wg of large cells (attested)."""
    for own in edition.answers["attested"]["agreement"]:
        yield [own["cluster"], "+".join(own["groups"]), own["rwg_star"], True]
