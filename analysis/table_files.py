"""Table T as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analysis.faults import Fault, Faulty
from analysis.table import FORMAT

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
