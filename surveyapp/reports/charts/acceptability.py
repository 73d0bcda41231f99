"""Acceptability: in which share of draws each cluster has each rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.exact import printed
from surveyapp.reports.charts.chart import SIZE, WIDTH, Chart, label_room
from surveyapp.reports.charts.shades import shade
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

ROW, TOP, TALLEST = 26.0, 22.0, 760.0
MOST_WITH_FIGURES = 14


def acceptability(
    table: Mapping[str, Sequence[float]],
    clusters: Sequence[Mapping[str, Any]],
    names: Names,
    t: Texts,
    *,
    key: str = "acceptability",
) -> Chart:
    """Return the chart of one acceptability table, clusters in the order given."""
    labels = [names.cluster(entry["id"]) for entry in clusters]
    shares = [table[entry["id"]] for entry in clusters]
    count = len(shares[0])
    left = label_room(labels)
    step = (WIDTH - left) / count
    row = min(ROW, TALLEST / len(labels))
    every = 1 + count // 26
    texts = [[percent(value) if value else "" for value in line] for line in shares]
    return Chart(
        "acceptability",
        t("chart_acceptability"),
        t("chart_acceptability_description"),
        TOP + row * len(labels) + 4,
        {
            "ticks": [
                (str(rank + 1), left + step * (rank + 0.5))
                for rank in range(count) if rank % every == 0
            ],
            "rows": [
                {
                    "label": label,
                    "y": TOP + row * place,
                    "cells": [
                        {"x": left + step * i, "fill": shade(value), "text": text}
                        for i, (value, text) in enumerate(zip(line, words, strict=True))
                    ],
                }
                for place, (label, line, words) in enumerate(
                    zip(labels, shares, texts, strict=True)
                )
            ],
            "left": left,
            "step": step,
            "row": row,
            "top": TOP,
            "axis": t("rank"),
            "size": SIZE if count <= MOST_WITH_FIGURES else 0,
        },
        head=(t("cluster"), *(str(rank + 1) for rank in range(count))),
        rows=[
            (label, *(percent(value) for value in line))
            for label, line in zip(labels, shares, strict=True)
        ],
        key=key,
    )  # fmt: skip


def percent(value: float) -> str:
    """Print a share of draws as whole percents; not quite none, or all, is not called so."""
    whole = printed(100 * value, 0)
    if whole == "0" and value > 0:
        return "<1"
    return ">99" if whole == "100" and value < 1 else whole
