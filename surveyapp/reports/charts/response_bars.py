"""Response by cell: which share of the invited answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.charts.chart import WIDTH, Chart, label_room
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

TOP, ROW, HEAD = 22.0, 17.0, 21.0


def response_bars(
    cells: Sequence[Mapping[str, Any]], names: Names, t: Texts, *, key: str = "response"
) -> Chart:
    """Return the chart of the summary's response cells."""
    clusters = list(dict.fromkeys(str(cell["cluster"]) for cell in cells))
    left = label_room([names.groups(cell["groups"]) for cell in cells])
    right = WIDTH - 130
    blocks, y = [], TOP
    for cluster in clusters:
        block: dict[str, Any] = {"label": names.cluster(cluster), "y": y + 15, "cells": []}
        y += HEAD
        for cell in (own for own in cells if own["cluster"] == cluster):
            rate = cell["rate"]
            block["cells"].append(
                {
                    "label": names.groups(cell["groups"]),
                    "y": y + ROW / 2,
                    "width": None if rate is None else (right - left) * min(1.0, rate),
                    "figure": figure(cell, t),
                }
            )
            y += ROW
        blocks.append(block)
    ticks = [(f"{part} %", left + (right - left) * part / 100) for part in range(0, 101, 20)]
    return Chart(
        "response_bars",
        t("chart_response"),
        t("chart_response_description"),
        y + 4,
        {
            "blocks": blocks,
            "ticks": ticks,
            "left": left,
            "right": right,
            "top": TOP,
            "bottom": y,
        },
        head=(t("cluster"), t("group"), t("response_rate")),
        rows=[
            (names.cluster(cell["cluster"]), names.groups(cell["groups"]), figure(cell, t))
            for cell in cells
        ],
        key=key,
    )


def figure(cell: Mapping[str, Any], t: Texts) -> str:
    """Return used of invited and the rate, or that it is withheld."""
    if cell["invited"] is None:
        return t("not_known")
    if cell["used"] is None:
        return t("withheld_of", invited=cell["invited"])
    rate = figures.share(cell["rate"], 0)
    return t("used_of", used=cell["used"], invited=cell["invited"], rate=rate)
