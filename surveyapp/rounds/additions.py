"""What the list of an open round must be: that of S0, and what the audit log says was added."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from surveyapp.keys import InstallationKeys
from surveyapp.rounds.records import signed_content
from surveyapp.store.audit import AuditEntry
from surveyapp.store.round import Round


@dataclass(frozen=True)
class Expected:
    """The root that the list must have, and how many were added after the opening."""

    root: str
    added: int


def expected_list(session: Session, round_: Round, keys: InstallationKeys) -> Expected:
    """Return what S0 and the log say of the list.

    Raises
    ------
    RecordForged
    """
    root = str(signed_content(session, round_, "S0", keys)["list_root"])
    added = 0
    for details in session.scalars(_imports_after_open(session, round_)):
        entry = json.loads(details)
        root = entry["list_root"]
        added += sum(entry["added"].values())
    return Expected(root, added)


def _imports_after_open(session: Session, round_: Round) -> Select[str]:
    entries = select(AuditEntry.number).where(
        AuditEntry.subject == round_.name, AuditEntry.verb == "round.open"
    )
    opened = session.scalar(entries) or 0
    return (
        select(AuditEntry.details)
        .where(
            AuditEntry.subject == round_.name,
            AuditEntry.verb == "participants.import",
            AuditEntry.number > opened,
        )
        .order_by(AuditEntry.number)
    )
