"""What the audit lets pass, and the leaks that it stops and names."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from analysis.audit.audit import NotAudited, audit
from analysis.audit.comments import comment_findings
from analysis.audit.means import KnownMean, coarse_findings, mean_bounds
from analysis.audit.public import public_findings
from analysis.audit.shares import share_findings
from analysis.audit.withhold import protected
from analysis.parameters import Minimums
from analysis.table import Tabulation, tabulate
from analysis.tables import Responses
from tests.analysis.rounds import (
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)

MINIMUMS = Minimums()
INSTRUMENT = make_instrument(dimensions=2, items=1)
CLUSTERS, GROUPS = ("east", "north", "south"), ("firms", "labs")
PARAMETERS = make_parameters(CLUSTERS, GROUPS)
SIZES = full_sizes(24, CLUSTERS, GROUPS) | {("east", "firms"): 7}


@cache
def responses() -> Responses:
    return make_responses(INSTRUMENT, SIZES, seed=3, missing=0.2)


@cache
def raw() -> Tabulation:
    """A round with one small cell, before further shares are withheld."""
    return tabulate(responses(), make_invitations(SIZES), INSTRUMENT, PARAMETERS)


@cache
def _safe() -> Tabulation:
    return protected(raw(), MINIMUMS)


def table(**answers: Any) -> dict[str, Any]:
    """Return table T that passes, with parts of its answers replaced."""
    return {"answers": copy.deepcopy(_safe().answers) | answers, "comments": None}


def named(found: list[Any]) -> str:
    return "; ".join(map(str, found))


def test_a_table_made_by_the_rules_passes() -> None:
    assert audit(table(), MINIMUMS) == []
    shown = [v for e in table()["answers"]["shares"] for v in e.values() if isinstance(v, float)]
    assert shown, "withholding everything would be no art"


def test_shares_hidden_one_by_one_could_be_had_from_the_others() -> None:
    """Before more is withheld: the audit finds them, and its bounds hold the truth."""
    found = list(share_findings(raw().answers, MINIMUMS))
    assert found
    for own in found:
        if own.place.startswith("cell "):
            cluster, groups = own.place.removeprefix("cell ").split(" / ")
            kind, item = own.figure.split(" of item ")
            assert own.low <= _count(cluster, groups.split("+"), item, kind) <= own.high, own


def _count(cluster: str, groups: list[str], item: str, kind: str) -> int:
    """Count answers of a kind among everybody in a cell: 1 and 2 are difficult, 4 and 5 easy."""
    codes = {
        "difficult": {1, 2}, "neither": {3}, "easy": {4, 5}, "not_tried": {-1},
        "not_concerned": {-2}, "empty": {None},
    }[kind]  # fmt: skip
    places = zip(responses().cluster, responses().group, responses().answers[item], strict=True)
    return sum(c == cluster and g in groups and code in codes for c, g, code in places)


def test_a_margin_that_tells_a_small_cell_is_stopped_and_named() -> None:
    """Shares of a cluster, and of a group that only this cluster has apart."""
    sizes = {("east", "firms"): 40, ("east", "labs"): 8, ("north", "labs"): 40}
    answers = _leaky_margins(sizes)
    told = named(list(share_findings(answers, MINIMUMS)))
    assert "cell east / labs: easy of item x: 2 people" in told


def _leaky_margins(sizes: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    full = [{"cluster": c, "groups": [g], "n": n} for (c, g), n in sizes.items() if n >= 15]
    small = [{"cluster": c, "groups": [g], "n": "5-14"} for (c, g), n in sizes.items() if n < 15]

    def entry(by: str, key: str, easy: float) -> dict[str, Any]:
        return {"by": by, "id": key, "item": "x", "difficult": None, "neither": None, "easy": easy}

    return {
        "clusters": ["east", "north"],
        "cells": full,
        "small": small,
        "response": {"total": {"valid": sum(sizes.values())}},
        # 22 of 48, and 20 of 40
        "shares": [entry("cluster", "east", 0.46), entry("group", "firms", 0.50)],
    }


def test_cleaned_and_uncleaned_that_differ_by_a_few_are_stopped() -> None:
    answers = table()["answers"]
    cell, own = answers["cells"][0], answers["uncleaned"][0]
    dirty = {
        "n": cell["n"] + 3,
        "answered": [n + 3 for n in cell["answered"]],
        "mean": [mean - 2.0 for mean in cell["mean"]],
        "sd": cell["sd"],
    }
    own |= {"same": False, "figures": dirty}
    found = named(audit({"answers": answers, "comments": None}, MINIMUMS))
    assert "with and without careless answers" in found
    assert "of the 3 who were excluded" in found
    assert "points" in found


def test_cleaned_and_uncleaned_that_differ_by_many_pass() -> None:
    answers = table()["answers"]
    cell, own = answers["cells"][0], answers["uncleaned"][0]
    more = {"n": cell["n"] + 20, "answered": [n + 20 for n in cell["answered"]]}
    own |= {"same": False, "figures": {**more, "mean": cell["mean"], "sd": cell["sd"]}}
    assert audit({"answers": answers, "comments": None}, MINIMUMS) == []


def test_uncleaned_figures_of_a_dimension_that_few_of_the_excluded_answered_stay_cleaned() -> None:
    """Six are excluded by an attention item; of one dimension four of them have a score."""
    section = {
        "id": "check",
        "title": "Check",
        "items": [{"id": "attention", "kind": "rating", "text": "Choose 4", "expected": 4}],
    }
    instrument = make_instrument(
        dimensions=4,
        items=3,
        sections=[section],
        sequence=[{"dimensions": 4}, {"section": "check"}],
    )
    sizes = full_sizes(30, CLUSTERS, GROUPS)
    made = make_responses(instrument, sizes, missing=0.0)
    answers = {key: list(codes) for key, codes in made.answers.items()}
    answers["attention"] = [4] * len(made)
    for row in range(6):
        for key in instrument.rating_items:
            answers[key][row] = None if key.startswith("d2") and row < 2 else 5
        answers["attention"][row] = 2
    changed = Responses(made.cluster, made.group, {k: tuple(v) for k, v in answers.items()})
    found = tabulate(changed, None, instrument, PARAMETERS).answers
    first, own = found["cells"][0], found["uncleaned"][0]["figures"]
    assert own["n"] == first["n"] + 6
    assert own["mean"][2] == first["mean"][2]
    assert own["mean"][0] != first["mean"][0]


def test_a_pooled_mean_beside_the_others_tells_a_small_cell() -> None:
    """Forty people at 60.0, seven in the small cell; pooled 58.2: those seven are near 48."""
    sizes = {"large": 40, "small": 7}
    known = [KnownMean(("large",), 60.0, 0.05), KnownMean(("small",), 50.0, 2.5)]
    assert list(coarse_findings(sizes, known, ["small"])) == []
    pooled = [*known, KnownMean(("large", "small"), 58.2, 0.05)]
    (found,) = coarse_findings(sizes, pooled, ["small"])
    assert found.low <= 48 <= found.high
    assert found.unit == "points"


def test_leaving_one_out_of_a_mean_tells_the_one() -> None:
    sizes = {"rest": 30, "one": 2}
    known = [KnownMean(("rest",), 40.0, 0.05), KnownMean(("rest", "one"), 42.0, 0.05)]
    low, high = mean_bounds(sizes, known, "one")
    assert low < 72 < high
    assert high - low < 20
    (found,) = coarse_findings(sizes, known, ["one"])
    assert "one: mean" in str(found)


def test_a_hidden_mean_without_others_beside_it_stays_hidden() -> None:
    low, high = mean_bounds({"rest": 30, "one": 2}, [KnownMean(("rest",), 40.0, 0.05)], "one")
    assert (low, high) == (0, 100)


def test_a_correction_with_a_few_people_more_is_stopped() -> None:
    now = table()
    now["answers"]["cells"][0]["n"] += 2
    now["answers"]["response"]["total"]["valid"] += 2
    found = named(audit(now, MINIMUMS, before=table()))
    assert "against the release before: size that differs by: 2 people" in found
    assert audit(table(), MINIMUMS, before=table()) == []


def test_figures_that_nobody_has_described_are_stopped() -> None:
    with pytest.raises(NotAudited, match="leave_one_out"):
        audit(table(leave_one_out=[{"without": "labs", "mean": 51.2}]), MINIMUMS)


def test_figures_that_contradict_each_other_are_stopped() -> None:
    shares = [dict(entry) for entry in table()["answers"]["shares"]]
    shares[0] |= {"difficult": 0.7, "easy": 0.7}
    assert "contradict" in named(audit(table(shares=shares), MINIMUMS))


def entry(cluster: str | None, group: str | None, n: int | None, **more: Any) -> dict[str, Any]:
    if n is None:
        return {"cluster": cluster, "group": group, "comments": None}
    known = {"comments": n, "scored": n, "abstained": 0, "themes": {}, "theme_sentiment": {}}
    return {"cluster": cluster, "group": group, **known, **more}


def test_comments_of_a_hidden_cell_could_be_had_by_subtraction() -> None:
    rows = [
        entry(None, None, 43), entry("east", None, 43),
        entry("east", "labs", 40), entry("east", "firms", None),
    ]  # fmt: skip
    found = named(list(comment_findings({"questions": {"harder": rows}}, MINIMUMS)))
    assert "comments on harder, east / firms: comments: 3 comments" in found
    hidden = [*rows[:2], entry("east", "labs", None), entry("east", "firms", None)]
    assert list(comment_findings({"questions": {"harder": hidden}}, MINIMUMS)) == []


def test_how_a_hidden_cell_speaks_of_a_theme_could_be_had_by_subtraction() -> None:
    def spoken(negative: int) -> dict[str, Any]:
        return {"space": {"negative": negative, "neutral": 0, "positive": 20, "abstained": 0}}

    rows = [
        entry("east", None, 80, themes={"space": 25}, theme_sentiment=spoken(5)),
        entry("east", "labs", 40, themes={"space": 23}, theme_sentiment=spoken(3)),
        entry("east", "firms", 40, themes={"space": 2}),
    ]
    found = named(list(comment_findings({"questions": {"harder": rows}}, MINIMUMS)))
    assert "east / firms, theme space: sentiment of all its comments" in found
    rows[1]["theme_sentiment"] = {}
    assert list(comment_findings({"questions": {"harder": rows}}, MINIMUMS)) == []


def _row(cluster: str, n: int, *counts: int | str) -> dict[str, str]:
    names = ("negative", "neutral", "positive", "abstained")
    labels = {name: str(count) for name, count in zip(names, counts, strict=True)}
    return {"question": "harder", "cluster": cluster, "comments": str(n), **labels}


def test_public_counts_of_clusters_must_not_be_told_by_those_of_all() -> None:
    rows = [
        _row("", 100, 60, 15, 20, 5),
        _row("east", 50, 30, "", 12, ""),
        _row("north", 50, 30, 12, 8, 0),
    ]
    found = named(public_findings(rows, [], MINIMUMS))
    assert "sentiment.csv, harder, east: neutral: 3 comments" in found
    column = [{**row, "neutral": "", "abstained": ""} for row in rows]
    assert public_findings(column, [], MINIMUMS) == []


def test_a_theme_left_out_of_one_cluster_must_not_be_told_by_the_others() -> None:
    places = [_row("", 100, "", "", "", ""), _row("east", 50, "", "", "", "")]
    places.append(_row("north", 50, "", "", "", ""))
    themes = [
        {"question": "harder", "cluster": cluster, "theme": "space", "comments": comments}
        for cluster, comments in (("", "12"), ("east", "10"))
    ]
    found = named(public_findings(places, themes, MINIMUMS))
    assert "themes.csv, harder, north: space: 2 comments" in found
    assert public_findings(places, themes[:1], MINIMUMS) == []
