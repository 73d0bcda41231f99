"""Themes by sentiment: how often each theme comes up, and how people speak of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.charts.chart import SIZE, WIDTH, Chart, axis, label_room, wrapped
from surveyapp.reports.comments import LABELS, Question, ThemeShare
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

TOP, ROW, LINE, GAP = 36.0, 20.0, 14.0, 34.0
PERCENT = 100


def theme_bars(
    questions: Sequence[Question], names: Names, t: Texts, *, key: str = "themes"
) -> Chart | None:
    """Return the chart of all themes that may be shown, by question; None where there is none."""
    shown = [question for question in questions if question.themes]
    if not shown:
        return None
    own = [theme for question in shown for theme in question.themes]
    left = label_room([names.theme(theme.theme) for theme in own])
    half = (WIDTH - left - GAP) / 2
    shares = axis([0, *(PERCENT * theme.upper for theme in own)], left, left + half - 30)
    middle = left + GAP + half * 1.5
    room = half / 2 - 24
    rows: list[dict[str, Any]] = []
    y = TOP
    for question in shown:
        lines = wrapped(question.wording, WIDTH - 20)
        heads = [(line, y + LINE * place + SIZE + 4) for place, line in enumerate(lines)]
        y += LINE * len(lines) + 8
        themes = []
        for theme in question.themes:
            themes.append(_row(theme, y + ROW / 2, names.theme(theme.theme), shares, middle, room))
            y += ROW
        rows.append({"heads": heads, "themes": themes})
    return Chart(
        "theme_bars",
        t("chart_themes"),
        t("chart_themes_description"),
        y + 6,
        {
            "questions": rows,
            "ticks": [(figures.points(tick, 0), shares.at(tick)) for tick in shares.ticks],
            "left": left,
            "middle": middle,
            "top": TOP,
            "bottom": y,
            "heads": (
                (t("share_of_comments_percent"), left + half / 2 - 15),
                (t("negative"), middle - room / 2),
                (t("positive"), middle + room / 2),
            ),
            "withheld": t("withheld"),
        },
        head=(t("theme"), t("share_of_comments_percent"), *map(t, LABELS)),
        rows=[_words(theme, names, t) for question in shown for theme in question.themes],
        key=key,
    )  # fmt: skip


def _row(
    theme: ThemeShare, y: float, label: str, shares: Any, middle: float, room: float
) -> dict[str, Any]:
    counts = theme.sentiment
    read = sum(counts[name] for name in LABELS) if counts else 0
    sides = None
    if counts and read:
        sides = {
            side: (counts[side], room * counts[side] / read) for side in ("negative", "positive")
        }
    return {
        "label": label,
        "y": y,
        "end": shares.at(PERCENT * theme.share),
        "whisker": (shares.at(PERCENT * theme.lower), shares.at(PERCENT * theme.upper)),
        "figure": str(theme.comments),
        "sides": sides,
        "negative": middle - (sides["negative"][1] if sides else 0),
    }


def _words(theme: ThemeShare, names: Names, t: Texts) -> tuple[str, ...]:
    counts = theme.sentiment
    parts = (str(counts[name]) if counts else t("withheld") for name in LABELS)
    return (names.theme(theme.theme), figures.share(theme.share), *parts)
