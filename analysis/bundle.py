"""The bundle of a release: a zip archive, read safely (layout: docs/method.md, "Bundle")."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.faults import Fault, Faulty

LARGEST = 500_000_000
MADE = (1980, 1, 1, 0, 0, 0)
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return an archive whose bytes depend on its members alone: sorted, one date, one mode.

    Nothing is compressed: what deflate writes differs between versions of zlib.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, MADE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, members[name])
    return buffer.getvalue()


def read_bundle(path: Path) -> dict[str, bytes]:
    """Return the members of a bundle by name.

    Raises
    ------
    Faulty
        If it is no archive, is broken, holds a name twice, or is far too large.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be read: {error.strerror}")]) from None
    return unpack(content, str(path))


def unpack(content: bytes, file: str) -> dict[str, bytes]:
    """Return the members of an archive's bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise Faulty([Fault(file, None, "is far too large when unpacked")])
            names = [entry.filename for entry in entries]
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise Faulty([Fault(file, None, f"holds {name!r} twice") for name in twice])
            return _members(archive, names, file)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Faulty([Fault(file, None, f"is no readable bundle: {error}")]) from None


def _members(archive: zipfile.ZipFile, names: list[str], file: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    faults = []
    for name in names:
        try:
            found[name] = archive.read(name)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, zlib.error) as error:
            faults.append(Fault(file, None, f"{name}: is damaged: {error}"))
    if faults:
        raise Faulty(faults)
    return found


def json_member(members: Mapping[str, bytes], name: str, file: str) -> Any:
    """Return a member that is JSON; raise ``Faulty`` where it is missing or is none."""
    if name not in members:
        raise Faulty([Fault(file, None, f"{name} is missing")])
    try:
        return json.loads(members[name])
    except ValueError as error:
        raise Faulty([Fault(file, None, f"{name} is not JSON: {error}")]) from None
