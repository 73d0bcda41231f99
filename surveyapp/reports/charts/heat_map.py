"""Heat map: dimension by cluster, or cluster by dimension where there are many clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.charts.chart import SIZE, WIDTH, Chart, label_room, wrapped
from surveyapp.reports.charts.shades import shade
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

MOST_COLUMNS = 8
LINE, ROW, TALLEST = 13.0, 25.0, 760.0
SIGNS = {"above": " ▲", "below": " ▼", "middle": ""}


def heat_map(
    clusters: Sequence[Mapping[str, Any]], names: Names, t: Texts, *, key: str = "heat"
) -> Chart:
    """Return the chart of dimension scores of clusters that have one."""
    dimensions = [str(own["id"]) for own in clusters[0]["dimensions"]]
    found = {entry["id"]: {own["id"]: own for own in entry["dimensions"]} for entry in clusters}
    across = [str(entry["id"]) for entry in clusters]
    grid = [[found[cluster][dimension] for cluster in across] for dimension in dimensions]
    heads, labels = list(map(names.cluster, across)), list(map(names.dimension, dimensions))
    if len(across) > MOST_COLUMNS:
        grid = [list(column) for column in zip(*grid, strict=True)]
        heads, labels = labels, heads
    values = [own["score"] for row in grid for own in row]
    low, spread = min(values), max(max(values) - min(values), 1.0)
    left = label_room(labels)
    step = (WIDTH - left) / len(heads)
    tops = [wrapped(head, step - 4) for head in heads]
    top = LINE * max(map(len, tops)) + 6
    row = min(ROW, TALLEST / len(grid))
    return Chart(
        "heat_map",
        t("chart_heat", clusters=len(across), dimensions=len(dimensions)),
        t("chart_heat_description"),
        top + row * len(grid) + 4,
        {
            "heads": [_column(lines, left + step * (i + 0.5), top) for i, lines in enumerate(tops)],
            "rows": [
                {
                    "label": label,
                    "y": top + row * place,
                    "cells": [
                        _cell(own, left + step * i, (own["score"] - low) / spread)
                        for i, own in enumerate(line)
                    ],
                }
                for place, (label, line) in enumerate(zip(labels, grid, strict=True))
            ],
            "left": left,
            "step": step,
            "row": row,
            "size": min(SIZE, step / 4.6),
        },
        head=(t("name"), *heads),
        rows=[
            (label, *(_figure(own) for own in line))
            for label, line in zip(labels, grid, strict=True)
        ],
        key=key,
    )


def _figure(own: Mapping[str, Any]) -> str:
    return figures.points(own["score"]) + SIGNS[own["band"]]


def _cell(own: Mapping[str, Any], x: float, share: float) -> dict[str, Any]:
    return {"x": x, "fill": shade(share), "text": _figure(own)}


def _column(lines: Sequence[str], x: float, top: float) -> list[tuple[str, float, float]]:
    first = top - 6 - LINE * (len(lines) - 1)
    return [(line, x, first + LINE * place) for place, line in enumerate(lines)]
