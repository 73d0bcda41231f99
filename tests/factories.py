"""Rounds, people and answers for tests, made through the product's own verbs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from analysis.configuration import Configuration, read_configuration
from analysis.instrument_files import parse_instrument
from analysis.parameters import Parameters
from surveyapp import codes
from surveyapp.accounts import people
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.participants.importer import Row, add_participants
from surveyapp.rounds import approve, create, keyholders, state, submit
from surveyapp.rounds.cells import cell_number
from surveyapp.rounds.open import open_round
from surveyapp.store import configurations
from surveyapp.store.account import Role
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round

FORMS = Path(__file__).parents[1] / "forms"
TESTER = Actor("tester")

SMALL_INSTRUMENT = """\
instrument: small
version: 1
language: en
title: Science in {city}
introduction: [We ask how it is.]
minutes: 1
stem: "How easy was it in {city} to …"
scale: ease
scales:
  - id: ease
    lowest: 1
    labels: [Very difficult, Difficult, Neither, Easy, Very easy]
    not_tried: I have not tried
    not_concerned: Does not concern me
dimensions:
  - id: sharing
    name: Sharing
    items:
      - {id: find, text: find equipment}
      - {id: book, text: book equipment}
  - id: money
    name: Money
    items:
      - {id: grant, text: get a grant}
      - {id: sponsor, text: find a sponsor}
sections:
  - id: more
    title: More
    items:
      - {id: easier, kind: text, text: "What made it easier?"}
      - {id: harder, kind: text, text: "What made it harder?"}
      - id: career
        kind: single
        profile: true
        text: How long have you worked?
        options: [{id: short, text: Not long}, {id: long, text: Long}]
