"""Table T as a file, and the results of the round before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analysis.assessment import Previous
from analysis.bundle import json_member, read_bundle
from analysis.faults import Fault, Faulty
from analysis.table import FORMAT, canonical

KEYS = frozenset({"format", "configuration", "answers", "comments"})


def read_table(path: Path) -> dict[str, Any]:
    """Read ``table.json``; raise ``Faulty`` if it is none, or of another format."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be read: {error.strerror}")]) from None
    return parse_table(content, str(path))


def parse_table(content: bytes, file: str) -> dict[str, Any]:
    """Read the bytes of ``table.json``."""
    try:
        table = json.loads(content)
    except ValueError as error:
        raise Faulty([Fault(file, None, f"is not JSON: {error}")]) from None
    if not isinstance(table, dict) or table.keys() != KEYS:
        raise Faulty([Fault(file, None, f"is no table T: it must have {sorted(KEYS)}")])
    if table["format"] != FORMAT:
        raise Faulty([Fault(file, None, f"has format {table['format']!r}; this reads {FORMAT}")])
    return table


def read_previous(path: Path) -> Previous:
    """Read the round before from its bundle, or from ``previous.json`` of a later one."""
    if path.suffix == ".json":
        return parse_previous(path.read_bytes(), str(path))
    members = read_bundle(path)
    table = parse_table(members.get("table.json", b""), f"{path}: table.json")
    return Previous(table, json_member(members, "summary.json", str(path)))


def parse_previous(content: bytes, file: str) -> Previous:
    """Read the bytes of ``previous.json``."""
    try:
        found = json.loads(content)
        return Previous(found["table"], found["summary"])
    except (ValueError, KeyError, TypeError) as error:
        raise Faulty([Fault(file, None, f"does not hold a table and a summary: {error}")]) from None


def previous_bytes(previous: Previous) -> bytes:
    """Return ``previous.json``, which a bundle keeps so that it can be recomputed alone."""
    found = {"table": previous.table, "summary": previous.summary}
    return canonical(found) + b"\n"
