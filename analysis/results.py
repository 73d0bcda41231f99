"""Everything that follows from table T: one summary, and the files made from it.

Reports, pages, workbooks and the API print ``Results.summary``; its structure stands in
docs/method.md ("Files"). Nothing here reads a response.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.assessment import Assessment, Inputs, Previous, assess, changes
from analysis.cluster_summary import cluster_entries, unscored_entries
from analysis.cluster_texts import add_texts
from analysis.evidence import CannotScore
from analysis.explanation import voices
from analysis.instrument import Instrument
from analysis.objective import Indicators
from analysis.objective_summary import joint_summary, objective_summary
from analysis.parameters import Parameters
from analysis.ranking import Ranking
from analysis.response_report import response_report, share_tables
from analysis.result_files import csv_files
from analysis.table import canonical, content_hash
from analysis.uncompared import is_compared, without_comparison

FORMAT = 1


@dataclass(frozen=True)
class Results:
    """T, what it was scored with, and the summary of everything that follows."""

    table: Mapping[str, Any]
    summary: Mapping[str, Any]

    def files(self) -> dict[str, bytes]:
        """Return the files of ``score`` by name; the same table gives the same bytes."""
        return {
            **csv_files(self.table["answers"], self.summary),
            "table.json": canonical(self.table) + b"\n",
            "summary.json": self.summary_bytes,
        }

    @cached_property
    def summary_bytes(self) -> bytes:
        text = json.dumps(
            self.summary, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False
        )
        return text.encode() + b"\n"


def score(
    table: Mapping[str, Any],
    parameters: Parameters,
    *,
    instrument: Instrument | None = None,
    indicators: Indicators | None = None,
    previous: Previous | None = None,
) -> Results:
    """Score a table T.

    Where T does not allow a ranking, ``summary["refusal"]`` says why, and nothing is ranked.

    Parameters
    ----------
    table : mapping
        T; only its rounded figures are used.
    parameters : Parameters
        ``summary["approved"]`` tells whether T was made under the same.
    instrument : Instrument, optional
        Gives the dimensions' names in sentences; without it their ids stand there.
    indicators : Indicators, optional
        Values of the objective part, by cluster.
    previous : Previous, optional
        The round before, for change and for the rule of non-performance.
    """
    inputs = Inputs(table["answers"], parameters, indicators, previous)
    summary = _head(table, parameters) | {"instrument": instrument and instrument.hash}
    try:
        summary |= _ranked(inputs, assess(inputs))
        if not is_compared(summary):
            summary = without_comparison(summary)
    except CannotScore as error:
        parts = [{"clusters": c, "groups": g} for c, g in error.parts]
        reason = {"id": error.reason, "parts": parts}
        summary |= _unranked(inputs) | {"refusal": str(error), "refusal_reason": reason}
    summary["response"] = response_report(table["answers"], parameters, summary["clusters"])
    summary["shares"] = share_tables(table["answers"])
    if indicators is not None and parameters.composite is not None:
        summary["objective"] = objective_summary(indicators, parameters.composite)
    add_texts(summary, table["answers"], voices(parameters, instrument))
    return Results(table, summary)


def _head(table: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    answers = table["answers"]
    return {
        "format": FORMAT,
        "configuration": table["configuration"],
        "table": content_hash(table),
        "answers": content_hash(answers),
        "parameters": parameters.hash,
        "approved": parameters.hash == answers["parameters"],
        "level": parameters.level,
        "seed": parameters.seed,
        "refusal": None,
        "refusal_reason": None,
        "objective": None,
        "joint": None,
        "attested": answers["attested"],
        "comments": table["comments"],
    }


def _ranked(inputs: Inputs, found: Assessment) -> dict[str, Any]:
    ranking, shares = found.ranking, found.stability
    tau2 = ranking.scores.model.tau2
    tables = {"both": shares.both, "errors": shares.errors, "weights": shares.weights}
    joint = None
    if inputs.indicators is not None:
        joint = joint_summary(ranking, inputs.indicators, inputs.parameters, found.choices)
    return {
        "tau_squared": {"used": tau2.used, "reml": tau2.reml, "source": tau2.source},
        "dimensions": _dimensions(ranking),
        "groups": _groups(ranking, inputs.parameters),
        "clusters": cluster_entries(inputs, found),
        "clear_pairs": sorted(
            [ranking.clusters[j], ranking.clusters[k]] for j, k in ranking.simultaneous.clear
        ),
        "acceptability": {
            name: dict(zip(ranking.clusters, rows, strict=True)) for name, rows in tables.items()
        },
        "sensitivity": found.variants,
        "leave_one_out": found.removals,
        "choices": found.choices,
        "vignettes": found.vignettes,
        "change": found.change,
        "joint": joint,
    }


def _unranked(inputs: Inputs) -> dict[str, Any]:
    return {
        "tau_squared": None,
        "dimensions": [],
        "groups": [],
        "clusters": unscored_entries(inputs),
        "clear_pairs": [],
        "acceptability": {},
        "sensitivity": [],
        "leave_one_out": [],
        "choices": None,
        "vignettes": None,
        "change": changes(inputs),
    }


def _dimensions(found: Ranking) -> list[dict[str, Any]]:
    model = found.scores.model
    filled: dict[int, list[dict[str, Any]]] = {}
    for k, d in model.filled:
        cell = model.cells[k]
        filled.setdefault(d, []).append({"cluster": cell.cluster, "groups": list(cell.groups)})
    scored = [
        {"id": name, "weight": weight, "scored": True, "filled": filled.get(d, [])}
        for d, (name, weight) in enumerate(zip(model.dimensions, model.w, strict=True))
    ]
    dropped = [{"id": name, "weight": 0.0, "scored": False, "filled": []} for name in model.dropped]
    return sorted(scored + dropped, key=lambda entry: str(entry["id"]))


def _groups(found: Ranking, parameters: Parameters) -> list[dict[str, Any]]:
    weights = dict(zip(found.scores.model.layout.groups, found.scores.model.omega, strict=True))
    return [
        {
            "id": group.id,
            "name": dict(group.name),
            "weight": weights.get(group.id, 0.0),
            "scored": group.id in weights,
        }
        for group in parameters.groups
    ]