sequence: [{dimensions: 2}, {section: more}]
"""


@cache
def shipped_configuration() -> Configuration:
    """The configuration that the product ships."""
    return read_configuration(
        FORMS / "instruments" / "st_clusters.yaml", FORMS / "parameters" / "st_clusters.yaml"
    )


def small_configuration(**parameters: Any) -> Configuration:
    """Two clusters, two groups, two dimensions; keywords replace parameters."""
    data = {
        "parameters": "small",
        "version": 1,
        "clusters": [
            {"id": "north", "name": {"en": "Northtown"}},
            {"id": "south", "name": {"en": "Southtown"}},
        ],
        "groups": [
            {"id": "academia", "name": {"en": "Academia"}},
            {"id": "industry", "name": {"en": "Industry"}},
        ],
        "quorum": 1,
        "keyholders": {"needed": 2, "cards": 3},
        "response_bytes": 4096,
        "caps": {"organisation": 0.5, "organisation_of_many": 0.5},
        **parameters,
    }
    instrument = parse_instrument(SMALL_INSTRUMENT.encode(), "small.yaml", {})
    import json

    return Configuration(instrument, Parameters.model_validate_json(json.dumps(data)))


@dataclass(frozen=True)
class MadeRound:
    """A round made for a test, and what its people hold."""

    name: str
    cards: tuple[str, ...]
    codes: tuple[str, ...]


def make_people(site: Installation, *, keyholders_needed: int = 3) -> None:
    """Make one account for each role, and more keyholders."""
    with site.store.writing() as session:
        for role in (Role.ADMIN, Role.COMMITTEE, Role.EVALUATOR, Role.CODER, Role.AUDITOR):
            people.add_role(session, f"{role}@example.org", role, actor=TESTER, now=site.clock())
        people.add_role(
            session, "second@example.org", Role.COMMITTEE, actor=TESTER, now=site.clock()
        )
        for number in range(keyholders_needed):
            people.add_role(
                session, f"keyholder{number}@example.org", Role.KEYHOLDER, actor=TESTER,
                now=site.clock(),
            )  # fmt: skip


def make_rows(configuration: Configuration, per_cell: int, organisations: int = 6) -> list[Row]:
    """Return ``per_cell`` participants for each cell, spread over organisations."""
    parameters = configuration.parameters
    cells = itertools.product(parameters.cluster_ids, parameters.group_ids, range(per_cell))
    return [
        Row(
            email=f"{cluster}.{group}.{number}@example.org",
            firstname="Asha",
            lastname=f"N{number}",
            language=configuration.instrument.language,
            cluster=cluster,
            group=group,
            organisation=f"Organisation {number % organisations}",
            frame="listed",
        )
        for cluster, group, number in cells
    ]


def make_round(
    site: Installation,
    configuration: Configuration | None = None,
    *,
    name: str = "test-2026",
    per_cell: int = 6,
    rows: list[Row] | None = None,
    opened: bool = True,
    ends_in: timedelta = timedelta(days=14),
) -> MadeRound:
    """Make a round with people on its list; approved and opened unless told otherwise."""
    configuration = configuration or small_configuration()
    needed = configuration.parameters.keyholders.cards
    make_people(site, keyholders_needed=needed)
    now: datetime = site.clock()
    with site.store.writing() as session:
        round_ = create.create(
            session, name, configuration, now - timedelta(hours=1), now + ends_in,
            actor=TESTER, now=now,
        )  # fmt: skip
        rows = rows if rows is not None else make_rows(configuration, per_cell)
        add_participants(session, round_, rows, keys=site.keys, actor=TESTER, now=now)
        if not opened:
            return MadeRound(name, (), ())
        cards = _approve_and_open(session, round_, site, configuration)
        return MadeRound(name, cards, _codes(session, round_, site))


def _approve_and_open(
    session: Any, round_: Round, site: Installation, configuration: Configuration
) -> tuple[str, ...]:
    now, key = site.clock(), site.keys.installation().address_key
    members = ("committee@example.org", "second@example.org")[: configuration.parameters.quorum]
    for email in members:
        member = people.find(session, email)
        approve.approve_configuration(session, round_, member, actor=TESTER, now=now)
        approve.approve_list(session, round_, member, actor=TESTER, now=now, list_key=key)
    cards = tuple(
        keyholders.make_card(
            session, round_, people.find(session, f"keyholder{number}@example.org"),
            actor=TESTER, now=now,
        )
        for number in range(configuration.parameters.keyholders.cards)
    )  # fmt: skip
    open_round(session, round_, keys=site.keys, actor=TESTER, now=now)
    return cards


def _codes(session: Any, round_: Round, site: Installation) -> tuple[str, ...]:
    """Return the codes in the order of the list, as their owners would read them in mails."""
    key = site.keys.round_key(round_.name).code_key
    found = session.query(Invitation).filter_by(round_id=round_.id).all()
    ordered = sorted(found, key=lambda i: i.participant.email)
    return tuple(codes.derive(key, invitation.id) for invitation in ordered)


def find_round(site: Installation, name: str = "test-2026") -> Round:
    """Return a round as it stands in the database."""
    with site.store.reading() as session:
        return state.find(session, name)


def send_answers(
    site: Installation,
    made: MadeRound,
    codes_used: Iterable[str],
    answers: Callable[[int], dict[str, Any]],
    run: int = 1,
) -> list[submit.Receipt]:
    """Answer with each code in turn; ``answers`` gives the n-th respondent's."""
    with site.store.reading() as session:
        round_ = state.find(session, made.name)
        parameters = configurations.load(session, round_.configuration_hash).parameters
    receipts = []
    for number, code in enumerate(codes_used):
        with site.store.engine.connect() as connection:
            invited = submit.look_up(connection, code, site.clock())
        cell = cell_number(parameters, invited.cluster, invited.group)
        ciphertext = submit.seal_answers(
            invited.round, cell, answers(number), run, parameters, site.keys
        )
        with site.store.connection() as connection:
            receipts.append(submit.answer(connection, invited, cell, ciphertext, site.clock()))
    return receipts


def some_answers(number: int) -> dict[str, Any]:
    """Varied answers to the small instrument, a comment from every other respondent."""
    spread = [1 + (number * step + step) % 5 for step in (1, 2, 3, 4)]
    items = dict(zip(("find", "book", "grant", "sponsor"), spread, strict=True))
    comments = {"easier": f"Easier because of reason {number}.", "harder": None}
    if number % 2:
        comments = {"easier": None, "harder": f"Harder by {number} forms."}
    return {**items, **comments, "career": "short" if number % 3 else "long"}
