"""Invented answers: clusters, groups and dimensions differ in a way that one can find again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib.resources import files

from numpy.random import Generator
from werkzeug.datastructures import MultiDict

from analysis.instrument import NOT_CONCERNED, NOT_TRIED, Instrument
from forms.questionnaire import ORDER_FIELD

# points above or below the middle of 1..5
CLUSTERS = {"bengaluru": 0.25, "delhi_ncr": -0.25, "hyderabad": 0.1, "pune": 0.0}
GROUPS = {"academia": 0.1, "industry": -0.05, "startups": -0.2, "government": 0.2}
STRENGTHS = {
    ("pune", "shared_facilities"): 0.8,
    ("pune", "industry_academia"): 0.4,
    ("hyderabad", "entrepreneurship"): 0.7,
    ("bengaluru", "economic_growth"): -0.6,
    ("bengaluru", "global_standing"): 0.6,
    ("delhi_ncr", "local_government"): -0.7,
    ("delhi_ncr", "international"): -0.4,
    ("delhi_ncr", "outreach"): 0.4,
}
NOT_TRIED_SHARE, NOT_CONCERNED_SHARE, CARELESS_SHARE = 0.15, 0.08, 0.02


class Respondents:
    """Fills in the questionnaire for one respondent after another."""

    def __init__(self, instrument: Instrument, random: Generator, *, year: float) -> None:
        self._instrument = instrument
        self._random = random
        self._year = year
        self._comments = _shuffled_comments(random)

    def fill_in(self, cluster: str, group: str) -> MultiDict[str, str]:
        """Return what a browser would post."""
        order = str(self._random.integers(16))
        if self._random.random() < CARELESS_SHARE:
            return MultiDict({ORDER_FIELD: order, **self._careless()})
        mood = CLUSTERS[cluster] + GROUPS[group] + self._random.normal(0, 0.5)
        ratings = {
            item.id: str(self._rating(mood + STRENGTHS.get((cluster, dimension.id), 0.0)))
            for dimension in self._instrument.dimensions
            for item in dimension.items
        }
        return MultiDict(
            {ORDER_FIELD: order, **ratings, **self._beside(), **self._written(cluster, group)}
        )

    def _rating(self, mean: float) -> int:
        chance = self._random.random()
        if chance < NOT_TRIED_SHARE:
            return NOT_TRIED
        if chance < NOT_TRIED_SHARE + NOT_CONCERNED_SHARE:
            return NOT_CONCERNED
        return min(max(round(3 + self._year + mean + self._random.normal(0, 0.9)), 1), 5)

    def _beside(self) -> dict[str, str]:
        attention = {key: str(i.expected) for key, i in self._instrument.attention_items.items()}
        cases = {
            key: str(
                self._random.integers(4, 6) if item.level == "good" else self._random.integers(1, 3)
            )
            for key, item in self._instrument.vignettes.items()
        }
        profile = {
            key: str(self._random.choice(item.option_ids))
            for key, item in self._instrument.profile_items.items()
            if self._random.random() < 0.95
        }
        return {**attention, **cases, **profile}

    def _written(self, cluster: str, group: str) -> dict[str, str]:
        found = {}
        for question in self._instrument.open_items:
            waiting = self._comments.get((cluster, group, question), [])
            if waiting and self._random.random() < 0.3:
                found[question] = waiting.pop()
        return found

    def _careless(self) -> dict[str, str]:
        ids = [*self._instrument.rating_items, *self._instrument.attention_items]
        return dict.fromkeys([*ids, *self._instrument.vignettes], "3")


def _shuffled_comments(random: Generator) -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in _read_comments():
        found.setdefault((row["cluster"], row["group"], row["question"]), []).append(row["text"])
    return {
        place: [texts[i] for i in random.permutation(len(texts))] for place, texts in found.items()
    }


def _read_comments() -> Iterator[dict[str, str]]:
    source = files("surveyapp.demo") / "comments.csv"
    yield from csv.DictReader(io.StringIO(source.read_text("utf-8"), newline=""))
