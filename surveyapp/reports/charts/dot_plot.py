"""Dots with intervals: scores, dimensions, the sentiment index, change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.reports import figures
from surveyapp.reports.charts.chart import SIZE, WIDTH, Chart, axis, label_room, wrapped
from surveyapp.reports.texts import Texts

TOP, LINE, ROW, TALLEST = 22.0, 12.0, 22.0, 800.0


@dataclass(frozen=True)
class Dot:
    """An estimate with its interval, and whether it is clearly above or below (a band)."""

    label: str
    value: float
    lower: float
    upper: float
    band: str = ""


def dot_plot(
    dots: Sequence[Dot], title: str, t: Texts, *, key: str, marker: float | None = None,
    bounds: tuple[float, float] = (0, 100),
) -> Chart:  # fmt: skip
    """Return a chart with one row a dot, and a dashed line at ``marker`` (a mean, or no change)."""
    left = label_room([dot.label for dot in dots])
    right = WIDTH - 92
    ends = [end for dot in dots for end in (dot.lower, dot.upper)]
    scale = axis([*ends, *([] if marker is None else [marker])], left, right, bounds=bounds)
    rows, y = [], TOP
    shrink = min(1.0, TALLEST / (ROW * len(dots)))
    for dot in dots:
        lines = wrapped(dot.label, left - 14)
        height = max(ROW * shrink, LINE * len(lines) + 2)
        middle = y + height / 2
        rows.append(
            {
                "lines": _stacked(lines, middle),
                "y": middle,
                "x": scale.at(dot.value),
                "x1": scale.at(dot.lower),
                "x2": scale.at(dot.upper),
                "band": dot.band,
                "figure": f"{figures.points(dot.value)} ({_range(dot)})",
            }
        )
        y += height
    return Chart(
        "dot_plot",
        title,
        t("chart_dots_description"),
        y + 6,
        {
            "rows": rows,
            "ticks": [(figures.points(tick, 0), scale.at(tick)) for tick in scale.ticks],
            "left": left,
            "right": right,
            "top": TOP,
            "bottom": y,
            "marker": None if marker is None else scale.at(marker),
        },
        head=(t("name"), t("score"), t("interval")),
        rows=[(d.label, figures.points(d.value), _range(d)) for d in dots],
        key=key,
    )


def _range(dot: Dot) -> str:
    return figures.interval(dot.lower, dot.upper)


def _stacked(lines: Sequence[str], middle: float) -> list[tuple[str, float]]:
    """Place lines around a row's middle."""
    start = middle - LINE * (len(lines) - 1) / 2 + SIZE * 0.36
    return [(line, start + LINE * place) for place, line in enumerate(lines)]
