"""An instrument as YAML files: the main one, and one of texts for each other language."""

from __future__ import annotations

import json
from typing import Any

import yaml

from analysis.instrument import Instrument


def to_yaml(instrument: Instrument) -> dict[str, bytes]:
    """Return the files of an instrument by name; reading them gives the same instrument."""
    name = instrument.instrument
    data = instrument.model_dump(
        mode="json", exclude={"translations", "drafts"}, exclude_defaults=True
    )
    files = {f"{name}.yaml": _dump(_with_kinds(data))}
    for language, texts in instrument.translations.items():
        draft = language in instrument.drafts
        content = {"language": language, "draft": draft, "texts": dict(texts)}
        files[f"{name}.{language}.yaml"] = _dump(content)
    return files


def _with_kinds(data: dict[str, Any]) -> dict[str, Any]:
    """Name the kind of every item in a section; without one the union cannot be read."""
    copied: dict[str, Any] = json.loads(json.dumps(data))
    for section in copied.get("sections", ()):
        for item in section["items"]:
            item.setdefault("kind", "rating")
    return copied


def _dump(data: dict[str, Any]) -> bytes:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()
