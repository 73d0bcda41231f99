"""Caps on what one organisation, or nominations, may take of a cell's invitations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from analysis.parameters import Parameters
from surveyapp.participants.importer import Row
from surveyapp.participants.listing import CellCount, cell_counts
from surveyapp.refusal import Remark, gettext_noop
from surveyapp.store import configurations
from surveyapp.store.round import Round


def cap_breaches(session: Session, round_: Round, more: Iterable[Row] = ()) -> list[Remark]:
    """Return a sentence for each cell in which one organisation or nominations take too much.

    ``more``: people who are not on the list yet, as if they were.
    """
    parameters = configurations.load(session, round_.configuration_hash).parameters
    cells = _with(cell_counts(session, round_), more)
    return [breach for cell in cells for breach in _breaches(cell, parameters)]


def _breaches(cell: CellCount, parameters: Parameters) -> Iterator[Remark]:
    caps = parameters.caps
    many = len(cell.organisations) >= caps.many
    cap = caps.organisation_of_many if many else caps.organisation
    where = {"cluster": cell.cluster, "group": cell.group}
    largest = largest_share(cell)
    if largest > cap:
        yield Remark(
            gettext_noop(
                "{cluster} / {group}: one organisation has {share:.0%} of the invitations, at "
                "most {cap:.0%} is allowed"
            ),
            {**where, "share": largest, "cap": cap},
        )
    if cell.nominated > caps.nominated * cell.invited:
        share = cell.nominated / cell.invited
        yield Remark(
            gettext_noop(
                "{cluster} / {group}: {share:.0%} are nominated, at most {cap:.0%} is allowed"
            ),
            {**where, "share": share, "cap": caps.nominated},
        )


def largest_share(cell: CellCount) -> float:
    """Return the largest named organisation's share of a cell's invitations."""
    named = [count for name, count in cell.organisations.items() if name]
    return max(named, default=0) / cell.invited


def _with(cells: Iterable[CellCount], more: Iterable[Row]) -> list[CellCount]:
    """Return the counts as they would be with more people."""
    found = {(cell.cluster, cell.group): cell for cell in cells}
    for row in more:
        place = (row.cluster, row.group)
        before = found.get(place) or CellCount(*place, 0, 0, 0, {})
        organisations = dict(before.organisations)
        organisations[row.organisation] = organisations.get(row.organisation, 0) + 1
        found[place] = replace(
            before,
            invited=before.invited + 1,
            nominated=before.nominated + (row.frame == "nominated"),
            organisations=organisations,
        )
    return [found[place] for place in sorted(found)]
