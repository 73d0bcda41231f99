"""Made-up rounds with a known truth, and the stored simulation that pages show."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analysis import simulation
from analysis.commands import main
from analysis.shipped import parameters
from analysis.simulated_attacks import ATTACKS
from analysis.simulated_conditions import CONDITIONS, condition, kendall, like_the_committees
from analysis.simulated_omissions import least_favourable, skipping
from analysis.simulated_power import latent_of, power
from analysis.simulated_rounds import ITEMS, Sizes, World, item_offsets, make_round, true_cells
from analysis.simulation_tables import markdown
from tests.analysis import specified
from tests.analysis.reference import ROOT

PARAMETERS = parameters()


def test_the_truth_is_what_very_many_answers_come_to() -> None:
    world = World(clusters=2, groups=2, sizes=Sizes("fixed", 4000))
    made = make_round(world, PARAMETERS, 1, "test")
    codes = np.stack(list(made.arrays.codes.values()), axis=1).astype(float)
    points = np.where(codes > 0, 25 * (codes - 1), np.nan)
    starts = np.cumsum([0, *ITEMS])
    for cluster in range(2):
        groups = []
        for group in range(2):
            rows = points[made.arrays.origin == 2 * cluster + group]
            items = np.nanmean(rows, axis=0)
            parts = [items[a:b].mean() for a, b in pairwise(starts)]
            groups.append(np.mean(parts))
        assert float(np.mean(groups)) == pytest.approx(made.truth[cluster], abs=0.6)


def test_the_same_seed_gives_the_same_row() -> None:
    first = condition(PARAMETERS, "balanced n = 40", 3, seed=5)
    assert first == condition(PARAMETERS, "balanced n = 40", 3, seed=5)
    assert first != condition(PARAMETERS, "balanced n = 40", 3, seed=6)
    assert first["runs"] == 3


@pytest.mark.parametrize("name", ["one cell missing", "all cells 5", "weights .4 .3 .2 .1"])
def test_each_kind_of_condition_runs(name: str) -> None:
    row = condition(PARAMETERS, name, 3)
    assert row["runs"] == 3
    assert all(0 <= share <= 1 for share in row["coverage"].values())


def test_the_committees_own_groups_and_weights_are_simulated() -> None:
    row = like_the_committees(PARAMETERS, 3)
    assert row["runs"] == 3
    groups = [g.model_copy(update={"weight": 1.0 + 8 * (i == 0)}) for i, g in
              enumerate(PARAMETERS.groups)]  # fmt: skip
    other = PARAMETERS.model_copy(update={"groups": tuple(groups)})
    assert like_the_committees(other, 3)["tau"]["pooled"] != row["tau"]["pooled"]


def test_attacks_do_what_is_said_of_them() -> None:
    stuffed = ATTACKS["60 stuffed"](PARAMETERS, 3)
    assert stuffed["bias"] > 3
    assert abs(ATTACKS["60 all-fives"](PARAMETERS, 3)["bias"]) < 2 < stuffed["bias"]
    skipped = ATTACKS["hard items skipped"](PARAMETERS, 4)
    assert abs(skipped["bias"]) < abs(skipped["gain_of_plain_means"])
    alike = ATTACKS["organisations alike 0.10"](PARAMETERS, 3)
    assert alike["coverage_ignored"] <= alike["coverage_assumed"] <= alike["coverage_true"]
    assert ATTACKS["lowest group withheld"](PARAMETERS, 3)["gain_95"] > 0
    edge = ATTACKS["half of the cells at the minimum"](PARAMETERS, 3)
    assert edge["runs"] + edge["refused"] == 3
    assert edge["cells_missing"] + edge["dimensions_dropped"] > 0


def test_a_plain_mean_gains_by_more_gaps_in_hard_items_alone() -> None:
    row = skipping(PARAMETERS, 3)
    assert row["gain_of_plain_means"] > 3 * row["gain_of_plain_means_error"] > 0
    assert skipping(PARAMETERS, 3, easy=0.15)["gain_of_plain_means"] > row["gain_of_plain_means"]


def test_two_signs_of_one_thing_would_leave_out_honest_people_and_our_rule_does_not() -> None:
    at_75, at_88 = (ATTACKS[f"honest and decided, mean {n}"](PARAMETERS, 3) for n in (75, 88))
    assert 0.02 < at_75["two_signs"] < at_88["two_signs"]
    assert at_88["two_signs_shift"] < at_75["two_signs_shift"] < 0
    assert at_75["excluded"] == at_88["excluded"] == 0


def test_the_group_withheld_is_the_one_in_which_the_last_cluster_stands_lowest() -> None:
    made = make_round(World(), PARAMETERS, 1, "withheld")
    cells = np.array(true_cells(made.world, made.extra["means"])).reshape(4, 4)
    assert made.truth[made.last] == min(made.truth)
    others = np.delete(cells, made.last, axis=0).mean(axis=0)
    assert least_favourable(made) == int(np.argmin(cells[made.last] - others))


def test_cells_alternate_and_organisations_are_equal() -> None:
    by_turns = make_round(World(sizes=Sizes("alternating", 15, 150)), PARAMETERS, 1, "turns")
    sizes = np.bincount(by_turns.arrays.origin).reshape(4, 4)
    assert set(sizes[:, 0] + sizes[:, 1]) == {165}
    assert all((a != b).all() for a, b in pairwise(sizes))
    equal = make_round(World(organisations=5), PARAMETERS, 1, "equal")
    assert equal.invitations is not None
    assert len(equal.invitations.used) == 16 * 5
    assert all(n >= 3 for n in equal.invitations.used)
    assert all(n % 5 == 0 for n in np.bincount(equal.arrays.origin))


def test_items_differ_as_much_as_is_said_and_not_on_average() -> None:
    offsets = item_offsets()
    assert float(offsets.mean()) == pytest.approx(0)
    assert float(offsets.std()) == pytest.approx(8)


def test_a_cluster_far_behind_is_found_and_one_just_behind_is_not() -> None:
    assert latent_of(50.0) == pytest.approx(50.0, abs=0.01)
    assert power(PARAMETERS, 12, 4)["set"] == 1.0
    near = power(PARAMETERS, 4, 4)
    assert near["all"] <= min(near["set"], near["threshold"])
    assert near["two_rounds"] == near["all"] ** 2


def test_kendall_tau_of_orders() -> None:
    assert kendall([1, 2, 3, 4], [10, 20, 30, 40]) == 1
    assert kendall([1, 2, 3, 4], [4, 3, 2, 1]) == -1
    assert kendall([1, 2, 3, 4], [1, 2, 4, 3]) == pytest.approx(4 / 6)


def test_the_command_writes_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "CONDITIONS", {"base": CONDITIONS["base"]})
    monkeypatch.setattr(simulation, "ATTACKS", {})
    monkeypatch.setattr(simulation, "GAPS", (8,))
    shipped = ROOT / "forms" / "parameters" / "st_clusters.yaml"
    out = tmp_path / "out"
    arguments = ["simulate", "--parameters", str(shipped), "--runs", "2", "--out", str(out)]
    assert main(arguments) == 0
    found = json.loads((out / "simulation.json").read_text("utf-8"))
    assert list(found["conditions"]) == ["base"]
    assert found["parameters"] == PARAMETERS.hash
    assert (out / "power.csv").read_text().startswith("row,runs,set,share_last")
    assert {path.name for path in out.iterdir()} == {
        "simulation.json", "conditions.csv", "attacks.csv", "power.csv", "tables.md",
    }  # fmt: skip


def test_the_stored_simulation_meets_its_targets_and_stands_in_the_documents() -> None:
    stored = simulation.stored()
    assert stored["runs"] >= 500
    assert stored["parameters"] == PARAMETERS.hash, "or the committee's page cannot show it"
    assert set(stored["conditions"]) == set(CONDITIONS)
    assert set(stored["attacks"]) == set(ATTACKS)
    assert all(stored["targets"].values()), stored["targets"]
    assert markdown(stored) in (ROOT / "docs" / "method.md").read_text("utf-8")


def test_differences_from_the_specified_figures_are_explained_and_stand_in_the_documents() -> None:
    figures = list(specified.figures(simulation.stored()))
    assert len(figures) > 150
    apart = [abs(figure.away) for figure in figures]
    assert sum(away <= specified.FAR for away in apart) >= 0.85 * len(apart)
    assert sum(away > specified.VERY_FAR for away in apart) <= 12
    for figure in figures:
        explained = (figure.row, figure.name) in specified.READINGS
        assert explained or abs(figure.away) <= specified.VERY_FAR, figure
    assert specified.markdown(figures) in (ROOT / "docs" / "method.md").read_text("utf-8")
