"""Tables that nobody should hand in: a result or a clear refusal, never a NaN or a warning."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from analysis.commands import main
from analysis.csv_files import csv_bytes
from analysis.results import Results, score
from analysis.table import TooFewResponses, tabulate, whole
from analysis.tables import Responses
from tests.analysis.rounds import (
    CLUSTERS,
    GROUPS,
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)

INSTRUMENT = make_instrument()
PARAMETERS = make_parameters()


def scored(responses: Responses, parameters: Any = PARAMETERS, invitations: Any = None) -> Results:
    """Score and look through every number for what is none."""
    answers = tabulate(responses, invitations, INSTRUMENT, parameters).answers
    found = score(whole("x", answers, None), parameters, instrument=INSTRUMENT)
    json.dumps(found.summary, allow_nan=False)
    for name, content in found.files().items():
        if name.endswith(".csv"):
            for row in csv.reader(content.decode().splitlines()):
                assert not {"nan", "inf", "-inf"} & {cell.lower() for cell in row}, name
    return found


def test_an_empty_cell_is_predicted_and_the_cluster_provisional() -> None:
    sizes = full_sizes(25)
    sizes["south", "labs"] = 0
    entry = scored(make_responses(INSTRUMENT, sizes)).summary["clusters"][2]
    assert (entry["id"], entry["status"]) == ("south", "provisional")
    assert entry["bounds"]["extreme"][0] < entry["score"] < entry["bounds"]["extreme"][1]
    assert any(own["condition"] == "valid" for own in entry["eligibility"]["shortfalls"])


def test_a_cluster_without_answers_may_stand_anywhere() -> None:
    sizes = {cell: n for cell, n in full_sizes(25).items() if cell[0] != "west"}
    summary = scored(make_responses(INSTRUMENT, sizes)).summary
    assert summary["clusters"][3]["status"] == "not ranked"
    assert "West: too few answers for a score" in summary["headline"]["en"]
    for entry in summary["clusters"][:3]:
        assert entry["simultaneous"][1] >= entry["rank"] + 1
        ranked = next(c for c in entry["non_performance"]["conditions"] if c["id"] == "ranked")
        assert (ranked["met"], ranked["figures"]["unsure"]) == (False, ["west"])


def test_a_cluster_with_a_single_group_is_compared_all_the_same() -> None:
    sizes = full_sizes(25)
    sizes["west", "labs"] = sizes["west", "offices"] = 0
    summary = scored(make_responses(INSTRUMENT, sizes)).summary
    assert summary["clusters"][3]["se"] > summary["clusters"][0]["se"]


def test_cells_that_nothing_connects_are_refused_by_name() -> None:
    sizes = {(c, g): 20 for c in ("east", "north") for g in ("firms",)}
    sizes |= {(c, "labs"): 20 for c in ("south", "west")}
    summary = scored(make_responses(INSTRUMENT, sizes)).summary
    assert "east, north (firms); south, west (labs)" in summary["refusal"]
    assert "East and North (Firms); South and West (Labs)." in summary["headline"]["en"]
    assert "(Firms); South और West (Labs)।" in summary["headline"]["hi"]
    assert summary["headline"]["en"].startswith("Nothing can be ranked in this round")
    assert [entry["status"] for entry in summary["clusters"]] == ["not ranked"] * 4


def test_all_answers_equal_are_no_variation() -> None:
    responses = make_responses(INSTRUMENT, full_sizes(20))
    equal = {key: (3,) * len(responses) for key in responses.answers}
    same = Responses(responses.cluster, responses.group, equal)
    assert "no variation" in scored(same).summary["refusal"]


def test_one_answer_each_and_empty_forms_are_counted_but_score_nothing() -> None:
    responses = make_responses(INSTRUMENT, full_sizes(20))
    first = next(iter(responses.answers))
    some = {
        key: responses.answers[key] if key == first else (None,) * len(responses)
        for key in responses.answers
    }
    sparse = Responses(responses.cluster, responses.group, some)
    summary = scored(sparse).summary
    assert [d["id"] for d in summary["dimensions"] if d["scored"]] == ["d0"]
    empty = Responses(responses.cluster, responses.group, dict.fromkeys(some, (None,) * 240))
    summary = scored(empty).summary
    assert "no cell has enough" in summary["refusal"]
    assert "पर्याप्त मान्य उत्तर नहीं" in summary["headline"]["hi"]


@pytest.mark.parametrize(
    ("clusters", "groups"),
    [
        (CLUSTERS[:1], GROUPS[:1]),
        (CLUSTERS[:1], GROUPS),
        (CLUSTERS[:2], GROUPS[:1]),
        (CLUSTERS[:2], GROUPS[:2]),
    ],
)
def test_the_smallest_designs_have_a_result(
    clusters: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    parameters = make_parameters(clusters, groups)
    sizes = full_sizes(20, clusters, groups)
    summary = scored(make_responses(INSTRUMENT, sizes), parameters).summary
    assert summary["refusal"] is None
    assert summary["tau_squared"]["source"] == (
        "estimated" if len(clusters) * len(groups) > 4 else "assumed"
    ) or (len(clusters) == 1)
    assert all(0 <= entry["lower"] <= entry["upper"] <= 100 for entry in summary["clusters"])


def test_weights_of_zero_leave_out_and_do_not_divide_by_it() -> None:
    groups = [{"id": g, "name": {"en": g}, "weight": float(g == "labs")} for g in GROUPS]
    weights = {"d0": 0.0, "d1": 1.0, "d2": 0.0}
    parameters = make_parameters(weights=weights, groups=groups)
    summary = scored(make_responses(INSTRUMENT, full_sizes(20)), parameters).summary
    for entry in summary["clusters"]:
        only = next(d for d in entry["dimensions"] if d["id"] == "d1")
        assert entry["score"] == only["score"]


def test_sixty_clusters_have_a_result() -> None:
    clusters = tuple(f"c{n:02d}" for n in range(60))
    parameters = make_parameters(clusters, GROUPS[:2], draws={"rank_sets": 1000, "stability": 100})
    responses = make_responses(INSTRUMENT, full_sizes(25, clusters, GROUPS[:2]))
    summary = scored(responses, parameters).summary
    assert sorted(entry["rank"] for entry in summary["clusters"])[0] == 1
    assert len(summary["acceptability"]["both"]) == 60


def test_everybody_careless_leaves_too_few() -> None:
    responses = make_responses(INSTRUMENT, full_sizes(20), missing=0.0)
    parameters = make_parameters(quality={"longest_run": 0.0, "distance": 0.999999})
    with pytest.raises(TooFewResponses, match="only 0 valid responses"):
        tabulate(responses, None, INSTRUMENT, parameters)


# the command line


def files(tmp_path: Path, rows: list[list[object]], header: list[str] | None = None) -> list[str]:
    for name, model in (("i.yaml", INSTRUMENT), ("p.yaml", PARAMETERS)):
        given = model.model_dump(mode="json", exclude={"translations", "drafts"})
        (tmp_path / name).write_text(yaml.safe_dump(given), "utf-8")
    head = header or ["round", "cluster", "group", *INSTRUMENT.rating_items]
    (tmp_path / "r.csv").write_bytes(csv_bytes(head, rows))  # type: ignore[arg-type]
    return [
        "score", "--responses", str(tmp_path / "r.csv"), "--instrument", str(tmp_path / "i.yaml"),
        "--parameters", str(tmp_path / "p.yaml"), "--out", str(tmp_path / "out"),
    ]  # fmt: skip


def test_every_bad_cell_is_named_by_row_and_column_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = ["r", "east", "labs", 1, 2, 3, 4, 5, -2]
    rows = [
        good,
        ["r", "east", "labs", "NaN", 2, 3, 4, 5, -1],
        ["r", "eats", "labs", 1, "two", 3, 4, 5, ""],
        ["r", "east", "", 1, 2, 6, 4, 5, 3.5],
        ["r", "east", "labs", 1, 2, 3, 4, 5, -3],
    ]
    assert main(files(tmp_path, rows)) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 7
    for row, column, text in (
        (3, "d0_i0", "'NaN'"), (4, "cluster", "'eats'"), (4, "d0_i1", "'two'"), (5, "group", "''"),
        (5, "d1_i0", "'6'"), (5, "d2_i1", "'3.5'"), (6, "d2_i1", "'-3'"),
    ):  # fmt: skip
        assert any(f"row {row}, column {column}: " in line and text in line for line in lines)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda head: head[:-1], "the column 'd2_i1' is missing"),
        (lambda head: [*head[:-1], "d2_i9"], "there is no column 'd2_i9' in such a file"),
        (lambda head: [*head[:-1], "d2_i0"], "the column 'd2_i0' stands here twice"),
    ],
)
def test_wrong_columns_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Any, message: str
) -> None:
    head = change(["round", "cluster", "group", *INSTRUMENT.rating_items])
    assert main(files(tmp_path, [], head)) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"round,cluster\n\xff\xfe", "row 2: is not UTF-8"),
        (b'round,cluster\n"open', "is not CSV"),
        (b"round,cluster\na,b,c\n\nd\n", "row 2: has 3 columns, but the header has 2"),
        (b"round,cluster\na\0,b\n", "row 2: holds a NUL"),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    arguments = files(tmp_path, [])
    (tmp_path / "r.csv").write_bytes(content)
    assert main(arguments) == 1
    assert message in capsys.readouterr().err


def test_semicolons_a_byte_order_mark_and_floats_for_codes_are_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = [
        ["r", c, g, *rng.integers(1, 6, 6).tolist()]
        for (c, g), n in full_sizes(20).items()
        for _ in range(n)
    ]
    arguments = files(tmp_path, rows)  # type: ignore[arg-type]
    assert main(arguments) == 0
    plain = (tmp_path / "out" / "scores.csv").read_bytes()
    text = (tmp_path / "r.csv").read_text("utf-8").replace(",", ";")
    floats = "\n".join(
        ";".join(f"{cell}.0" if cell.isdigit() else cell for cell in line.split(";"))
        for line in text.splitlines()
    )
    (tmp_path / "r.csv").write_bytes(b"\xef\xbb\xbf" + floats.encode() + b"\n")
    assert main(arguments) == 0
    assert (tmp_path / "out" / "scores.csv").read_bytes() == plain


def test_more_answers_than_used_invitations_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["r", "east", "labs", 1, 2, 3, 4, 5, 1] for _ in range(20)]
    arguments = files(tmp_path, rows)  # type: ignore[arg-type]
    (tmp_path / "v.csv").write_text("cluster,group,invited,used\neast,labs,60,19\n")
    assert main([*arguments, "--invited", str(tmp_path / "v.csv")]) == 1
    assert "east / labs: 20 responses, but 19 used invitations" in capsys.readouterr().err
    (tmp_path / "v.csv").write_text("cluster,group,invited,used,frame\neast,labs,6,20,friends\n")
    assert main([*arguments, "--invited", str(tmp_path / "v.csv")]) == 1
    error = capsys.readouterr().err
    assert "20 used of 6 invited" in error
    assert "'friends' is not one of" in error


def test_scores_from_the_table_are_those_from_the_responses(tmp_path: Path) -> None:
    responses = make_responses(INSTRUMENT, full_sizes(20))
    columns = [responses.cluster, responses.group, *responses.answers.values()]
    rows = [["r", *row] for row in zip(*columns, strict=True)]
    arguments = files(tmp_path, rows)  # type: ignore[arg-type]
    assert main(arguments) == 0
    again = [
        "score", "--table", str(tmp_path / "out" / "table.json"), "--instrument",
        str(tmp_path / "i.yaml"), "--parameters", str(tmp_path / "p.yaml"), "--out",
        str(tmp_path / "again"),
    ]  # fmt: skip
    assert main(again) == 0
    for file in (tmp_path / "out").iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


def test_invitations_with_few_organisations_widen_the_interval() -> None:
    sizes = full_sizes(30)
    responses = make_responses(INSTRUMENT, sizes)
    apart = scored(responses).summary["clusters"][0]["se"]
    invitations = make_invitations(sizes, organisations=5)
    close = scored(responses, invitations=invitations).summary["clusters"][0]["se"]
    assert close > apart * math.sqrt(1.1)
