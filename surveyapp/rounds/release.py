"""Release results: a frozen, signed bundle. A correction is another release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from analysis.check_codes import check_code_of
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.reports.audit import check_editions
from surveyapp.reports.build import build, build_public
from surveyapp.reports.bundle import make_bundle
from surveyapp.rounds.editions import NotAnalysed, edition_of
from surveyapp.rounds.records import record_of
from surveyapp.rounds.releases import bundle_of, find_release
from surveyapp.rounds.state import find, move, require
from surveyapp.store import audit, configurations
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation
from surveyapp.store.results import Release, ResultTable
from surveyapp.store.round import Round, State

FULL, PUBLIC = "full", "public"
# S0 counts invitations by group, so it stays out of the public edition
PUBLIC_EVIDENCE = (
    "instrument.json", "parameters.json", "records/S1.json", "records/S1.sig", "records/S2.json",
    "records/S2.sig", "ciphertext-hashes.txt", "check-codes.txt",
)  # fmt: skip


class BadCorrection(Refused):
    message = gettext_noop("A correction names the release before it ({last}) and says why.")


def release(
    site: Installation,
    name: str,
    *,
    corrects: int | None = None,
    why: str = "",
    with_pdf: bool = True,
    actor: Actor,
) -> Path:
    """Freeze what table T says now; return the folder in which the bundles lie."""
    made, why = site.clock(), why.strip()
    with site.store.reading() as session:
        round_ = find(session, name)
        require(round_, State.CLOSED, State.RELEASED)
        last = last_release(session, round_)
        if corrects != last or (last is not None and not why):
            raise BadCorrection(last=last or "-")
        evidence = evidence_of(session, round_)
        corrected = None
        if last is not None:
            corrected = bundle_of(site.settings, find_release(session, round_, last)).member(
                "table.json"
            )
        number = (last or 0) + 1
        edition = edition_of(
            session, round_, site, number=number, made=made, corrects=corrects, why=why
        )
    bundles = {f"{name}.zip": build(edition, evidence, with_pdf=with_pdf)}
    if edition.configuration.parameters.public_edition:
        proof = {key: evidence[key] for key in PUBLIC_EVIDENCE}
        bundles[f"{name}-public.zip"] = build_public(edition, proof, with_pdf=with_pdf)
    check_editions(
        bundles[f"{name}.zip"],
        bundles.get(f"{name}-public.zip"),
        edition.configuration.parameters.minimums,
        corrected,
    )
    folder = site.settings.data / "releases" / name / str(number)
    hashes = _write(folder, bundles, site)
    row = Release(
        number=number, corrects=corrects, why=why, made_at=made,
        bundle_hash=hashes[f"{name}.zip"], public_hash=hashes.get(f"{name}-public.zip"),
    )  # fmt: skip
    with site.store.writing() as session:
        _keep(session, find(session, name), row, actor)
    return folder


def _write(
    folder: Path, bundles: Mapping[str, dict[str, bytes]], site: Installation
) -> dict[str, str]:
    """Write the archives; return their hashes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashes = {}
    for file, members in bundles.items():
        kind = PUBLIC if file.endswith(f"-{PUBLIC}.zip") else FULL
        content = make_bundle(members, site.keys.installation(), kind)
        (folder / file).write_bytes(content)
        hashes[file] = hashlib.sha256(content).hexdigest()
    return hashes


def _keep(session: Session, round_: Round, row: Release, actor: Actor) -> None:
    row.round_id = round_.id
    session.add(row)
    if round_.state == State.CLOSED:
        move(round_, State.RELEASED)
        forget_who_answered(session, round_)
    audit.append(
        session, row.made_at, actor.name, "round.release", round_.name, number=row.number,
        corrects=row.corrects, why=row.why, bundle=row.bundle_hash, public=row.public_hash,
    )  # fmt: skip


def last_release(session: Session, round_: Round) -> int | None:
    """Return the number of the newest release, None where there is none."""
    return session.scalar(select(func.max(Release.number)).where(Release.round_id == round_.id))


def evidence_of(session: Session, round_: Round) -> dict[str, bytes]:
    """Return what the figures of a bundle are checked against."""
    kept = session.get(ResultTable, round_.id)
    if kept is None or kept.comments is None:
        raise NotAnalysed(round=round_.name)
    configuration = configurations.load(session, round_.configuration_hash)
    codebook = configuration.codebook
    records = {kind: record_of(session, round_, kind) for kind in ("S0", "S1", "S2")}
    return {
        "instrument.json": configuration.instrument.canonical().encode(),
        "parameters.json": configuration.parameters.canonical().encode(),
        **({"codebook.json": codebook.canonical().encode()} if codebook else {}),
        **{f"records/{k}.json": r.content.encode() for k, r in records.items() if r},
        **{f"records/{k}.sig": r.signature.hex().encode() for k, r in records.items() if r},
        "ciphertext-hashes.txt": "\n".join(kept.hashes).encode() + b"\n",
        "check-codes.txt": "".join(f"{code}\n" for code in _check_codes(kept)).encode(),
    }


def _check_codes(kept: ResultTable) -> Iterator[str]:
    return (check_code_of(bytes.fromhex(each)) for each in kept.hashes)


def forget_who_answered(session: Session, round_: Round) -> None:
    """Erase the used flags, and the mails: a reminder tells who had not answered by then."""
    session.execute(
        update(Invitation)
        .where(Invitation.round_id == round_.id)
        .values(used=False, code_hash=None)
    )
    invitations = select(Invitation.id).where(Invitation.round_id == round_.id)
    session.execute(delete(Mail).where(Mail.invitation_id.in_(invitations)))
