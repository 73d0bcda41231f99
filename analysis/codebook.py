"""The codebook: a versioned list of themes that comments are coded with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from analysis.faults import Faulty
from analysis.instrument import Language, Words
from analysis.yaml_files import Document, Place, Strict, check, parse, read

ThemeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,60}$")]


class Theme(Strict):
    """One entry of the codebook. A theme is never edited in place; see ``retired``."""

    id: ThemeId
    name: Words
    definition: Words
    includes: tuple[Words, ...] = ()
    excludes: tuple[Words, ...] = ()
    keywords: tuple[Words, ...] = ()
    examples: tuple[Words, ...] = ()
    dimensions: tuple[str, ...] = ()
    names: Mapping[Language, Words] = {}
    retired: bool = False
    replaced_by: tuple[ThemeId, ...] = ()

    def named(self, language: str) -> str:
        """Return the name in a language, else the main one."""
        return self.names.get(language, self.name)


class Codebook(Strict):
    """A version of the list of themes."""

    codebook: ThemeId
    version: Annotated[int, Field(ge=1)]
    language: Language
    themes: Annotated[tuple[Theme, ...], Field(min_length=1, max_length=200)]

    @property
    def active(self) -> tuple[Theme, ...]:
        """The themes that are in use."""
        return tuple(theme for theme in self.themes if not theme.retired)

    def canonical(self) -> str:
        """Return JSON that is the same for the same codebook."""
        return json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def read_codebook(path: Path) -> Codebook:
    """Read a codebook; raise ``Faulty`` with all that is wrong."""
    return build_codebook(read(path))


def parse_codebook(content: bytes, file: str) -> Codebook:
    """Read an uploaded codebook."""
    return build_codebook(parse(content, file))


def build_codebook(document: Document) -> Codebook:
    codebook = check(Codebook, document)
    faults = [document.fault(place, message) for place, message in _inconsistencies(codebook)]
    if faults:
        raise Faulty(faults)
    return codebook


def _inconsistencies(codebook: Codebook) -> Iterator[tuple[Place, str]]:
    known = {theme.id for theme in codebook.active}
    seen: set[str] = set()
    for index, theme in enumerate(codebook.themes):
        place: Place = ("themes", index)
        if theme.id in seen:
            yield place, f"the theme id {theme.id!r} is used twice"
        seen.add(theme.id)
        for other in theme.replaced_by:
            if other not in known:
                yield (*place, "replaced_by"), f"there is no theme {other!r} in use"
        if theme.replaced_by and not theme.retired:
            yield (*place, "replaced_by"), "only a retired theme is replaced"
