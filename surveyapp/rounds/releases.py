"""Releases as they were frozen: which there are, and what their bundles hold."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.refusal import Refused, gettext_noop
from surveyapp.settings import Settings
from surveyapp.store.results import Release
from surveyapp.store.round import Round

EDITIONS = ("full", "public")


class NoSuchRelease(Refused):
    message = gettext_noop("There is no release {number} of {round}.")


class BundleChanged(Refused):
    message = gettext_noop(
        "The bundle of release {number} of {round} is not the one that was released. Put it back "
        "from a backup."
    )


@dataclass(frozen=True)
class Bundle:
    """One edition of a release on disk; its hash is compared with the one that was kept."""

    round: str
    number: int
    path: Path
    expected: str

    @cached_property
    def content(self) -> bytes:
        """The archive; raises ``BundleChanged`` if it is missing or another."""
        content = self.path.read_bytes() if self.path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != self.expected:
            raise BundleChanged(round=self.round, number=self.number)
        return content

    def members(self) -> dict[str, int]:
        """Return name → size of every file in the archive."""
        with self._archive() as archive:
            return {entry.filename: entry.file_size for entry in archive.infolist()}

    def member(self, name: str) -> bytes | None:
        """Return one file, None if there is no such."""
        with self._archive() as archive:
            return archive.read(name) if name in archive.namelist() else None

    def charts(self, names: Iterable[str], language: str) -> dict[str, str]:
        """Return those charts that the release holds, by name, as SVG; else in English."""
        members = self.members()
        found = {}
        for name in names:
            wanted = (f"charts/{name}.{code}.svg" for code in (language, "en"))
            member = next((each for each in wanted if each in members), None)
            if member is not None:
                found[name] = (self.member(member) or b"").decode()
        return found

    def summary(self) -> dict[str, Any]:
        """Return what reports, pages and the interface for programs print."""
        content = self.member("summary.json")
        return dict(json.loads(content)) if content else {}

    def _archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))


def releases_of(session: Session, round_: Round) -> list[Release]:
    """Return the releases of a round, the newest first."""
    query = select(Release).where(Release.round_id == round_.id).order_by(Release.number.desc())
    return list(session.scalars(query))


def all_releases(session: Session) -> list[Release]:
    """Return every release there is, the newest first."""
    query = select(Release).order_by(Release.made_at.desc(), Release.number.desc())
    return list(session.scalars(query))


def find_release(session: Session, round_: Round, number: int) -> Release:
    """Return one release; raise ``NoSuchRelease``."""
    for release in releases_of(session, round_):
        if release.number == number:
            return release
    raise NoSuchRelease(round=round_.name, number=number)


def bundle_of(settings: Settings, release: Release, edition: str = "full") -> Bundle:
    """Return one edition of a release; raise ``NoSuchRelease`` if it has none of this kind."""
    name = release.round.name
    expected = release.bundle_hash if edition == "full" else release.public_hash
    if expected is None or edition not in EDITIONS:
        raise NoSuchRelease(round=name, number=release.number)
    file = f"{name}.zip" if edition == "full" else f"{name}-public.zip"
    path = settings.data / "releases" / name / str(release.number) / file
    return Bundle(name, release.number, path, expected)
