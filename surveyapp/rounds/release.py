"""Release results: a frozen, signed bundle. A correction is another release."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from analysis.results import Results, score
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.reports.bundle import make_bundle
from surveyapp.rounds.records import record_of
from surveyapp.rounds.state import find, move, require
from surveyapp.rounds.tables import table_of
from surveyapp.store import audit, configurations
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation
from surveyapp.store.results import Release, ResultTable
from surveyapp.store.round import Round, State


class NotAnalysed(Refused):
    message = gettext_noop("Analyse the comments of {round} first: surveyapp analyse {round}")


class BadCorrection(Refused):
    message = gettext_noop("A correction names the release before it ({last}) and says why.")


def release(
    site: Installation, name: str, *, corrects: int | None = None, why: str = "", actor: Actor
) -> Path:
    """Freeze what table T says now; return the folder in which the bundle lies."""
    with site.store.reading() as session:
        round_ = find(session, name)
        require(round_, State.CLOSED, State.RELEASED)
        last = last_release(session, round_)
        if corrects != last or (last is not None and not why.strip()):
            raise BadCorrection(last=last or "-")
        members = _members(session, round_)
    bundle = make_bundle(members, site.keys.installation())
    folder = site.settings.data / "releases" / name / str((last or 0) + 1)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{name}.zip").write_bytes(bundle)
    with site.store.writing() as session:
        round_ = find(session, name)
        digest = hashlib.sha256(bundle).hexdigest()
        session.add(
            Release(
                round_id=round_.id, number=(last or 0) + 1, corrects=corrects, why=why.strip(),
                made_at=site.clock(), bundle_hash=digest,
            )
        )  # fmt: skip
        if round_.state == State.CLOSED:
            move(round_, State.RELEASED)
            _forget_who_answered(session, round_)
        audit.append(
            session, site.clock(), actor.name, "round.release", name, number=(last or 0) + 1,
            corrects=corrects, why=why.strip(), bundle=digest,
        )  # fmt: skip
    return folder


def last_release(session: Session, round_: Round) -> int | None:
    """Return the number of the newest release, None where there is none."""
    return session.scalar(select(func.max(Release.number)).where(Release.round_id == round_.id))


def results_of(session: Session, round_: Round) -> tuple[Configuration, Results]:
    """Return the configuration of a round and the results that its table T gives."""
    configuration = configurations.load(session, round_.configuration_hash)
    instrument = configuration.instrument
    table = table_of(session, round_)
    return configuration, score(table, configuration.parameters, instrument=instrument)


def _members(session: Session, round_: Round) -> dict[str, bytes]:
    kept = session.get(ResultTable, round_.id)
    if kept is None or kept.comments is None:
        raise NotAnalysed(round=round_.name)
    configuration, results = results_of(session, round_)
    codebook = configuration.codebook
    records = {kind: record_of(session, round_, kind) for kind in ("S0", "S1", "S2")}
    return {
        **results.files(),
        "instrument.json": configuration.instrument.canonical().encode(),
        "parameters.json": configuration.parameters.canonical().encode(),
        **({"codebook.json": codebook.canonical().encode()} if codebook else {}),
        **{f"records/{k}.json": r.content.encode() for k, r in records.items() if r},
        **{f"records/{k}.sig": r.signature.hex().encode() for k, r in records.items() if r},
        "ciphertext-hashes.txt": "\n".join(kept.hashes).encode() + b"\n",
    }


def _forget_who_answered(session: Session, round_: Round) -> None:
    """Erase the used flags, and the mails: a reminder tells who had not answered by then."""
    session.execute(
        update(Invitation)
        .where(Invitation.round_id == round_.id)
        .values(used=False, code_hash=None)
    )
    invitations = select(Invitation.id).where(Invitation.round_id == round_.id)
    session.execute(delete(Mail).where(Mail.invitation_id.in_(invitations)))
