"""The simulation's results as CSV files and as the tables of docs/method.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from analysis.csv_files import Cell, csv_bytes

PLACES = 3


def flat(name: str, row: Mapping[str, Any]) -> dict[str, Cell]:
    """Return a row without inner tables: ``tau: {pooled: …}`` becomes ``tau_pooled``."""
    found: dict[str, Cell] = {"row": name}
    for key, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{key}_{inner}": figure for inner, figure in value.items()}
        else:
            found[key] = value
    return found


def csv_tables(results: Mapping[str, Any]) -> dict[str, bytes]:
    """Return ``conditions.csv``, ``attacks.csv`` and ``power.csv``."""
    tables = {}
    for section in ("conditions", "attacks", "power"):
        rows = [flat(name, row) for name, row in results[section].items()]
        header = _header(rows)
        cells = ([row.get(name) for name in header] for row in rows)
        tables[f"{section}.csv"] = csv_bytes(header, cells)
    return tables


def _header(rows: Sequence[Mapping[str, Cell]]) -> list[str]:
    """Return every column of any row, in order of appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))


def markdown(results: Mapping[str, Any]) -> str:
    """Return the tables as Markdown; rows that tell different figures stand in tables apart."""
    rows = [
        flat(name, row)
        for section in ("conditions", "attacks", "power")
        for name, row in results[section].items()
    ]
    parts = [list(own) for _, own in groupby(rows, key=tuple)]
    return "\n\n".join(map(_table, parts)) + "\n"


def _table(rows: Sequence[Mapping[str, Cell]]) -> str:
    header = list(rows[0])
    lines = [f"| {' | '.join(name.replace('_', ' ') for name in header)} |"]
    lines.append(f"|{' --- |' * len(header)}")
    lines += [f"| {' | '.join(_shown(row[name]) for name in header)} |" for row in rows]
    return "\n".join(lines)


def _shown(value: Cell) -> str:
    if isinstance(value, float):
        text = f"{value:.{PLACES}f}"
        return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "" if value is None else str(value)
