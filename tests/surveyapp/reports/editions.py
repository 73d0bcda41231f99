"""Editions for tests: made-up answers, tabulated and scored as in earnest."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.assessment import Previous
from analysis.comments import comment_part
from analysis.configuration import Configuration
from analysis.objective import Indicators
from analysis.parameters import Draws
from analysis.results import score
from analysis.table import tabulate, whole
from analysis.tables import Comments
from surveyapp.reports.edition import Deviation, Edition, ReleaseFacts, RoundFacts
from tests.analysis.rounds import (
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)
from tests.factories import shipped_configuration

OPENS = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
CLOSES = datetime(2026, 4, 1, 12, 30, tzinfo=UTC)
MADE = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
KEY = "ab" * 32
SMALL, SMALL_SIZE = ("hyderabad", "government"), 9
REPLY = "=SUM(1) पहली पंक्ति <b>\n\nदूसरा अनुच्छेद"
DEVIATIONS = (
    Deviation(OPENS, "added", {"count": 12}),
    Deviation(OPENS, "voided", {}),
    Deviation(
        CLOSES,
        "extended",
        {"before": OPENS.isoformat(), "after": CLOSES.isoformat(), "why": "=त्योहार के कारण"},
    ),
    Deviation(CLOSES, "closed_late", {"days": 9}),
    Deviation(CLOSES, "closed_early", {"before": CLOSES.isoformat()}),
    Deviation(CLOSES, "reminders", {"sent": 1, "planned": 2}),
    Deviation(CLOSES, "unraked", {"count": 3}),
    Deviation(MADE, "corrected", {"number": 2, "corrects": 1, "why": "भार ग़लत था"}),
    Deviation(MADE, "reanalysed", {"number": 1}),
)


def edition(configuration: Configuration, table: dict[str, Any], **facts: Any) -> Edition:
    """Return the edition of a table."""
    parameters, instrument = configuration.parameters, configuration.instrument
    release = {"number": 1, "made": MADE, "signing_key": KEY, **facts}
    return Edition(
        results=score(table, parameters, instrument=instrument),
        configuration=configuration,
        round=RoundFacts("test-2026", OPENS, CLOSES, rehearsal=False),
        release=ReleaseFacts(**release),
        contact="help@example.org",
    )


@cache
def shipped_edition() -> Edition:
    """The shipped questionnaire, 16 cells of which one is small, and the demonstration's comments.

    One cluster has replied, and everything that can depart from a plan has.
    """
    shipped = shipped_configuration()
    quick = {"draws": Draws(rank_sets=5000, stability=500)}
    configuration = replace(shipped, parameters=shipped.parameters.model_copy(update=quick))
    parameters, instrument = configuration.parameters, configuration.instrument
    sizes = full_sizes(30, parameters.cluster_ids, parameters.group_ids) | {SMALL: SMALL_SIZE}
    means = {"bengaluru": 8.0, "delhi_ncr": -9.0}
    responses = make_responses(instrument, sizes, means=means)
    tabulation = tabulate(responses, make_invitations(sizes), instrument, parameters, reminders=2)
    comments = comment_part(demonstration_comments(), configuration)
    table = whole(configuration.hash, tabulation.answers, comments)
    made = edition(configuration, table)
    return replace(made, deviations=DEVIATIONS, replies={"pune": REPLY})


def demonstration_comments() -> Comments:
    source = files("surveyapp.demo") / "comments.csv"
    rows = list(csv.DictReader(io.StringIO(source.read_text("utf-8"), newline="")))
    names = ("cluster", "group", "question", "text")
    return Comments(*(tuple(row[name] for row in rows) for name in names))


@cache
def plain_edition(
    clusters: int = 3, *, size: int = 20, empty: int = 0, invited: bool = True, dimensions: int = 3
) -> Edition:
    """Return a small round of another instrument: many clusters, or some without answers."""
    ids = tuple(f"c{number:02}" for number in range(clusters))
    instrument = make_instrument(dimensions)
    parameters = make_parameters(ids, public_edition=True)
    sizes = full_sizes(size, ids[: clusters - empty])
    invitations = make_invitations(sizes) if invited else None
    tabulation = tabulate(make_responses(instrument, sizes), invitations, instrument, parameters)
    configuration = Configuration(instrument, parameters)
    return edition(configuration, whole(configuration.hash, tabulation.answers, None))


@cache
def joint_edition() -> Edition:
    """A second round with an objective part: one value is missing, one beyond its goalpost."""
    ids = ("c00", "c01", "c02")
    indicators = Indicators(ids, {"papers": (3.0, 5.0, None), "delay": (30.0, 5.0, 400.0)})
    composite = {
        "indicators": [
            {"id": "papers", "parent": "whole", "weight": 2, "worst": 0, "best": 10},
            {"id": "delay", "parent": "whole", "weight": 1, "worst": 365, "best": 0},
        ],
        "aggregates": [{"id": "whole"}],
    }
    instrument = make_instrument(3)
    parameters = make_parameters(ids, composite=composite, joint={"subjective": 0.6})
    sizes = full_sizes(30, ids)

    def table(seed: int) -> dict[str, Any]:
        answers = make_responses(instrument, sizes, seed=seed)
        found = tabulate(answers, make_invitations(sizes), instrument, parameters)
        return whole(configuration.hash, found.answers, None)

    configuration = Configuration(instrument, parameters)
    first = table(1)
    before = Previous(first, score(first, parameters, instrument=instrument).summary)
    results = score(
        table(2), parameters, instrument=instrument, indicators=indicators, previous=before
    )
    return replace(plain_edition(3), configuration=configuration, results=results, before=before)
