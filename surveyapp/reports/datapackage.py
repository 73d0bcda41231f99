"""datapackage.json: what lies in the CSV files, as frictionless reads it (Data Package v1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from surveyapp.reports.dictionary import Column, Dataset, dictionary
from surveyapp.reports.edition import Edition
from surveyapp.reports.texts import LANGUAGES, texts

TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def datapackage(edition: Edition, found: Sequence[Dataset], files: Mapping[str, bytes]) -> bytes:
    """Return the package's description; hashes and sizes are those of ``files``."""
    english = texts(LANGUAGES[0])
    package = {
        "profile": "tabular-data-package",
        "name": f"{edition.round.name.lower()}-{edition.release.number}",
        "title": english("title", round=edition.round.name),
        "description": english("withheld_note", **_minimums(edition)),
        "version": str(edition.release.number),
        "created": edition.release.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [_resource(dataset, files[dataset.file]) for dataset in found],
    }
    return json.dumps(package, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _minimums(edition: Edition) -> dict[str, int]:
    minimums = edition.configuration.parameters.minimums
    return {name: getattr(minimums, name) for name in ("shown", "scored", "comments")}


def _resource(dataset: Dataset, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": dictionary().files[dataset.file].en,
        "path": dataset.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(name, dataset.column(name)) for name in dataset.columns],
            "missingValues": [""],
        },
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "title": column.en, "type": TYPES[column.type]}
    if column.type == "boolean":
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    values = dictionary().values_of(column)
    if values:
        field["constraints"] = {"enum": list(values)}
    return field
