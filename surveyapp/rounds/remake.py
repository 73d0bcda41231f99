"""Make the files of the newest release again, and compare them byte by byte with those released.

Anybody can recompute a bundle's figures (``python -m analysis verify``). Reports, workbooks and
charts are made from figures and from what the round's history tells, so only its installation can
make them again. The same version of the program gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from surveyapp.installation import Installation
from surveyapp.reports import pdf
from surveyapp.reports.build import build, build_public
from surveyapp.reports.edition import Edition
from surveyapp.rounds.editions import edition_of
from surveyapp.rounds.release import FULL, PUBLIC, PUBLIC_EVIDENCE, evidence_of
from surveyapp.rounds.releases import bundle_of, releases_of
from surveyapp.rounds.state import find, require
from surveyapp.store.results import Release
from surveyapp.store.round import Round, State

SIGNED = ("manifest.json", "manifest.sig")
# what is told of a release from the next one on
AFTERWARDS = ("corrected", "reanalysed")


@dataclass(frozen=True)
class Remade:
    """What was compared: files that are the same, that differ, and that could not be made here."""

    number: int
    same: tuple[str, ...]
    different: tuple[str, ...]
    not_made: tuple[str, ...]


def remake(site: Installation, name: str) -> Remade:
    """Make every file of a round's newest release again.

    A file that differs was changed, or something it tells has changed since (a reply, the analysis
    of comments), or another version of the program made it.

    Raises
    ------
    BundleChanged
        If an archive is not the one that was released.
    """
    with site.store.reading() as session:
        round_ = find(session, name)
        require(round_, State.RELEASED)
        row = releases_of(session, round_)[0]
        edition = _edition(session, round_, row, site)
        evidence = evidence_of(session, round_)
        released = {FULL: _members(bundle_of(site.settings, row).content)}
        if row.public_hash is not None:
            released[PUBLIC] = _members(bundle_of(site.settings, row, PUBLIC).content)
    compared = [
        (f"{kind}/{file}", content, again.get(file))
        for kind, again in _made(edition, evidence, released)
        for file, content in _all(released[kind], again)
    ]
    absent = tuple(file for file, _, again in compared if again is None and _needs_pango(file))
    rest = [each for each in compared if each[0] not in absent]
    return Remade(
        row.number,
        tuple(file for file, content, again in rest if content == again),
        tuple(file for file, content, again in rest if content != again),
        absent,
    )


def _edition(session: Session, round_: Round, row: Release, site: Installation) -> Edition:
    edition = edition_of(
        session, round_, site, number=row.number, made=row.made_at, corrects=row.corrects,
        why=row.why,
    )  # fmt: skip
    told = (
        deviation
        for deviation in edition.deviations
        if deviation.kind not in AFTERWARDS or int(deviation.values["number"]) < row.number
    )
    return replace(edition, deviations=tuple(told))


def _made(
    edition: Edition, evidence: Mapping[str, bytes], released: Mapping[str, Mapping[str, bytes]]
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield the kind of each edition that was released, and its files."""
    with_pdf = any(map(_is_pdf, released[FULL]))
    yield FULL, build(edition, evidence, with_pdf=with_pdf)
    if PUBLIC in released:
        proof = {key: evidence[key] for key in PUBLIC_EVIDENCE}
        yield PUBLIC, build_public(edition, proof, with_pdf=with_pdf)


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name not in SIGNED}


def _all(
    released: Mapping[str, bytes], again: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes | None]]:
    for file in sorted(released.keys() | again.keys()):
        yield file, released.get(file)


def _is_pdf(file: str) -> bool:
    return file.endswith(".pdf")


def _needs_pango(file: str) -> bool:
    return _is_pdf(file) and pdf.obstacle() is not None
