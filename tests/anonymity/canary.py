"""Marked words, and where they lie: in files below folders, and in files that are held open."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from surveyapp import codes
from surveyapp.anonymity.signals import find_places

ENGLISH = "Canary7Qx4 sang for Meera Zutshi"
KANNADA = "ಕನಾರಿ ಝುತ್ಶಿ ಹಾಡಿದಳು"


def of_text(text: str) -> set[bytes]:
    """Return how a text may lie on a disk: plain, escaped, in base64 wherever it begins."""
    plain = text.encode()
    found = {plain, quote(text).encode(), quote(text.replace(" ", "+"), safe="+").encode()}
    found |= {text.encode("unicode_escape"), text.encode("utf-16-le"), plain.hex().encode()}
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + plain)
        found.add(encoded[4:-4])
    return {each for each in found if len(each) >= 12}


def of_code(code: str) -> set[bytes]:
    """Return how a code or a card may lie on a disk."""
    return of_text(code) | of_text(codes.show(code)) | of_text(code.lower())


def found_in(data: bytes, words: Mapping[str, set[bytes]]) -> list[str]:
    """Return the names of the words that stand in some data."""
    needles = {needle: name for name, spellings in words.items() for needle in spellings}
    return sorted({needles[needle] for needle in find_places(data, needles)})


def search(
    folders: Iterable[Path], words: Mapping[str, set[bytes]], but: Iterable[Path] = ()
) -> list[str]:
    """Return ``word in file`` for every file below the folders; what vanishes meanwhile is gone."""
    left_out = tuple(but)
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if any(path.is_relative_to(other) for other in left_out) or not path.is_file():
                continue
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            found += [f"{name} in {path.relative_to(folder)}" for name in found_in(data, words)]
    return found


def search_open_files(process: int, words: Mapping[str, set[bytes]]) -> list[str]:
    """Look into every file that a process and its children hold open, deleted ones too."""
    found = []
    for number in [process, *children(process)]:
        folder = Path(f"/proc/{number}/fd")
        for descriptor in folder.iterdir():
            try:
                target = os.readlink(descriptor)
                if not target.startswith("/") or target.startswith("/dev/"):
                    continue
                data = descriptor.read_bytes()
            except OSError:
                continue
            found += [f"{name} in {target}" for name in found_in(data, words)]
    return found


def children(process: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    direct = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for child in direct for each in (int(child), *children(int(child)))]
