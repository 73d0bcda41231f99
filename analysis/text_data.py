"""Where the data of the text analysis lie, and how they are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read_words(path: Path) -> frozenset[str]:
    """Return the words of a list, one a line; lines that begin with ``#`` are remarks."""
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def write_lines(path: Path, data: dict[str, Any]) -> None:
    """Write JSON with an entry a line two levels deep, so that changes can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines(data), "utf-8")


def lines(data: dict[str, Any]) -> str:
    """Return the JSON text that ``write_lines`` writes."""
    entries = []
    for key, value in data.items():
        if isinstance(value, dict) and value:
            inner = ",\n".join(f"  {compact(name)}: {compact(v)}" for name, v in value.items())
            entries.append(f" {compact(key)}: {{\n{inner}\n }}")
        else:
            entries.append(f" {compact(key)}: {compact(value)}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def compact(value: Any) -> str:
    """Return JSON on one line, in the order of the data."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
