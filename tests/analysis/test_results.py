"""What follows from T: eligibility, the rule of non-performance, breakdown, change, variants."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from analysis.assessment import Previous
from analysis.breakdown import breakdown
from analysis.change import change_report
from analysis.evidence import evidence
from analysis.explanation import templates
from analysis.leave_one_out import leave_one_out
from analysis.objective import Indicators
from analysis.parameters import Parameters
from analysis.ranking import ranking, scheme_of
from analysis.results import Results, score
from analysis.scoring import composite_means
from analysis.table import tabulate, whole
from tests.analysis.rounds import (
    CLUSTERS,
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)

INSTRUMENT = make_instrument()
VIGNETTES = make_instrument(
    sections=[
        {
            "id": "cases",
            "title": "Cases",
            "items": [
                {
                    "id": f"v_{level}",
                    "kind": "vignette",
                    "level": level,
                    "text": "t",
                    "question": "q",
                }
                for level in ("good", "bad")
            ],
        }
    ],
    sequence=[{"dimensions": 3}, {"section": "cases"}],
)
FAR = {"west": -22.0}


@cache
def table(*, seed: int = 1, far: bool = True, n: int = 40, organisations: int = 8) -> Any:
    """Return T of a round in which west is far behind (or nobody is)."""
    parameters = make_parameters()
    sizes = full_sizes(n)
    responses = make_responses(INSTRUMENT, sizes, seed=seed, means=FAR if far else None)
    invitations = make_invitations(sizes, organisations=organisations)
    found = tabulate(responses, invitations, INSTRUMENT, parameters, reminders=2)
    return whole("x", found.answers, None)


def scored(table_: Any, parameters: Parameters | None = None, **more: Any) -> Results:
    return score(table_, parameters or make_parameters(), instrument=INSTRUMENT, **more)


def entry(results: Results, cluster: str) -> Any:
    return next(e for e in results.summary["clusters"] if e["id"] == cluster)


def met(results: Results, cluster: str) -> dict[str, bool]:
    verdict = entry(results, cluster)["non_performance"]
    return {condition["id"]: condition["met"] for condition in verdict["conditions"]}


def lines(results: Results, cluster: str, number: str) -> list[str]:
    return [x for x in entry(results, cluster)["reasons"]["en"] if x.startswith(f"{number} ")]


def test_non_performance_is_shown_only_in_the_second_round_in_a_row() -> None:
    first = scored(table())
    assert met(first, "west") == dict.fromkeys(met(first, "west"), True) | {"before": False}
    assert entry(first, "west")["non_performance"]["this_round"] is True
    assert entry(first, "west")["non_performance"]["shown"] is False
    second = scored(table(seed=2), previous=Previous(first.table, first.summary))
    assert entry(second, "west")["non_performance"]["shown"] is True
    assert (
        "Non-performance is shown: all conditions hold." in entry(second, "west")["reasons"]["en"]
    )
    assert entry(second, "east")["non_performance"]["shown"] is False


def test_nobody_is_accused_where_nobody_is_behind() -> None:
    results = scored(table(far=False))
    for cluster in CLUSTERS:
        assert entry(results, cluster)["non_performance"]["this_round"] is False


@pytest.mark.parametrize(
    ("change", "condition"),
    [
        ({"non_performance": {"threshold": 1.0}}, "threshold"),
        ({"non_performance": {"breakdown": 1000}}, "breakdown"),
        ({"minimums": {"invited": 500}}, "ranked"),
    ],
)
def test_each_condition_can_fail_alone(change: dict[str, Any], condition: str) -> None:
    found = met(scored(table(), make_parameters(**change)), "west")
    assert found[condition] is False
    assert [name for name, holds in found.items() if not holds] in (
        [condition, "before"],
        ["before", condition],
    )


def test_a_clear_improvement_is_no_non_performance() -> None:
    parameters = make_parameters()
    sizes = full_sizes(40)
    worse = make_responses(INSTRUMENT, sizes, seed=3, means={"west": -45.0})
    before = tabulate(worse, make_invitations(sizes), INSTRUMENT, parameters, reminders=2)
    old = scored(whole("x", before.answers, None))
    now = scored(table(), previous=Previous(old.table, old.summary))
    assert entry(now, "west")["change"]["lower"] > 0
    assert met(now, "west")["change"] is False


def test_eligibility_names_what_is_missing_and_what_cannot_be_known() -> None:
    few = entry(scored(table(n=20, organisations=4)), "east")
    missed = {(s["condition"], s["found"], s["needed"]) for s in few["eligibility"]["shortfalls"]}
    assert missed == {("invited", 40, 60), ("organisations", 4, 5)}
    assert few["status"] == "provisional"
    complete = make_parameters(
        complete_lists=[{"cluster": "east", "group": g} for g in ("firms", "labs", "offices")],
        minimums={"organisations_eligible": 4},
    )
    assert entry(scored(table(n=20, organisations=4), complete), "east")["status"] == "ranked"
    bare = tabulate(make_responses(INSTRUMENT, full_sizes(20)), None, INSTRUMENT, make_parameters())
    unknown = entry(scored(whole("x", bare.answers, None)), "east")["eligibility"]
    assert unknown["unknown"] == ["invited", "nominated", "organisations", "reminders"]
    assert unknown["eligible"] is True


def test_breakdown_is_the_smallest_number_that_changes_a_result() -> None:
    answers = table()["answers"]
    parameters = make_parameters()
    base = evidence(answers)
    found = ranking(base, scheme_of(parameters, base.dimensions), parameters)
    model = found.scores.model
    for c in range(4):
        own = breakdown(found, answers, c)
        assert own is not None
        assert 1 <= own["answers"] <= own["of"]
        k = next(
            k
            for k, cell in enumerate(model.cells)
            if cell.cluster == found.clusters[c] and list(cell.groups) == own["groups"]
        )
        end = 0.0 if own["direction"] == "worst" else 100.0
        results = []
        for q in (own["answers"] - 1, own["answers"]):
            step = q * (end - composite_means(model)[k]) / model.cells[k].n
            moved = [
                s + line[k] * step
                for s, line in zip(found.scores.score, model.of_clusters, strict=True)
            ]
            other = found.comparison.with_estimate(moved)
            results.append((other.bands()[c], other.sets().lower[c] == 4))
        assert results[0] == (found.band[c], found.last(c))
        assert results[1] != (found.band[c], found.last(c))


def test_leaving_a_dimension_out_is_scoring_without_it() -> None:
    parameters = make_parameters()
    base = evidence(table()["answers"])
    removals = leave_one_out(base, scheme_of(parameters, base.dimensions), parameters)
    assert [(r["kind"], r["without"]) for r in removals] == [
        ("dimension", "d0"), ("dimension", "d1"), ("dimension", "d2"),
        ("group", "firms"), ("group", "labs"), ("group", "offices"),
    ]  # fmt: skip
    alone = make_parameters(weights={"d0": 0.0, "d1": 1.0, "d2": 1.0})
    direct = ranking(base, scheme_of(alone, base.dimensions), alone).scores.score
    without = [removals[0]["clusters"][cluster]["score"] for cluster in CLUSTERS]
    assert without == pytest.approx(direct, abs=1e-9)
    kept = replace(base, cells=tuple(c for c in base.cells if c.groups != ("firms",)))
    scheme = scheme_of(parameters, base.dimensions)
    scheme = replace(scheme, groups={g: float(g != "firms") for g in base.groups})
    direct = ranking(kept, scheme, parameters).scores.score
    without = [removals[3]["clusters"][cluster]["score"] for cluster in CLUSTERS]
    assert without == pytest.approx(direct, abs=1e-9)


def test_change_needs_the_same_questions() -> None:
    now, before = table()["answers"], table(seed=2)["answers"]
    parameters = make_parameters()
    found = change_report(now, before, parameters)
    assert found["comparable"] is True
    assert found["dimensions"] == ["d0", "d1", "d2"]
    total = sum(own["estimate"] for own in found["clusters"].values())
    for own in found["clusters"].values():
        others = (total - own["estimate"]) / 3
        assert own["relative"]["estimate"] == pytest.approx(own["estimate"] - others)
        assert own["relative"]["se"] > own["se"]
    reworded = {**before, "dimensions": [
        {**d, "items": dict.fromkeys(d["items"], "other")} if d["id"] != "d0" else d
        for d in before["dimensions"]
    ]}  # fmt: skip
    assert change_report(now, reworded, parameters)["comparable"] is False


def test_change_needs_sixty_percent_of_the_groups() -> None:
    sizes = full_sizes(30)
    sizes["east", "firms"] = sizes["east", "labs"] = 0
    parameters = make_parameters()
    before = tabulate(make_responses(INSTRUMENT, sizes, seed=2), None, INSTRUMENT, parameters)
    found = change_report(table()["answers"], before.answers, parameters)
    assert sorted(found["clusters"]) == ["north", "south", "west"]


@pytest.mark.parametrize(("shift", "unsure"), [(0.0, ["north"]), (30.0, [])])
def test_who_might_lie_below_an_unranked_cluster_is_not_accused(
    shift: float, unsure: list[str]
) -> None:
    """North lacks a cell: at 0 there it would lie below a west that is a little behind."""
    sizes = full_sizes(40)
    sizes["north", "labs"] = 0
    parameters = make_parameters()
    means = {"west": -10.0 - shift}
    responses = make_responses(INSTRUMENT, sizes, means=means)
    given = {cell: n for cell, n in sizes.items() if n}
    found = tabulate(responses, make_invitations(given), INSTRUMENT, parameters, reminders=2)
    results = scored(whole("x", found.answers, None))
    assert entry(results, "north")["status"] == "provisional"
    verdict = entry(results, "west")["non_performance"]["conditions"]
    condition = next(own for own in verdict if own["id"] == "ranked")
    assert condition["figures"]["unsure"] == unsure
    assert condition["met"] == (not unsure)
    assert ("could lie below it: North" in lines(results, "west", "(viii)")[0]) == bool(unsure)


def test_vignettes_never_move_the_score_but_tell_whether_they_would() -> None:
    sizes = full_sizes(30)
    responses = make_responses(VIGNETTES, sizes)
    places = list(zip(responses.cluster, responses.group, strict=True))
    mild = tuple(5 if c == "east" else 4 for c, _ in places)
    harsh = tuple(2 if c == "east" else 1 for c, _ in places)
    rated = {**responses.answers, "v_good": mild, "v_bad": harsh}
    parameters = make_parameters()
    results = []
    for answers in (rated, {**rated, "v_good": (4,) * 360, "v_bad": (1,) * 360}):
        given = type(responses)(responses.cluster, responses.group, answers)
        found = tabulate(given, None, VIGNETTES, parameters)
        results.append(score(whole("x", found.answers, None), parameters))
    for first, second in zip(*(r.summary["clusters"] for r in results), strict=True):
        assert first["score"] == second["score"]
    report = results[0].summary["vignettes"]
    assert report["clusters"]["east"]["difference"] == pytest.approx(25 * 3 / 4)
    assert report["clusters"]["east"]["score"] == results[0].summary["clusters"][0]["score"] - 4
    assert results[1].summary["vignettes"]["shrink"] == 0


def test_joint_score_takes_the_locked_share_and_decomposes_exactly() -> None:
    composite = {
        "indicators": [
            {"id": "papers", "parent": "all", "weight": 3, "worst": 0, "best": 10},
            {"id": "delay", "parent": "all", "weight": 1, "worst": 200, "best": 0},
        ],
        "aggregates": [{"id": "all"}],
    }
    parameters = make_parameters(composite=composite, joint={"subjective": 0.6})
    values = {"papers": (1.0, 5.0, 9.0, 12.0), "delay": (50.0, 100.0, 0.0, 200.0)}
    results = scored(table(), parameters, indicators=Indicators(CLUSTERS, values))
    objective = results.summary["objective"]["units"]
    assert objective["east"]["score"] == pytest.approx(0.75 * 10 + 0.25 * 75)
    assert results.summary["objective"]["clipped"] == [{"unit": "west", "indicator": "papers"}]
    for cluster, own in results.summary["joint"]["clusters"].items():
        subjective = entry(results, cluster)["score"]
        joint = 0.6 * subjective + 0.4 * objective[cluster]["score"]
        assert own["score"] == pytest.approx(joint)
        assert sum(own["parts"].values()) == pytest.approx(own["difference"])
        assert own["se"] == pytest.approx(0.6 * entry(results, cluster)["se"])
    factors = results.summary["choices"]["factors"]
    assert {"share", "aggregation", "goalposts", "missing", "weights", "errors"} <= set(factors)
    assert "joint" in met(results, "west")


def test_shares_of_draws_and_variants_belong_to_the_clusters() -> None:
    results = scored(table())
    tables = results.summary["acceptability"]
    for name in ("both", "errors", "weights"):
        assert sum(tables[name]["east"]) == pytest.approx(1)
        assert sum(tables[name][c][-1] for c in CLUSTERS) == pytest.approx(1)
    west = entry(results, "west")
    assert west["shares"]["last"] == tables["errors"]["west"][-1]
    assert set(west["variants"]) == {
        "pooled", "equal_groups", "unsmoothed", "uncleaned", "organisations_apart",
        "organisations_close",
    }  # fmt: skip
    assert west["band"] == "below"
    assert any(own["group"] is None for own in west["improve"])
    assert west["highlights"]["en"]["improve"][0].endswith("below the others")


def test_sentences_say_who_is_clearly_last() -> None:
    headline = scored(table()).summary["headline"]
    assert "West is clearly last (" in headline["en"]
    assert "West स्पष्ट रूप से अंतिम स्थान पर है" in headline["hi"]
    near = scored(table(far=False)).summary["headline"]["en"]
    assert "cannot be put in a clear order; West is clearly above North." in near


def test_clearly_needs_a_rank_set_of_one_rank() -> None:
    """South has no score and may stand anywhere: the order of the others is clear, no rank is."""
    sizes = {cell: n for cell, n in full_sizes(40).items() if cell[0] in {"east", "west"}}
    found = tabulate(
        make_responses(INSTRUMENT, sizes, means={"west": -40.0}),
        make_invitations(sizes),
        INSTRUMENT,
        make_parameters(("east", "south", "west")),
    )
    results = scored(whole("x", found.answers, None), make_parameters(("east", "south", "west")))
    assert entry(results, "east")["simultaneous"] == [1, 2]
    assert results.summary["headline"]["en"] == (
        "East is clearly above West; South: too few answers for a score."
    )


def lone() -> Results:
    """Only East has a score."""
    sizes = {cell: n for cell, n in full_sizes(40).items() if cell[0] == "east"}
    responses = make_responses(INSTRUMENT, sizes)
    found = tabulate(responses, make_invitations(sizes), INSTRUMENT, make_parameters())
    return scored(whole("x", found.answers, None))


def test_a_cluster_alone_is_scored_and_compared_with_nothing() -> None:
    results = lone()
    east = entry(results, "east")
    assert east["lower"] < east["score"] < east["upper"]
    assert east["status"] == "not ranked"
    for name in ("rank", "marginal", "simultaneous", "band", "difference", "breakdown"):
        assert east[name] is None, name
    for own in east["dimensions"]:
        assert (own["rank"], own["band"], own["difference"]) == (None, None, None)
    assert east["shares"] == {"last": None, "last_with_weights": None}
    assert results.summary["acceptability"] == {}
    for ways in (results.summary["sensitivity"], results.summary["leave_one_out"]):
        assert {own["rank"] for way in ways for own in way["clusters"].values()} == {None}
    files = results.files()
    assert len(files["ranks.csv"].splitlines()) == len(files["acceptability.csv"].splitlines()) == 1


def test_of_a_cluster_alone_no_sentence_says_clearly() -> None:
    results = lone()
    east = entry(results, "east")
    assert results.summary["headline"]["en"].startswith("No comparison is possible")
    assert results.summary["headline"]["hi"].startswith("कोई तुलना संभव नहीं")
    verdict, leaving = east["reasons"]["en"][-2:]
    assert verdict.startswith("Non-performance is not shown, because no comparison is possible")
    lowest, highest = east["leave_one_out"]["score"]
    assert leaving.endswith(f"gives a score of {lowest:.1f} to {highest:.1f}.")
    for language, words in {"en": ("clear", "others"), "hi": ("स्पष्ट", "बाकी")}.items():
        said = [results.summary["headline"], east["sentence"]]
        text = " ".join([own[language] for own in said] + east["reasons"][language])
        assert not any(word in text for word in words), text


def test_templates_have_the_same_keys_and_names_in_every_language() -> None:
    from string import Formatter

    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english = templates()["en"]
    for language, words in templates().items():
        assert words.keys() == english.keys(), language
        for key, text in words.items():
            assert names(text) <= names(english[key]) | {"first", "last"}, (language, key)
            assert names(english[key]) <= names(text) | {"rank"}, (language, key)


def test_summary_needs_nothing_but_the_table() -> None:
    first = scored(table())
    again = scored(first.table)
    assert first.files() == again.files()
    assert first.summary["approved"] is True
    assert scored(table(), make_parameters(seed=9)).summary["approved"] is False
