"""Import participants of a round from a spreadsheet: all of it, or nothing and every fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from analysis.faults import Fault, Faulty
from analysis.parameters import Cluster, Group
from surveyapp import codes
from surveyapp.actor import Actor
from surveyapp.keys import KeyFolder
from surveyapp.participants.listing import list_leaf, list_root
from surveyapp.participants.sheet import read_sheet
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds import approve
from surveyapp.rounds.state import require
from surveyapp.store import audit
from surveyapp.store.participant import FRAMES, Invitation, Participant
from surveyapp.store.round import Round, State

REQUIRED = ("email", "cluster", "group")
OPTIONAL = ("firstname", "lastname", "language", "organisation", "frame")
EMAIL = re.compile(r"[^@\s,;<>()\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z0-9-]{2,}")


class ImportClosed(Refused):
    message = gettext_noop("The round {round} is being closed; nobody can be added any more.")


@dataclass(frozen=True)
class Row:
    """One participant as read, with ids in place of names."""

    email: str
    firstname: str
    lastname: str
    language: str  # empty where the list names none
    cluster: str
    group: str
    organisation: str
    frame: str


def read_participants(
    content: bytes, file: str, configuration: Configuration, mapping: Mapping[str, str]
) -> list[Row]:
    """Read a spreadsheet; ``mapping`` is column → field for columns with other names.

    A column that is mapped to nothing is left out.

    Raises
    ------
    Faulty
        With every fault of every row; duplicates are named with both rows.
    """
    table = read_sheet(content, file)
    columns = {name.strip().lower(): field for name, field in mapping.items()}
    renamed = [{columns.get(name, name): word for name, word in row.items()} for row in table]
    faults = list(_header_faults(file, renamed, mapping))
    if faults:
        raise Faulty(faults)
    rows, faults = [], []
    for number, words in enumerate(renamed, start=2):
        row = _row(words, configuration)
        faults += [
            Fault(file, number, message, column, "row")
            for column, message in _row_faults(row, configuration)
        ]
        rows.append(row)
    faults += _duplicates(file, rows)
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: fault.line or 0))
    return rows


def unread_columns(content: bytes, file: str, mapping: Mapping[str, str]) -> list[str]:
    """Return the columns of a spreadsheet that an import does not read."""
    columns = {name.strip().lower(): field for name, field in mapping.items()}
    header = next(iter(read_sheet(content, file)), {})
    return [name for name in header if columns.get(name, name) not in {*REQUIRED, *OPTIONAL}]


def add_participants(
    session: Session, round_: Round, rows: list[Row], *, keys: KeyFolder, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Put rows on the list of a round and void the approvals of the list.

    Raises
    ------
    Faulty
        If somebody is on the list already.
    """
    require(round_, State.DRAFT, State.APPROVED, State.OPEN)
    if round_.frozen:
        raise ImportClosed(round=round_.name)
    people = _known_people(session, rows)
    refuse_repeats(session, round_, rows, people)
    list_key = keys.installation().address_key
    code_key = keys.round_key(round_.name).code_key if round_.state == State.OPEN else None
    for row in rows:
        person = people.get(row.email) or Participant(id=uuid4(), email=row.email)
        person.firstname, person.lastname = row.firstname, row.lastname
        person.language = row.language or person.language or ""
        session.add(person)
        identity = uuid4()
        session.add(
            Invitation(
                id=identity,
                round_id=round_.id,
                participant_id=person.id,
                cluster=row.cluster,
                group=row.group,
                organisation=row.organisation,
                frame=row.frame,
                list_leaf=_leaf(list_key, row),
                code_hash=codes.digest(codes.derive(code_key, identity)) if code_key else None,
            )
        )
    session.flush()
    approve.void(session, round_, "list")
    details: dict[str, Any] = {"added": Counter(f"{row.cluster}/{row.group}" for row in rows)}
    if round_.state == State.OPEN:
        # S1 must tell what was added, and that nothing was added beside this log
        details["list_root"] = list_root(session, round_, list_key)
    audit.append(session, now, actor.name, "participants.import", round_.name, **details)


