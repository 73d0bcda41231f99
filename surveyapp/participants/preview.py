"""Look at an import before it is made: the same checks, and nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.faults import Fault, Faulty
from surveyapp.installation import Installation
from surveyapp.participants.caps import cap_breaches
from surveyapp.participants.importer import read_participants, refuse_repeats, unread_columns
from surveyapp.participants.sheet import read_sheet
from surveyapp.refusal import Remark
from surveyapp.rounds.state import find
from surveyapp.store import configurations

FILE = "list"


@dataclass(frozen=True)
class Preview:
    """What an import would do: whom it would add by cell, or everything that is wrong."""

    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    breaches: tuple[Remark, ...]
    faults: tuple[Fault, ...]
    unread: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        return sum(self.cells.values())


def preview_import(
    site: Installation, name: str, content: bytes, mapping: Mapping[str, str]
) -> Preview:
    """Look at a list without writing: whoever answers meanwhile need not wait.

    ``mapping`` is column → field.
    """
    columns: tuple[str, ...] = ()
    try:
        columns = tuple(next(iter(read_sheet(content, FILE)), ()))
        unread = tuple(unread_columns(content, FILE, mapping))
        with site.store.reading() as session:
            round_ = find(session, name)
            configuration = configurations.load(session, round_.configuration_hash)
            rows = read_participants(content, FILE, configuration, mapping)
            refuse_repeats(session, round_, rows)
            breaches = tuple(cap_breaches(session, round_, rows))
    except Faulty as error:
        return Preview(columns, {}, (), error.faults)
    cells = Counter((row.cluster, row.group) for row in rows)
    return Preview(columns, dict(sorted(cells.items())), breaches, (), unread)
