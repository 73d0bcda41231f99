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
from analysis.simulated_power import latent_of, power
from analysis.simulated_rounds import ITEMS, World, make_round
from analysis.simulation_tables import markdown
from tests.analysis.reference import ROOT

PARAMETERS = parameters()


def test_the_truth_is_what_very_many_answers_come_to() -> None:
    world = World(clusters=2, groups=2, sizes=type(World().sizes)("fixed", 4000))
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
    assert set(stored["conditions"]) == set(CONDITIONS)
    assert set(stored["attacks"]) == set(ATTACKS)
    assert all(stored["targets"].values()), stored["targets"]
    assert markdown(stored) in (ROOT / "docs" / "method.md").read_text("utf-8")
