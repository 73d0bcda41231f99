"""The charts of an edition, for the PDF and for pages: the same SVG serves both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Any

from surveyapp.reports import figures
from surveyapp.reports.charts.acceptability import acceptability
from surveyapp.reports.charts.chart import Chart
from surveyapp.reports.charts.dot_plot import Dot, dot_plot
from surveyapp.reports.charts.heat_map import heat_map
from surveyapp.reports.charts.rank_sets import rank_sets
from surveyapp.reports.charts.response_bars import response_bars
from surveyapp.reports.charts.theme_bars import theme_bars
from surveyapp.reports.comments import Question, questions
from surveyapp.reports.edition import Edition
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

MOST_CELLS = 36


class Pictures:
    """Charts by name in one language; what cannot be drawn is None."""

    def __init__(self, edition: Edition, t: Texts) -> None:
        self.edition, self.t = edition, t
        self.names = Names(edition.configuration, t.language)

    def rank_sets(self) -> Chart | None:
        ranked = self.edition.ranked
        return rank_sets(ranked, self.names, self.t) if self.edition.is_compared else None

    def scores(self) -> Chart | None:
        ranked = self.edition.ranked
        if not ranked:
            return None
        dots = [_dot(own, self.names.cluster(own["id"])) for own in ranked]
        mean = None
        if self.edition.is_compared:
            mean = fsum(own["score"] for own in ranked) / len(ranked)
        title = self.t("chart_scores", count=len(ranked), level=self.level)
        return dot_plot(dots, title, self.t, key="scores", marker=mean)

    def dimensions(self, cluster: Mapping[str, Any]) -> Chart | None:
        """Return the dimensions of one cluster, the highest first."""
        if "score" not in cluster:
            return None
        own = sorted(cluster["dimensions"], key=lambda d: -float(d["score"]))
        dots = [_dot(entry, self.names.dimension(entry["id"])) for entry in own]
        name = self.names.cluster(cluster["id"])
        title = self.t("chart_dimensions", name=name, level=self.level)
        key = f"dimensions-{cluster['id']}"
        return dot_plot(dots, title, self.t, key=key, marker=cluster["score"])

    def heat_map(self) -> Chart | None:
        ranked = self.edition.ranked
        return heat_map(ranked, self.names, self.t) if self.edition.is_compared else None

    def acceptability(self) -> Chart | None:
        ranked = self.edition.ranked
        if not self.edition.is_compared:
            return None
        table = self.edition.summary["acceptability"]["both"]
        return acceptability(table, ranked, self.names, self.t)

    def themes(self, found: Sequence[Question] | None = None) -> Chart | None:
        """Return the themes of all questions, or of those given."""
        shown = questions(self.edition, self.names) if found is None else found
        return theme_bars(shown, self.names, self.t)

    def response(self, cells: Sequence[Mapping[str, Any]]) -> list[Chart]:
        """Return response by cell, as many charts as needed so that each fits on a page."""
        if not any(cell["invited"] for cell in cells):
            return []
        return [
            response_bars(part, self.names, self.t, key=f"response-{number}")
            for number, part in enumerate(_parts(cells))
        ]

    @property
    def level(self) -> str:
        return figures.share(self.edition.summary["level"], 0)


def _dot(own: Mapping[str, Any], label: str) -> Dot:
    return Dot(label, own["score"], own["lower"], own["upper"], own["band"] or "")


def _parts(cells: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Cut cells into parts that are not too long, never within a cluster."""
    part: list[Mapping[str, Any]] = []
    for cluster in dict.fromkeys(cell["cluster"] for cell in cells):
        own = [cell for cell in cells if cell["cluster"] == cluster]
        if part and len(part) + len(own) > MOST_CELLS:
            yield part
            part = []
        part += own
    if part:
        yield part
