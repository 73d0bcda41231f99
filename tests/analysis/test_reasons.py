"""What is said of each cluster, with the numbers that it rests on."""

from __future__ import annotations

import pytest

from analysis.assessment import Previous
from analysis.choices import factor_table
from analysis.evidence import evidence
from analysis.exact import printed, t_quantile
from analysis.non_performance import worst_for_others
from analysis.objective import Indicators
from analysis.ranking import ranking, scheme_of
from analysis.response_report import response_report
from analysis.scoring import error_of
from tests.analysis.rounds import CLUSTERS, make_parameters
from tests.analysis.test_results import entry, lines, scored, table


def test_what_is_said_of_a_cluster_compares_all_clusters_at_once() -> None:
    for results in (scored(table()), scored(table(far=False))):
        for own in results.summary["clusters"]:
            lowest, highest = own["simultaneous"]
            sure = "every other rank is ruled out" in own["sentence"]["en"]
            assert sure == (lowest == highest)
            if not sure:
                assert f"ranks {lowest} to {highest} cannot be ruled out" in own["sentence"]["en"]


def test_reasons_tell_the_numbers_that_each_condition_rests_on() -> None:
    results = scored(table())
    west = entry(results, "west")
    unsmoothed = results.summary["sensitivity"][2]
    assert unsmoothed["id"] == "unsmoothed"
    scores = sorted(own["score"] for own in unsmoothed["clusters"].values())
    numbers = f"({printed(scores[0], 2)} points; the lowest other {printed(scores[1], 2)})"
    assert lines(results, "west", "(iv)")[0] == f"(iv) last also without smoothing {numbers}: holds"
    figures = {own["id"]: own["figures"] for own in west["non_performance"]["conditions"]}
    assert figures["unsmoothed"] == {"score": scores[0], "lowest_other": scores[1]}
    limit = printed(figures["threshold"]["limit"], 2)
    # one-sided: some 1.66 standard errors, where the interval's upper limit lies some 1.98 away
    quantile = (figures["threshold"]["limit"] - west["score"]) / west["se"]
    assert quantile == pytest.approx(t_quantile("0.95", west["df"]))
    assert 1.64 < quantile < 1.76
    threshold = f"(ii) the one-sided upper limit {limit} lies below the threshold 50.00: holds"
    assert lines(results, "west", "(ii)") == [threshold]
    count = west["breakdown"]["answers"]
    assert f"({count} in one cell would do): holds" in lines(results, "west", "(vii)")[0]
    for number in ("(v)", "(vi)"):
        assert "(there is no round before to compare with)" in lines(results, "west", number)[0]
    later = scored(table(seed=2), previous=Previous(results.table, results.summary))
    assert not any("no round before" in x for x in entry(later, "west")["reasons"]["en"])


def test_the_smoothed_value_of_a_group_has_the_error_of_its_weighted_sum() -> None:
    """All groups together are the cluster, so its error must come out of the same function."""
    parameters, seen = make_parameters(), evidence(table()["answers"])
    found = ranking(seen, scheme_of(parameters, seen.dimensions), parameters).scores
    groups = len(found.model.layout.groups)
    for c in range(len(found.clusters)):
        places = {c * groups + g: w for g, w in enumerate(found.model.omega)}
        error, df = error_of(found.model, places)
        assert error == pytest.approx(found.error(c), rel=1e-12)
        assert df == found.df[c]
    for own in entry(scored(table()), "west")["groups"]:
        assert own["lower"] < own["score"] < own["upper"]
        assert own["upper"] - own["score"] == pytest.approx(2 * own["se"], rel=0.2)


@pytest.mark.parametrize(("withheld", "sign"), [("west", 1), ("south", -1)])
def test_withheld_careless_answers_are_taken_as_what_would_clear_a_cluster(
    withheld: str, sign: int
) -> None:
    """Four answers of 100 for West, or of 0 for another: the mean moves by 4/44 of the way."""
    answers = table()["answers"]
    parameters = make_parameters(smoothing=False)
    key = (withheld, ["labs"])
    hidden = [
        {**own, "same": False, "figures": None} if (own["cluster"], own["groups"]) == key else own
        for own in answers["uncleaned"]
    ]
    plain = worst_for_others(answers, parameters, "west")
    found = worst_for_others({**answers, "uncleaned": hidden}, parameters, "west")
    cell = next(c for c in answers["cells"] if (c["cluster"], c["groups"]) == key)
    mean = sum(cell["mean"]) / len(cell["mean"])
    moved = 4 / (cell["n"] + 4) * ((100 if sign > 0 else 0) - mean) / 3
    assert found[withheld] - plain[withheld] == pytest.approx(moved)
    assert sign * moved > 0


