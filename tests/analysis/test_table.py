"""Table T: the same bytes for the same answers, and nothing below the minimums."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.evidence import evidence
from analysis.table import TooFewResponses, canonical, tabulate
from analysis.tables import Responses
from tests.analysis.rounds import (
    CLUSTERS,
    GROUPS,
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
    shuffled,
)

INSTRUMENT = make_instrument()
PARAMETERS = make_parameters()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_rows_in_another_order_give_the_same_bytes(seed: int) -> None:
    sizes = full_sizes(17)
    responses = make_responses(INSTRUMENT, sizes)
    invitations = make_invitations(sizes)
    first = tabulate(responses, invitations, INSTRUMENT, PARAMETERS)
    second = tabulate(shuffled(responses, seed), invitations, INSTRUMENT, PARAMETERS)
    assert canonical(first.answers) == canonical(second.answers)


def test_a_hand_computed_cell() -> None:
    """Two items of 1..5 everybody answered: 25 (x − 1), mean of both, no centring left."""
    instrument = make_instrument(dimensions=1)
    parameters = make_parameters(["east"], ["labs"])
    first = tuple([1, 2, 3, 4, 5] * 4)
    second = tuple([1, 1, 3, 5, 5] * 4)
    responses = Responses(("east",) * 20, ("labs",) * 20, {"d0_i0": first, "d0_i1": second})
    (cell,) = tabulate(responses, None, instrument, parameters).answers["cells"]
    # scores 0, 12.5, 50, 87.5, 100: mean 50, squared deviations 2 · 2500 + 2 · 1406.25 = 7812.5
    # per five people, so the variance is 4 · 7812.5 / 19 = 1644.7 and the deviation 40.55
    assert cell["mean"] == [50.0]
    assert cell["sd"] == [41]
    assert (cell["n"], cell["n_eff"], cell["deff"]) == (20, 20.0, 1.0)


def test_leaving_out_the_hard_item_gains_nothing() -> None:
    """A plain mean would give the cluster that skips the hard item 75 instead of 50."""
    instrument = make_instrument(dimensions=1)
    parameters = make_parameters(["east", "west"], ["labs"])
    easy, hard = (4,) * 40, (2,) * 20 + (None,) * 20
    cluster = ("east",) * 20 + ("west",) * 20
    responses = Responses(cluster, ("labs",) * 40, {"d0_i0": easy, "d0_i1": hard})
    cells = tabulate(responses, None, instrument, parameters).answers["cells"]
    assert [cell["mean"] for cell in cells] == [[50.0], [50.0]]


def test_small_cells_are_merged_shown_coarsely_or_left_out() -> None:
    sizes = full_sizes(30)
    sizes["east", "firms"] = 3
    sizes["east", "labs"] = 9
    sizes["north", "offices"] = 14
    sizes.update({("west", group): 1 for group in GROUPS})
    found = tabulate(make_responses(INSTRUMENT, sizes), None, INSTRUMENT, PARAMETERS)
    small = [(cell["cluster"], cell["groups"], cell["n"]) for cell in found.answers["small"]]
    assert small == [("east", ["firms", "labs"], "5-14"), ("north", ["offices"], "5-14")]
    assert {"mean"} == set(found.answers["small"][0]) - {"cluster", "groups", "n"}
    assert all(mean % 5 == 0 for cell in found.answers["small"] for mean in cell["mean"])
    by_place = dict(zip(zip(*_places(sizes), strict=True), found.cells, strict=True))
    assert by_place["east", "firms"] == by_place["east", "labs"] == "firms+labs"
    assert by_place["west", "labs"] is None
    assert "west" not in {cell["cluster"] for cell in found.answers["cells"]}


def _places(sizes: dict[tuple[str, str], int]) -> tuple[list[str], list[str]]:
    cells = [cell for cell, n in sizes.items() for _ in range(n)]
    return [c for c, _ in cells], [g for _, g in cells]


def test_cells_of_few_organisations_are_merged_like_small_ones() -> None:
    sizes = full_sizes(20)
    invitations = make_invitations({("east", "firms"): 20}, organisations=2)
    rest = make_invitations({cell: n for cell, n in sizes.items() if cell != ("east", "firms")})
    both = type(rest)(
        *(a + b for a, b in zip(vars(invitations).values(), vars(rest).values(), strict=True))
    )
    found = tabulate(make_responses(INSTRUMENT, sizes), both, INSTRUMENT, PARAMETERS)
    east = [cell for cell in found.answers["cells"] if cell["cluster"] == "east"]
    assert [cell["groups"] for cell in east] == [["firms"], ["labs"], ["offices"]] or [
        cell["groups"] for cell in east
    ] == [["firms", "labs"], ["offices"]]
    assert any(cell["groups"] == ["firms", "labs"] for cell in east)


def test_design_effect_counts_used_invitations_by_organisation() -> None:
    """Five equal organisations in a cell of 30: 1 + (5 · 36 / 30 − 1) · .05 = 1.25."""
    sizes = full_sizes(30)
    invitations = make_invitations(sizes, organisations=5)
    answers = tabulate(
        make_responses(INSTRUMENT, sizes), invitations, INSTRUMENT, PARAMETERS
    ).answers
    assert {(cell["deff"], cell["deff_high"]) for cell in answers["cells"]} == {(1.25, 1.5)}
    assert {cell["organisations"] for cell in answers["cells"]} == {5}
    assert [cell.deff for cell in evidence(answers, effect="none").cells] == [1.0] * 12


@pytest.mark.parametrize(
    ("careless", "same", "shown"), [(0, True, False), (3, False, False), (6, False, True)]
)
def test_uncleaned_figures_are_withheld_where_one_to_four_were_excluded(
    careless: int, same: bool, shown: bool
) -> None:
    instrument = make_instrument(
        dimensions=3,
        sections=[
            {
                "id": "check",
                "title": "Check",
                "items": [{"id": "attention", "kind": "rating", "text": "Choose 4", "expected": 4}],
            }
        ],
        sequence=[{"dimensions": 3}, {"section": "check"}],
    )
    sizes = full_sizes(30)
    responses = make_responses(instrument, sizes, missing=0.0)
    answers = {key: list(codes) for key, codes in responses.answers.items()}
    answers["attention"] = [4] * len(responses)
    for row in range(careless):
        for key in instrument.rating_items:
            answers[key][row] = 5
        answers["attention"][row] = 2
    changed = Responses(
        responses.cluster, responses.group, {key: tuple(codes) for key, codes in answers.items()}
    )
    found = tabulate(changed, None, instrument, PARAMETERS)
    assert sum(found.excluded) == careless
    assert found.cells[:careless] == (None,) * careless
    entry = found.answers["uncleaned"][0]
    assert (entry["same"], entry["figures"] is not None) == (same, shown)
    if shown:
        assert entry["figures"]["n"] == found.answers["cells"][0]["n"] + careless


def test_shares_hide_few_people_and_what_would_tell_them() -> None:
    sizes = full_sizes(30)
    answers = tabulate(make_responses(INSTRUMENT, sizes), None, INSTRUMENT, PARAMETERS).answers
    kinds = ("difficult", "neither", "easy", "not_tried", "not_concerned")
    for entry in answers["shares"]:
        hidden = [kind for kind in kinds if entry[kind] is None]
        assert entry["not_tried"] is None
        assert all(0 < entry[kind] < 1 for kind in kinds if kind not in hidden)


def test_an_empty_round_is_refused() -> None:
    with pytest.raises(TooFewResponses, match="there are no responses"):
        tabulate(Responses((), (), {}), None, INSTRUMENT, PARAMETERS)
    few = make_responses(INSTRUMENT, {("east", "labs"): 4})
    with pytest.raises(TooFewResponses, match="only 4 valid responses"):
        tabulate(few, None, INSTRUMENT, PARAMETERS)


def test_the_table_is_json_without_nan() -> None:
    answers = tabulate(
        make_responses(INSTRUMENT, full_sizes(16)), None, INSTRUMENT, PARAMETERS
    ).answers
    assert json.loads(canonical(answers)) == answers


def _comparable(answers: dict[str, Any]) -> dict[str, Any]:
    """Leave out the hashes of files: another order of items is another file."""
    return {key: value for key, value in answers.items() if key not in {"instrument", "parameters"}}


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(3)), st.permutations(range(3)))
def test_order_of_items_dimensions_clusters_and_groups_changes_nothing(
    dimension_order: list[int], item_order: list[int], group_order: list[int]
) -> None:
    instrument = make_instrument(dimensions=4, items=3)
    sizes = full_sizes(17)
    plain = make_responses(instrument, sizes)
    responses = Responses(plain.cluster, plain.group, plain.answers, (2,) * len(plain))
    data = instrument.model_dump(mode="json")
    for dimension in data["dimensions"]:
        dimension["items"] = [dimension["items"][i] for i in item_order]
    data["dimensions"] = [data["dimensions"][i] for i in dimension_order]
    other = type(instrument).model_validate_json(json.dumps(data))
    moved = make_parameters(CLUSTERS[::-1], [GROUPS[i] for i in group_order])
    first = tabulate(responses, make_invitations(sizes), instrument, PARAMETERS).answers
    second = tabulate(responses, make_invitations(sizes), other, moved).answers
    for answers in (first, second):
        answers["shares"].sort(key=lambda e: (e["by"], e["id"] or "", e["dimension"], e["item"]))
    assert canonical(_comparable(first)) == canonical(_comparable(second))


def test_cells_are_raked_to_known_margins() -> None:
    options = [{"id": "young", "text": "y"}, {"id": "old", "text": "o"}]
    profile = {"id": "age", "kind": "single", "profile": True, "text": "Age", "options": options}
    instrument = make_instrument(
        dimensions=1,
        sections=[{"id": "about", "title": "About", "items": [profile]}],
        sequence=[{"dimensions": 1}, {"section": "about"}],
    )
    parameters = make_parameters(
        ["east"], ["labs"], margins=[{"item": "age", "totals": {"young": 50, "old": 50}}]
    )
    answers: dict[str, tuple[int | None, ...]] = {
        "d0_i0": (5,) * 20 + (1,) * 10,
        "d0_i1": (5,) * 20 + (1,) * 10,
        "age": (1,) * 20 + (2,) * 10,
    }
    responses = Responses(("east",) * 30, ("labs",) * 30, answers, (1,) * 30)
    (cell,) = tabulate(responses, None, instrument, parameters).answers["cells"]
    assert cell["mean"] == [50.0]  # unweighted it is 66.7
    assert cell["n_eff"] == 26.7  # 30² / (20 · .75² + 10 · 1.5²)
    assert cell["raked"] is True
    (plain,) = tabulate(responses, None, instrument, make_parameters(["east"], ["labs"])).answers[
        "cells"
    ]
    assert plain["mean"] == [66.7]
    answers["age"] = (1,) * 28 + (2,) * 2  # a level with 2 people joins the other: nothing to rake
    (joined,) = tabulate(
        Responses(("east",) * 30, ("labs",) * 30, answers, (1,) * 30), None, instrument, parameters
    ).answers["cells"]
    assert (joined["mean"], joined["n_eff"]) == ([66.7], 30.0)


def test_mean_of_those_who_answered_a_dimension_is_left_out_for_few() -> None:
    instrument = make_instrument(dimensions=2, items=1)
    parameters = make_parameters(["east"], ["labs"])
    some = (3,) * 10 + (4,) * 4 + (None,) * 16
    many = (3,) * 10 + (4,) * 12 + (None,) * 8
    answers = {"d0_i0": some, "d1_i0": many}
    responses = Responses(("east",) * 30, ("labs",) * 30, answers)
    (cell,) = tabulate(responses, None, instrument, parameters).answers["cells"]
    assert (cell["mean"][0], cell["sd"][0], cell["answered"][0]) == (None, None, None)
    assert cell["answered"][1] == 22
    nearly = {"d0_i0": some, "d1_i0": (3,) * 10 + (4,) * 18 + (None,) * 2}
    responses = Responses(("east",) * 30, ("labs",) * 30, nearly)
    (cell,) = tabulate(responses, None, instrument, parameters).answers["cells"]
    assert cell["answered"][1] == 30  # fewer than 5 left it out: how many is not told


def test_items_are_centred_over_cells_with_five_answers_to_them() -> None:
    """A cell in which two people answered the second item does not move its centre."""
    instrument = make_instrument(dimensions=1)
    parameters = make_parameters(["east", "west"], ["labs"])
    cluster = ("east",) * 20 + ("west",) * 20
    second = (2,) * 20 + (5,) * 2 + (None,) * 18
    answers = {"d0_i0": (4,) * 40, "d0_i1": second}
    found = tabulate(Responses(cluster, ("labs",) * 40, answers), None, instrument, parameters)
    # items lie at 75 and 25; who left the second out counts as 75 − 75 + 50 = 50, the two
    # others as (75 + 100) / 2 = 87.5: (18 · 50 + 2 · 87.5) / 20 = 53.75, halves to even
    assert [cell["mean"] for cell in found.answers["cells"]] == [[50.0], [53.8]]


def test_attested_figures_are_for_large_sets_and_tell_no_small_number() -> None:
    instrument = make_instrument(dimensions=3, items=3)
    few = make_responses(instrument, full_sizes(8))
    assert tabulate(few, None, instrument, PARAMETERS).answers["attested"] is None
    responses = make_responses(instrument, full_sizes(50))
    found = tabulate(responses, None, instrument, PARAMETERS).answers["attested"]
    for entry in found["reliability"]:
        assert entry["n"] % 10 == 0
        assert 0 < entry["alpha"] <= entry["omega"] + 0.02 < 1
    for entry in found["icc"]:
        assert entry["clusters"]["lower"] <= entry["clusters"]["icc1"]
        assert entry["clusters"]["icc1"] <= entry["clusters"]["icc2"]
    assert found["agreement"] == []  # no cell of 100
    # four clusters and three groups against the rest, each of nine items
    assert found["dif"]["tested"] == 63
