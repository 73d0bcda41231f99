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

from analysis.cluster_summary import cluster_entries
from analysis.evidence import CannotScore, evidence
from analysis.parameters import Parameters
from analysis.ranking import Ranking, ranking, scheme_of
from analysis.result_files import csv_files
from analysis.sensitivity import variants
from analysis.stability import stability
from analysis.table import canonical, content_hash

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


def score(table: Mapping[str, Any], parameters: Parameters) -> Results:
    """Score a table T.

    Where T does not allow a ranking, ``summary["refusal"]`` says why, and the lists are empty.
    """
    answers = table["answers"]
    summary: dict[str, Any] = {
        "format": FORMAT,
        "configuration": table["configuration"],
        "table": content_hash(table),
        "answers": content_hash(answers),
        "parameters": parameters.hash,
        "approved": parameters.hash == answers["parameters"],
        "level": parameters.level,
        "seed": parameters.seed,
        "refusal": None,
        "response": answers["response"],
        "comments": table["comments"],
    }
    try:
        return Results(table, summary | _ranked(answers, parameters))
    except CannotScore as error:
        return Results(table, summary | _unranked(parameters) | {"refusal": str(error)})


def _ranked(answers: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    base = evidence(answers)
    scheme = scheme_of(parameters, base.dimensions)
    found = ranking(base, scheme, parameters)
    shares = stability(
        found.scores,
        parameters.concentration,
        draws=parameters.draws.stability,
        seed=parameters.seed,
    )
    others = variants(answers, found, parameters)
    tables = {"both": shares.both, "errors": shares.errors, "weights": shares.weights}
    return {
        "tau_squared": {
            "used": found.scores.model.tau2.used,
            "reml": found.scores.model.tau2.reml,
            "source": found.scores.model.tau2.source,
        },
        "dimensions": _dimensions(found),
        "groups": _groups(found, parameters),
        "clusters": cluster_entries(parameters, found, shares, others),
        "acceptability": {
            name: dict(zip(found.clusters, rows, strict=True)) for name, rows in tables.items()
        },
        "sensitivity": others,
    }


def _unranked(parameters: Parameters) -> dict[str, Any]:
    empty: dict[str, Any] = {"tau_squared": None, "dimensions": [], "groups": []}
    clusters = [
        {"id": cluster.id, "name": dict(cluster.name), "status": "not ranked"}
        for cluster in parameters.clusters
    ]
    return {**empty, "clusters": clusters, "acceptability": {}, "sensitivity": []}


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