def _leaf(key: bytes, row: Row) -> bytes:
    return list_leaf(key, row.email, row.cluster, row.group, row.organisation, row.frame)


def _header_faults(
    file: str, rows: list[dict[str, str]], mapping: Mapping[str, str]
) -> Iterator[Fault]:
    known = {*REQUIRED, *OPTIONAL, ""}
    for name, field in mapping.items():
        if field not in known:
            yield Fault(file, 1, f"{name} cannot be mapped to {field!r}: no such field")
    if not rows:
        yield Fault(file, None, "has a header and no rows")
        return
    present = rows[0].keys()
    for field in REQUIRED:
        if field not in present:
            yield Fault(file, 1, f"there is no column {field!r}; --map COLUMN={field} names it")


def _row(words: dict[str, str], configuration: Configuration) -> Row:
    parameters = configuration.parameters
    return Row(
        email=words.get("email", "").lower(),
        firstname=words.get("firstname", "")[:100],
        lastname=words.get("lastname", "")[:100],
        language=words.get("language", ""),
        cluster=_id_of(words.get("cluster", ""), parameters.clusters),
        group=_id_of(words.get("group", ""), parameters.groups),
        organisation=" ".join(words.get("organisation", "").split())[:200],
        frame=words.get("frame", "").lower() or FRAMES[0],
    )


def _id_of(word: str, things: tuple[Cluster, ...] | tuple[Group, ...]) -> str:
    """Return the id that a word names, by itself or as a name in any language."""
    for thing in things:
        if word.casefold() in {thing.id, *(name.casefold() for name in thing.name.values())}:
            return thing.id
    return word


def _row_faults(row: Row, configuration: Configuration) -> Iterator[tuple[str, str]]:
    parameters = configuration.parameters
    if len(row.email) > 254 or not EMAIL.fullmatch(row.email):
        yield "email", f"{row.email!r} is no mail address" if row.email else "is empty"
    if row.cluster not in parameters.cluster_ids:
        yield "cluster", _unknown("cluster", row.cluster, parameters.cluster_ids)
    if row.group not in parameters.group_ids:
        yield "group", _unknown("group", row.group, parameters.group_ids)
    if row.language not in ("", *configuration.instrument.languages):
        yield "language", f"the instrument has no language {row.language!r}"
    if row.frame not in FRAMES:
        yield "frame", f"{row.frame!r} is neither 'listed' nor 'nominated'"


def _unknown(kind: str, word: str, known: Iterable[str]) -> str:
    return f"there is no {kind} {word!r}, but {', '.join(known)}" if word else "is empty"


def _duplicates(file: str, rows: list[Row]) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for number, row in enumerate(rows, start=2):
        if row.email in first:
            message = f"{row.email} stands in row {first[row.email]} already"
            faults.append(Fault(file, number, message, "email", "row"))
        first.setdefault(row.email, number)
    return faults


def _known_people(session: Session, rows: list[Row]) -> dict[str, Participant]:
    found: dict[str, Participant] = {}
    emails = [row.email for row in rows]
    for at in range(0, len(emails), 500):
        query = select(Participant).where(Participant.email.in_(emails[at : at + 500]))
        found.update((person.email, person) for person in session.scalars(query))
    return found


def refuse_repeats(
    session: Session, round_: Round, rows: list[Row],
    people: dict[str, Participant] | None = None,
) -> None:  # fmt: skip
    """Raise ``Faulty`` if somebody is on the list of the round already; reads only."""
    people = _known_people(session, rows) if people is None else people
    query = select(Invitation.participant_id).where(Invitation.round_id == round_.id)
    present = set(session.scalars(query))
    faults = [
        Fault("list", number, f"{row.email} is on the list of {round_.name} already", None, "row")
        for number, row in enumerate(rows, start=2)
        if row.email in people and people[row.email].id in present
    ]
    if faults:
        raise Faulty(faults)
