"""Rank sets: which ranks of each cluster cannot be ruled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.charts.chart import WIDTH, Chart, label_room
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

TOP, LEGEND, TALLEST = 34.0, 44.0, 760.0


def rank_sets(
    clusters: Sequence[Mapping[str, Any]], names: Names, t: Texts, *, key: str = "ranks"
) -> Chart:
    """Return the chart of clusters that have a score, in the order in which they are given."""
    count = max(int(entry["simultaneous"][1]) for entry in clusters)
    labels = [names.cluster(entry["id"]) for entry in clusters]
    left = label_room(labels)
    step = (WIDTH - left - 10) / count
    row = min(32.0, TALLEST / len(clusters))
    rows = []
    for place, (entry, label) in enumerate(zip(clusters, labels, strict=True)):
        rows.append(
            {
                "label": label,
                "y": TOP + row * (place + 0.5),
                "wide": _span(entry["simultaneous"], left, step),
                "narrow": _span(entry["marginal"], left, step),
                "dot": left + step * (entry["rank"] - 0.5),
            }
        )
    ticks = [(rank, left + step * (rank - 0.5)) for rank in range(1, count + 1)]
    bottom = TOP + row * len(rows)
    every = 1 + count // 26
    return Chart(
        "rank_sets",
        t("chart_ranks", count=len(rows)),
        t("chart_ranks_description"),
        bottom + LEGEND,
        {
            "rows": rows,
            "ticks": [(str(rank), x) for rank, x in ticks if (rank - 1) % every == 0],
            "thick": row * 0.56,
            "thin": row * 0.22,
            "left": left,
            "top": TOP,
            "bottom": bottom,
            "legend": (t("rank_set_all"), t("rank_set_own"), t("rank")),
            "axis": t("rank"),
        },
        head=(t("cluster"), t("rank_set_all"), t("rank_set_own"), t("rank")),
        rows=[
            (label, figures.ranks(e["simultaneous"]), figures.ranks(e["marginal"]), str(e["rank"]))
            for e, label in zip(clusters, labels, strict=True)
        ],
        key=key,
    )


def _span(bounds: Sequence[int], left: float, step: float) -> tuple[float, float]:
    """Return start and width of the ranks from the first to the last."""
    lower, upper = bounds
    return left + step * (lower - 1) + 3, step * (upper - lower + 1) - 6
