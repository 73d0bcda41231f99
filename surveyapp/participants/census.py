"""Who is on a list, in numbers: what the committee approves before anybody is invited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round

MOST_SHOWN = 200


@dataclass(frozen=True)
class Count:
    """An organisation or a mail domain: people in all, and in how many cells."""

    name: str
    people: int
    cells: int


@dataclass(frozen=True)
class Census:
    """Organisations and domains, the largest first; those with one person are only counted."""

    organisations: tuple[Count, ...]
    domains: tuple[Count, ...]
    without_organisation: int
    single_organisations: int
    single_domains: int


def take_census(session: Session, round_: Round) -> Census:
    """Return the numbers of a round's list."""
    rows = session.execute(
        select(Invitation.cluster, Invitation.group, Invitation.organisation, Participant.email)
        .outerjoin(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.round_id == round_.id)
    ).all()
    by_organisation: Counter[tuple[str, tuple[str, str]]] = Counter()
    by_domain: Counter[tuple[str, tuple[str, str]]] = Counter()
    for cluster, group, organisation, email in rows:
        by_organisation[organisation, (cluster, group)] += 1
        if email:
            by_domain[email.rpartition("@")[2], (cluster, group)] += 1
    organisations, domains = _counts(by_organisation), _counts(by_domain)
    named = [count for count in organisations if count.name]
    return Census(
        organisations=tuple(count for count in named if count.people > 1)[:MOST_SHOWN],
        domains=tuple(count for count in domains if count.people > 1)[:MOST_SHOWN],
        without_organisation=sum(count.people for count in organisations if not count.name),
        single_organisations=sum(count.people == 1 for count in named),
        single_domains=sum(count.people == 1 for count in domains),
    )


def _counts(found: Counter[tuple[str, tuple[str, str]]]) -> list[Count]:
    people: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    for (name, _), count in found.items():
        people[name] += count
        cells[name] += 1
    return [
        Count(name, count, cells[name])
        for name, count in sorted(people.items(), key=lambda each: (-each[1], each[0]))
    ]