def test_two_rounds_without_a_rank_go_to_the_committee() -> None:
    few = make_parameters(minimums={"invited": 500})
    first = scored(table(), few)
    assert not any(own["referred"] for own in first.summary["clusters"])
    second = scored(table(), few, previous=Previous(first.table, first.summary))
    assert all(own["referred"] for own in second.summary["clusters"])
    assert "two rounds in a row" in entry(second, "west")["reasons"]["en"][-1]
    assert any("for two rounds in a row" in remark for remark in second.summary["remarks"]["en"])
    ranked = scored(table(), previous=Previous(first.table, first.summary))
    assert not any(own["referred"] for own in ranked.summary["clusters"])


def test_every_level_of_a_choice_has_its_probability() -> None:
    """The approved level counts half wherever there are three, so the mean is not beside it."""
    composite = {
        "indicators": [{"id": "papers", "parent": "all", "weight": 1, "worst": 0, "best": 10}],
        "aggregates": [{"id": "all"}],
    }
    parameters = make_parameters(composite=composite, joint={"subjective": 0.6})
    indicators = Indicators(CLUSTERS, {"papers": (1.0, 5.0, 9.0, 2.0)})
    _, factors, scores = factor_table(table()["answers"], parameters, indicators)
    assert scores.shape == (4, *(len(factor.levels) for factor in factors))
    for factor in factors:
        assert len(factor.probability) == len(factor.levels), factor.name
        assert sum(factor.probability) == pytest.approx(1), factor.name
    three = {f.name: f.probability for f in factors if len(f.levels) == 3}
    assert three == dict.fromkeys(("share", "rho", "goalposts"), (0.5, 0.25, 0.25))


def test_silence_would_have_to_differ_by_the_gap_over_the_share_of_the_silent() -> None:
    results = scored(table())
    scores = {own["id"]: own["score"] for own in results.summary["clusters"]}
    answers = results.table["answers"]
    cells = [own | {"used": own["invited"] * 3 // 4} for own in answers["response"]["cells"]]
    given = {**answers, "response": {**answers["response"], "cells": cells}}
    found = response_report(given, make_parameters(), results.summary["clusters"])
    for own in found["clusters"]:
        gap = min(abs(scores[own["id"]] - s) for c, s in scores.items() if c != own["id"])
        assert own["weighted_rate"] == pytest.approx(0.75)
        assert own["needed_difference"] == pytest.approx(4 * gap)
        assert own["rate"] == own["used"] / own["invited"]


def test_a_withheld_count_leaves_no_rate_of_the_others_in_its_place() -> None:
    results = scored(table())
    answers = results.table["answers"]
    hidden = ("west", ["labs"])
    cells = [
        own | {"used": None if (own["cluster"], own["groups"]) == hidden else 30}
        for own in answers["response"]["cells"]
    ]
    given = {**answers, "response": {**answers["response"], "cells": cells}}
    found = response_report(given, make_parameters(), results.summary["clusters"])
    names = ("used", "rate", "weighted_rate", "needed_difference")
    known = {own["id"]: [own[name] is not None for name in names] for own in found["clusters"]}
    assert known.pop("west") == [False] * 4
    assert list(known.values()) == [[True] * 4] * 3


@pytest.mark.parametrize(("excluded", "differs"), [(0, False), (2, False), (3, True)])
def test_exclusions_differ_from_five_points_on(excluded: int, differs: bool) -> None:
    """Of 42 answers 2 are 4.8 %, of 43 three are 7.0 %."""
    results = scored(table())
    answers = results.table["answers"]
    cells = [
        own | {"excluded": excluded if own["cluster"] == "west" else 0}
        for own in answers["response"]["cells"]
    ]
    assert {cell["n"] for cell in answers["cells"]} == {40}
    given = {**answers, "response": {**answers["response"], "cells": cells}}
    found = response_report(given, make_parameters(), results.summary["clusters"])
    assert found["exclusion_differs"] == differs
