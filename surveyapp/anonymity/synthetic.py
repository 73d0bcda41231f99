"""A synthetic round: invented people in a few cells, and answers that can be told apart.

Nothing here resembles anybody; each comment begins with a mark of its own, so that an attack can be
checked against the truth.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

from numpy.random import Generator
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.configuration import Configuration, read_configuration
from analysis.instrument import SingleItem
from analysis.parameters import Keyholders
from surveyapp import codes
from surveyapp.accounts import people
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.participants.importer import Row, add_participants
from surveyapp.paths import SHIPPED
from surveyapp.rounds import approve, create, keyholders
from surveyapp.rounds.open import open_round
from surveyapp.store.account import Role
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round

NAME = "synthetic"
SOMEBODY = Actor("synthetic")
DOMAIN = "synthetic.example"
CLUSTERS, GROUPS = 2, 3
ORGANISATIONS = 8
COMMENT_SHARE = 0.6
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_WORDS = (
    "equipment", "grant", "form", "office", "permit", "city", "test", "money", "lab", "student",
    "firm", "patent", "road", "water", "call", "visit", "answer", "month", "week", "partner",
)  # fmt: skip


@dataclass
class Person:
    """One invited person, and what they send."""

    invitation: str
    code: str
    cell: tuple[str, str]
    row: Row
    answers: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Synthetic:
    """An open round, its people and the cards that close it."""

    configuration: Configuration
    people: list[Person]
    cards: list[str]


@cache
def synthetic_configuration() -> Configuration:
    """Return the shipped configuration with fewer cells, one approval and two cards of three."""
    shipped = read_configuration(
        SHIPPED / "instruments" / "st_clusters.yaml", SHIPPED / "parameters" / "st_clusters.yaml"
    )
    parameters = shipped.parameters
    changes = {
        "parameters": "synthetic",
        "clusters": parameters.clusters[:CLUSTERS],
        "groups": parameters.groups[:GROUPS],
        "quorum": 1,
        "keyholders": Keyholders(needed=2, cards=3),
    }
    return replace(shipped, parameters=parameters.model_copy(update=changes))


def open_synthetic(
    site: Installation, random: Generator, invited: int, name: str = NAME
) -> Synthetic:
    """Open a round with ``invited`` people a cell; who is invited comes in random order."""
    configuration = synthetic_configuration()
    rows = list(_rows(configuration, random, invited))
    rows = [rows[at] for at in random.permutation(len(rows))]
    now = site.clock()
    holders = [f"keyholder{number}@{DOMAIN}" for number in range(3)]
    member = f"committee@{DOMAIN}"
    with site.store.writing() as session:
        for email in holders:
            people.add_role(session, email, Role.KEYHOLDER, actor=SOMEBODY, now=now)
        people.add_role(session, member, Role.COMMITTEE, actor=SOMEBODY, now=now)
        round_ = create.create(
            session, name, configuration, now - timedelta(hours=1), now + timedelta(days=30),
            actor=SOMEBODY, now=now, rehearsal=True,
        )  # fmt: skip
        add_participants(session, round_, rows, keys=site.keys, actor=SOMEBODY, now=now)
        committee = people.find(session, member)
        key = site.keys.installation().address_key
        approve.approve_configuration(session, round_, committee, actor=SOMEBODY, now=now)
        approve.approve_list(session, round_, committee, actor=SOMEBODY, now=now, list_key=key)
        cards = [
            keyholders.make_card(
                session, round_, people.find(session, email), actor=SOMEBODY, now=now
            )
            for email in holders
        ]
        open_round(session, round_, keys=site.keys, actor=SOMEBODY, now=now)
        found = _people(session, round_, site, rows)
    for person in found:
        _think(person, configuration, random)
    return Synthetic(configuration, found, cards)


def _rows(configuration: Configuration, random: Generator, invited: int) -> Iterator[Row]:
    parameters = configuration.parameters
    cells = itertools.product(parameters.cluster_ids, parameters.group_ids, range(invited))
    for cluster, group, number in cells:
        yield Row(
            email=f"{_mark(random)}@{DOMAIN}",
            firstname=_mark(random),
            lastname=str(number),
            language=str(random.choice(configuration.instrument.languages)),
            cluster=cluster,
            group=group,
            organisation=f"Organisation {number % ORGANISATIONS} of {group}",
            frame="listed",
        )


def _people(session: Session, round_: Round, site: Installation, rows: list[Row]) -> list[Person]:
    """Return the people in the order of the list."""
    key = site.keys.round_key(round_.name).code_key
    query = select(Invitation).where(Invitation.round_id == round_.id)
    by_email = {each.participant.email: each for each in session.scalars(query) if each.participant}
    return [
        Person(
            invitation=by_email[row.email].id.hex,
            code=codes.derive(key, by_email[row.email].id),
            cell=(row.cluster, row.group),
            row=row,
        )
        for row in rows
    ]


def _think(person: Person, configuration: Configuration, random: Generator) -> None:
    """Give somebody answers that nobody else has, careful enough not to be excluded."""
    instrument = configuration.instrument
    mood = random.normal(0, 0.6)
    for key in instrument.rating_items:
        score = 3 + mood + random.normal(0, 1.1)
        person.answers[key] = str(int(min(max(round(score), 1), 5)))
    for key, check in instrument.attention_items.items():
        person.answers[key] = str(check.expected)
    for key, case in instrument.vignettes.items():
        person.answers[key] = str(random.choice((4, 5) if case.level == "good" else (1, 2)))
    for key, item in instrument.items.items():
        if isinstance(item, SingleItem):
            person.answers[key] = str(random.choice(item.option_ids))
    for question in instrument.open_items:
        if random.random() < COMMENT_SHARE:
            person.comments[question] = _comment(random)


def _comment(random: Generator) -> str:
    mark = _mark(random)
    if random.random() < 0.1:  # long and hard to compress, so that it does not fit on a page
        return mark + "".join(chr(0x1F300 + int(n)) for n in random.integers(0, 256, 800))
    return " ".join([mark, *random.choice(_WORDS, int(random.integers(2, 60)))])


def _mark(random: Generator) -> str:
    """Return eight letters that stand nowhere else."""
    return "zq" + "".join(_LETTERS[n] for n in random.integers(0, len(_LETTERS), 6))


def compact(answers: dict[str, object]) -> bytes:
    """Return answers as an attack compares them, whatever the spaces between."""
    return json.dumps(answers, separators=(",", ":")).encode()
