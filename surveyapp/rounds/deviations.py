"""What departed from a round's approved plan: from the audit log, the releases and table T."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.parameters import Parameters
from surveyapp.reports.edition import Deviation
from surveyapp.store.audit import AuditEntry
from surveyapp.store.results import Release
from surveyapp.store.round import Round

OPENED, FROZEN, RELEASED = "round.open", "round.freeze", "round.release"


def deviations(
    session: Session, round_: Round, table: Mapping[str, Any], parameters: Parameters
) -> tuple[Deviation, ...]:
    """Return everything that departed from the plan, in order of time."""
    log = _log(session, round_)
    found = [
        *_changes(log),
        *_ends(log, round_),
        *_corrections(session, round_),
        *_analyses(log),
        *_shortfalls(table["answers"], parameters, round_.closes_at),
    ]
    return tuple(sorted(found, key=lambda deviation: (deviation.at, deviation.kind)))


def _log(session: Session, round_: Round) -> list[tuple[datetime, str, dict[str, Any]]]:
    query = select(AuditEntry).where(AuditEntry.subject == round_.name).order_by(AuditEntry.number)
    return [(e.at, e.verb, json.loads(e.details)) for e in session.scalars(query)]


def _at(log: list[tuple[datetime, str, dict[str, Any]]], verb: str) -> datetime | None:
    return next((at for at, found, _ in log if found == verb), None)


def _changes(log: list[tuple[datetime, str, dict[str, Any]]]) -> Iterator[Deviation]:
    """Yield extensions, additions after opening, and approvals that were given anew."""
    is_open = False
    for at, verb, details in log:
        is_open = is_open or verb == OPENED
        if verb == "round.extend":
            names = ("before", "after", "why")
            yield Deviation(at, "extended", {name: details[name] for name in names})
        elif verb == "participants.import" and is_open:
            yield Deviation(at, "added", {"count": sum(details["added"].values())})
        elif verb == "round.back_to_draft":
            yield Deviation(at, "voided", {})


def _ends(log: list[tuple[datetime, str, dict[str, Any]]], round_: Round) -> Iterator[Deviation]:
    """Yield that a round was closed before its end, or a week and more after it."""
    frozen = _at(log, FROZEN)
    if frozen is None:
        return
    days = (frozen - round_.closes_at).days
    if frozen < round_.closes_at:
        yield Deviation(frozen, "closed_early", {"before": round_.closes_at.isoformat()})
    elif days >= 7:
        yield Deviation(frozen, "closed_late", {"days": days})


def _corrections(session: Session, round_: Round) -> Iterator[Deviation]:
    query = select(Release).where(Release.round_id == round_.id).order_by(Release.number)
    for release in session.scalars(query):
        if release.corrects is not None:
            values: dict[str, str | int] = {"number": release.number, "why": release.why}
            values["corrects"] = release.corrects
            yield Deviation(release.made_at, "corrected", values)


def _analyses(log: list[tuple[datetime, str, dict[str, Any]]]) -> Iterator[Deviation]:
    """Yield analyses of comments after a release."""
    number = 0
    for at, verb, details in log:
        if verb == RELEASED:
            number = int(details["number"])
        elif verb == "round.analyse" and number:
            yield Deviation(at, "reanalysed", {"number": number})


def _shortfalls(
    answers: Mapping[str, Any], parameters: Parameters, at: datetime
) -> Iterator[Deviation]:
    """Yield what table T tells: reminders left out, margins that could not be reached."""
    sent, planned = answers["reminders"], parameters.minimums.reminders
    if sent is not None and sent < planned:
        yield Deviation(at, "reminders", {"sent": sent, "planned": planned})
    unraked = sum(cell.get("raked") is False for cell in answers["cells"])
    if unraked:
        yield Deviation(at, "unraked", {"count": unraked})
