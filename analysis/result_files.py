"""The CSV files of ``score``, from T's answer part and the summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.csv_files import Cell, csv_bytes, records
from analysis.disclosure import JOIN

SCORES = (
    "cluster", "status", "score", "se", "df", "lower", "upper", "rank",
    "marginal_lower", "marginal_upper", "simultaneous_lower", "simultaneous_upper",
    "band", "borderline", "difference", "difference_se",
    "pooled", "equal_groups", "unsmoothed", "uncleaned",
)  # fmt: skip
DIMENSIONS = (
    "cluster",
    "dimension",
    "weight",
    "score",
    "se",
    "df",
    "lower",
    "upper",
    "rank",
    "band",
)
RANKS = (
    "cluster", "rank", "marginal_lower", "marginal_upper",
    "simultaneous_lower", "simultaneous_upper", "band", "borderline",
)  # fmt: skip
CELLS = (
    "cluster", "groups", "size", "n_eff", "deff", "organisations", "dimension", "answered", "mean",
    "sd", "smoothed", "own_share",
)  # fmt: skip
ITEMS = (
    "by", "id", "dimension", "item", "difficult", "neither", "easy", "not_tried", "not_concerned",
)  # fmt: skip


def csv_files(answers: Mapping[str, Any], summary: Mapping[str, Any]) -> dict[str, bytes]:
    """Return every CSV file of the results by name."""
    return {
        "scores.csv": records(SCORES, map(_score_row, summary["clusters"])),
        "dimensions.csv": records(DIMENSIONS, _dimension_rows(summary)),
        "cells.csv": records(CELLS, _cell_rows(answers, summary)),
        "items.csv": csv_bytes(ITEMS, ([e.get(name) for name in ITEMS] for e in answers["shares"])),
        "ranks.csv": records(RANKS, map(_score_row, _compared(summary))),
        "acceptability.csv": _acceptability(summary),
        "sensitivity.csv": _sensitivity(summary),
        "diagnostics.csv": csv_bytes(("name", "value"), diagnostics(answers, summary)),
    }


def _scored(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry for entry in summary["clusters"] if "score" in entry]


def _compared(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry for entry in _scored(summary) if entry["rank"] is not None]


def _score_row(entry: Mapping[str, Any]) -> dict[str, Cell]:
    row: dict[str, Cell] = dict.fromkeys(SCORES)
    row |= {"cluster": entry["id"], "status": entry["status"]}
    if "score" not in entry:
        return row
    plain = ("score", "se", "df", "lower", "upper", "rank", "band", "borderline")
    row |= {name: entry[name] for name in plain}
    if entry["rank"] is None:
        return row | _variants(entry)
    for name in ("marginal", "simultaneous"):
        row |= {f"{name}_lower": entry[name][0], f"{name}_upper": entry[name][1]}
    row |= {"difference": entry["difference"]["estimate"]}
    row |= {"difference_se": entry["difference"]["se"]}
    return row | _variants(entry)


def _variants(entry: Mapping[str, Any]) -> dict[str, Cell]:
    names = ("pooled", "equal_groups", "unsmoothed", "uncleaned")
    return {name: entry["variants"][name] for name in names}


def _dimension_rows(summary: Mapping[str, Any]) -> Iterator[dict[str, Cell]]:
    weights = {entry["id"]: entry["weight"] for entry in summary["dimensions"]}
    for entry in _scored(summary):
        for own in entry["dimensions"]:
            named = {"cluster": entry["id"], "dimension": own["id"], "weight": weights[own["id"]]}
            yield {**own, **named}


def _cell_rows(answers: Mapping[str, Any], summary: Mapping[str, Any]) -> Iterator[dict[str, Cell]]:
    smoothed = {
        (entry["id"], tuple(own["groups"])): own
        for entry in _scored(summary)
        for own in entry["groups"]
    }
    names = [dimension["id"] for dimension in answers["dimensions"]]
    for cell in sorted([*answers["cells"], *answers["small"]], key=_place):
        found = smoothed.get((cell["cluster"], tuple(cell["groups"])), {})
        for d, name in enumerate(names):
            yield {
                "cluster": cell["cluster"],
                "groups": JOIN.join(cell["groups"]),
                "size": cell["n"],
                "n_eff": cell.get("n_eff"),
                "deff": cell.get("deff"),
                "organisations": cell.get("organisations"),
                "dimension": name,
                "answered": cell.get("answered", [None] * len(names))[d],
                "mean": cell["mean"][d],
                "sd": cell.get("sd", [None] * len(names))[d],
                "smoothed": found.get("score"),
                "own_share": found.get("own_share"),
            }


def _place(cell: Mapping[str, Any]) -> tuple[str, list[str]]:
    return cell["cluster"], cell["groups"]


def _acceptability(summary: Mapping[str, Any]) -> bytes:
    rows: list[Sequence[Cell]] = []
    for table in ("both", "errors", "weights"):
        for cluster, shares in summary["acceptability"].get(table, {}).items():
            rows.extend([table, cluster, r, share] for r, share in enumerate(shares, start=1))
    return csv_bytes(("table", "cluster", "rank", "share"), rows)


def _sensitivity(summary: Mapping[str, Any]) -> bytes:
    rows: list[Sequence[Cell]] = []
    for entry in summary["sensitivity"]:
        if not entry["known"]:
            rows.append([entry["id"], None, None, None, None, None])
        for cluster, own in entry["clusters"].items():
            rows.append([entry["id"], cluster, own["score"], own["rank"], own["band"], own["last"]])
    return csv_bytes(("variant", "cluster", "score", "rank", "band", "last"), rows)


def diagnostics(
    answers: Mapping[str, Any], summary: Mapping[str, Any]
) -> Iterator[tuple[str, Cell]]:
    """Yield named single figures."""
    tau = summary["tau_squared"] or {}
    yield "table", summary["table"]
    yield "parameters", summary["parameters"]
    yield "level", summary["level"]
    yield "seed", summary["seed"]
    yield "refusal", summary["refusal"]
    for name in ("used", "reml", "source"):
        yield f"tau_squared_{name}", tau.get(name)
    for name, value in sorted(answers["response"]["total"].items()):
        yield name, value
    yield "respondents_in_correlation", answers["correlation"]["respondents"]
