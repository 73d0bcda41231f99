"""The sub-commands on small files: columns as agreed, exit statuses, faults all at once."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from analysis.commands import COMMANDS, main
from tests.analysis.published import SHROUT_FLEISS, TAI, TAI_GOALPOSTS


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def write_csv(path: Path, header: list[str], rows: Any) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as caught:
            main([name, "--help"])
        assert caught.value.code == 0
    assert "usage" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["rank"], ["rank", "--level", "2"]])
def test_wrong_usage_ends_in_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_rank_keeps_the_order_of_rows_and_names_bad_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("b", 10, 1), ("a", 30, 1), ("c", 20, 1), ("d", 20, 1)]
    source = write_csv(tmp_path / "e.csv", ["unit", "estimate", "se"], rows)
    out = tmp_path / "deep" / "r.csv"
    assert run("rank", "--input", source, "--out", out, "--draws", 2000) == 0
    found = table(out)
    assert [row["unit"] for row in found] == ["b", "a", "c", "d"]
    assert [row["rank"] for row in found] == ["4", "1", "2", "2"]
    assert [row["band"] for row in found] == ["below", "above", "middle", "middle"]
    assert list(found[0]) == [
        "unit", "rank", "marginal_lower", "marginal_upper", "simultaneous_lower",
        "simultaneous_upper", "band", "borderline",
    ]  # fmt: skip
    bad = [("a", "x", 1), ("a", 2, -1), ("", 3, "")]
    write_csv(source, ["unit", "estimate", "se"], bad)
    assert run("rank", "--input", source, "--out", tmp_path / "none.csv") == 1
    error = capsys.readouterr().err
    assert "row 3, column unit: 'a' stands here twice" in error
    assert "row 4, column unit: has no name" in error
    assert not (tmp_path / "none.csv").exists()


def test_rank_with_a_covariance_matrix_uses_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_csv(tmp_path / "e.csv", ["unit", "estimate"], [("a", 1), ("b", 2)])
    close = write_csv(tmp_path / "c.csv", ["unit", "b", "a"], [("a", 0.99, 1), ("b", 1, 0.99)])
    arguments = ("rank", "--input", source, "--cov", close, "--out", tmp_path / "r.csv")
    assert run(*arguments, "--draws", 2000, "--df", 50) == 0
    assert [row["simultaneous_upper"] for row in table(tmp_path / "r.csv")] == ["2", "1"]
    write_csv(close, ["unit", "a", "b"], [("a", 1, 0.5), ("b", 0.4, 1)])
    assert run(*arguments) == 1
    assert "not symmetric" in capsys.readouterr().err
    write_csv(close, ["unit", "a", "b"], [("a", 1, 5), ("b", 5, 1)])
    assert run(*arguments) == 1
    assert "not positive" in capsys.readouterr().err


def test_smooth_draws_estimates_together(tmp_path: Path) -> None:
    source = write_csv(
        tmp_path / "e.csv", ["unit", "estimate", "se"], [("a", 0, 1), ("b", 4, 1), ("c", 8, 4)]
    )
    assert run("smooth", "--input", source, "--out", tmp_path / "s.csv") == 0
    rows = table(tmp_path / "s.csv")
    assert all(float(row["tau2"]) > 0 for row in rows)
    assert 0 < float(rows[0]["shrunken"]) < float(rows[2]["shrunken"]) < 8
    write_csv(source, ["unit", "estimate", "se"], [("a", 1, 2), ("b", 1, 2)])
    assert run("smooth", "--input", source, "--out", tmp_path / "s.csv") == 0
    assert {float(row["shrunken"]) for row in table(tmp_path / "s.csv")} == {1.0}


def test_agreement_reads_numbers_however_they_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(1, "1", "1.0", ""), (2, "2", "2", "2"), (3, "3", "NA", ""), (4, "1", "2", "1")]
    source = write_csv(tmp_path / "l.csv", ["unit", "x", "y", "z"], rows)
    assert run("agreement", "--input", source, "--out", tmp_path / "a.json") == 0
    found = json.loads((tmp_path / "a.json").read_text())
    # by hand: 8 labels can be paired (three 1s and a 1, four 2s), observed disagreement 2 of 8
    assert found["alpha"] == pytest.approx(1 - 7 * 2 / (2 * 4 * 4))
    assert (found["level"], found["units"], found["coders"]) == ("nominal", 3, 3)
    assert found["lower"] <= found["alpha"] <= found["upper"]
    write_csv(source, ["unit", "x"], [(1, 1)])
    assert run("agreement", "--input", source, "--out", tmp_path / "b.json") == 1
    assert "two coders" in capsys.readouterr().err


def test_reliability_with_groups_writes_three_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(target, *ratings) for target, ratings in enumerate(SHROUT_FLEISS)]
    source = write_csv(tmp_path / "r.csv", ["target", "a", "b", "c", "d"], rows)
    keys = tmp_path / "k.yaml"
    keys.write_text("range: [0, 10]\nscales:\n  all: {items: [a, b, c, d]}\ngroup: target\n")
    assert run("reliability", "--input", source, "--keys", keys, "--out", tmp_path / "out") == 0
    scale = table(tmp_path / "out" / "reliability.csv")[0]
    # Shrout and Fleiss's ICC(3, k) is Cronbach's alpha
    assert float(scale["alpha"]) == pytest.approx(0.909, abs=5e-4)
    assert [row["group"] for row in table(tmp_path / "out" / "agreement.csv")] == list("012345")
    assert table(tmp_path / "out" / "icc.csv")[0]["groups"] == "6" or (
        table(tmp_path / "out" / "icc.csv")[0]["icc1"] == ""
    )
    keys.write_text("range: [1, 5]\nscales:\n  all: {items: [a, e], reverse: [b]}\n")
    assert run("reliability", "--input", source, "--keys", keys, "--out", tmp_path / "no") == 1
    assert "'b' is not among the items" in capsys.readouterr().err
    keys.write_text("range: [1, 5]\nscales:\n  all: {items: [a, e]}\n")
    assert run("reliability", "--input", source, "--keys", keys, "--out", tmp_path / "no") == 1
    error = capsys.readouterr().err
    assert "the column 'e' is missing" in error
    assert "row 2, column a: '9' is outside 1 to 5" in error


def test_quality_names_families_and_excludes_by_two(tmp_path: Path) -> None:
    rows = [[3 + (i + j) % 3 - 1 for j in range(8)] for i in range(60)]
    rows.append([3] * 8)
    rows.append([5, 1, 5, 1, 5, 1, 5, 1])
    source = write_csv(
        tmp_path / "r.csv",
        ["id", *(f"i{j}" for j in range(8))],
        [(n, *row) for n, row in enumerate(rows)],
    )
    assert run("quality", "--input", source, "--out", tmp_path / "q.csv") == 0
    found = table(tmp_path / "q.csv")
    assert len(found) == 62
    assert (found[60]["longstring"], found[60]["irv"]) == ("8", "0.0")
    assert found[60]["flags"].startswith("straight")
    assert found[0]["flags"] == ""
    assert found[0]["even_odd"] == ""


def test_dif_finds_the_item_that_is_harder_for_one_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(2)
    rows = []
    for n in range(800):
        side, ability = n % 2, rng.standard_normal()
        answers = [int(ability + rng.standard_normal() > 0) for _ in range(5)]
        rows.append((side, *answers, int(ability + rng.standard_normal() > 1.5 * side)))
    source = write_csv(tmp_path / "r.csv", ["side", *(f"i{j}" for j in range(6))], rows)
    assert (
        run("dif", "--input", source, "--group", "side", "--focal", 1, "--out", tmp_path / "d.csv")
        == 0
    )
    found = {row["item"]: row for row in table(tmp_path / "d.csv")}
    assert list(found["i5"]) == ["item", "statistic", "p", "effect", "class", "flagged"]
    assert (found["i5"]["class"], found["i5"]["flagged"]) == ("C", "1")
    assert float(found["i5"]["effect"]) < -1.5
    assert (
        run("dif", "--input", source, "--group", "side", "--focal", 7, "--out", tmp_path / "e.csv")
        == 1
    )
    assert "needs rows with '7' and others" in capsys.readouterr().err


def test_weights_reach_the_margins_or_say_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("p", "a", "x"), ("q", "a", "y"), ("r", "b", "x"), ("s", "b", "y"), ("t", "b", "y")]
    source = write_csv(tmp_path / "r.csv", ["id", "u", "v"], rows)
    margins = tmp_path / "m.csv"

    def rake(*totals: tuple[str, str, float], clip: str = "default") -> int:
        write_csv(margins, ["variable", "level", "total"], totals)
        out = tmp_path / "w.csv"
        return run("weights", "--input", source, "--margins", margins, "--clip", clip, "--out", out)

    assert rake(("u", "a", 60), ("u", "b", 40), ("v", "x", 50), ("v", "y", 50)) == 0
    weights = {row["id"]: float(row["weight"]) for row in table(tmp_path / "w.csv")}
    assert weights["p"] + weights["q"] == pytest.approx(60)
    assert weights["p"] + weights["r"] == pytest.approx(50)
    assert weights["s"] == weights["t"]
    for totals, message in (
        ((("u", "a", 60), ("u", "b", 40), ("v", "x", 60), ("v", "y", 50)), "different totals"),
        ((("u", "a", 60), ("u", "b", 40), ("u", "c", 1)), "nobody has the level 'c' of u"),
        ((("u", "a", 60),), "'b' has no total in the margins"),
        ((("w", "a", 60),), "the column 'w' is missing"),
        ((("u", "a", 99), ("u", "b", 1)), "cannot be reached within the limits"),
    ):
        assert rake(*totals) == 1
        assert message in capsys.readouterr().err
    assert rake(("u", "a", 99), ("u", "b", 1), clip="none") == 0


def test_composite_reads_a_file_of_its_own_and_lists_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"i{n}" for n in range(8)]
    rows: list[list[object]] = [[unit, *values] for unit, values in TAI.items()]
    rows[0][1] = ""
    source = write_csv(tmp_path / "o.csv", ["unit", *names], rows)
    composite = {
        "scale": [0, 1],
        "indicators": [
            {"id": name, "parent": "tai", "weight": 1, "worst": lo, "best": hi}
            for name, (lo, hi) in zip(names, TAI_GOALPOSTS, strict=True)
        ],
        "aggregates": [{"id": "tai"}],
    }
    parameters = tmp_path / "p.yaml"
    parameters.write_text(yaml.safe_dump({"composite": composite}))
    out = tmp_path / "out"
    arguments = ("composite", "--indicators", source, "--parameters", parameters, "--out", out)
    assert run(*arguments) == 0
    assert table(out / "missing.csv") == [{"unit": "Finland", "indicator": "i0"}]
    assert list(table(out / "composite.csv")[0]) == ["unit", "rank", "tai"]
    assert list(table(out / "normalised.csv")[0]) == ["unit", *names]
    sensitivity = json.loads((out / "sensitivity.json").read_text())
    assert set(sensitivity["factors"]) == {"aggregation", "goalposts", "missing", "weights"}
    assert sum(u["share_last"] for u in sensitivity["units"].values()) == pytest.approx(1)
    composite["aggregates"] = [{"id": "tai"}, {"id": "other"}]
    composite["indicators"][0]["best"] = composite["indicators"][0]["worst"]  # type: ignore[index]
    parameters.write_text(yaml.safe_dump({"composite": composite}))
    assert run(*arguments) == 1
    error = capsys.readouterr().err
    assert "exactly one aggregate must have no parent" in error
    assert "must differ from 'worst'" in error
