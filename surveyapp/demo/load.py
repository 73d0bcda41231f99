"""Two demonstration rounds: last year's, released, and this year's, open.

Everything goes through the product's own verbs; answers through the form's own reader.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from tqdm import tqdm

from analysis.configuration import Configuration, read_configuration
from analysis.parameters import Keyholders
from forms.questionnaire import Questionnaire
from surveyapp import codes
from surveyapp.accounts import people
from surveyapp.actor import Actor
from surveyapp.demo.answering import Respondents
from surveyapp.demo.people import SMALL, make_rows
from surveyapp.installation import Installation
from surveyapp.keys import RoundKey
from surveyapp.mail.sweep import sweep
from surveyapp.participants.importer import add_participants
from surveyapp.paths import SHIPPED
from surveyapp.rounds import approve, create, keyholders, submit
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.cells import cell_number
from surveyapp.rounds.close import close
from surveyapp.rounds.invite import send_invitations, send_reminders
from surveyapp.rounds.open import open_round
from surveyapp.rounds.release import release
from surveyapp.store.account import Role
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round

DEMO = Actor("demonstration")
LAST, PRESENT = "demo-2025", "demo-2026"
DOMAIN = "demo.example"
ANSWERED = {LAST: 44, PRESENT: 21}
ANSWERED_IN_SMALL = 9


def is_loaded(session: Session) -> bool:
    """Return whether the demonstration is there already."""
    return session.scalars(select(Round.id).where(Round.name == PRESENT)).first() is not None


def load(site: Installation) -> None:
    """Load accounts and both rounds."""
    with site.store.reading() as session:
        if is_loaded(session):
            return
    _make_accounts(site)
    today = site.clock()
    configuration = demo_configuration()
    past = replace(site, clock=lambda: today - timedelta(days=365))
    after = replace(site, clock=lambda: today - timedelta(days=334))
    cards = _open(past, LAST, configuration, days=30)
    _mail_without_writing(past, LAST)
    _answer(past, LAST, configuration, year=0.0)
    close(after, LAST, cards, actor=DEMO)
    analyse(after, LAST, actor=DEMO)
    release(after, LAST, actor=DEMO)
    cards = _open(site, PRESENT, configuration, days=60)
    _keep_card(site, cards[0])
    with site.store.writing() as session:
        send_invitations(session, _round(session, PRESENT), actor=DEMO, now=site.clock())
    sweep(site)
    _answer(site, PRESENT, configuration, year=0.15)


def demo_configuration() -> Configuration:
    """Return the shipped configuration with one card and one approval: for trying out."""
    shipped = read_configuration(
        SHIPPED / "instruments" / "st_clusters.yaml", SHIPPED / "parameters" / "st_clusters.yaml"
    )
    small = {
        "quorum": 1,
        "keyholders": Keyholders(needed=1, cards=1),
        "parameters": "st_clusters_demo",
    }
    return replace(shipped, parameters=shipped.parameters.model_copy(update=small))


def _make_accounts(site: Installation) -> None:
    with site.store.writing() as session:
        for role in Role:
            people.add_role(
                session, f"{role}@{DOMAIN}", role, name=f"Demo {role}",
                cluster="pune" if role == Role.CLUSTER else None, actor=DEMO, now=site.clock(),
            )  # fmt: skip


def _open(site: Installation, name: str, configuration: Configuration, *, days: int) -> list[str]:
    """Create, approve and open a round; return its one card."""
    now = site.clock()
    random = np.random.default_rng(_seed(name))
    with site.store.writing() as session:
        round_ = create.create(
            session, name, configuration, now - timedelta(hours=1), now + timedelta(days=days),
            actor=DEMO, now=now, rehearsal=True,
        )  # fmt: skip
        rows = make_rows(configuration.parameters, random)
        add_participants(session, round_, rows, keys=site.keys, actor=DEMO, now=now)
        member = people.find(session, f"{Role.COMMITTEE}@{DOMAIN}")
        key = site.keys.installation().address_key
        approve.approve_configuration(session, round_, member, actor=DEMO, now=now)
        approve.approve_list(session, round_, member, actor=DEMO, now=now, list_key=key)
        holder = people.find(session, f"{Role.KEYHOLDER}@{DOMAIN}")
        card = keyholders.make_card(session, round_, holder, actor=DEMO, now=now)
        open_round(session, round_, keys=site.keys, actor=DEMO, now=now)
    return [card]


def _mail_without_writing(site: Installation, name: str) -> None:
    """Invite and remind twice; last year's mails count as sent and are written nowhere."""
    verbs: list[Callable[..., int]] = [send_invitations, send_reminders, send_reminders]
    for verb in verbs:
        with site.store.writing() as session:
            verb(session, _round(session, name), actor=DEMO, now=site.clock())
            session.execute(
                update(Mail).where(Mail.state == MailState.WAITING).values(state=MailState.SENT)
            )


def _answer(site: Installation, name: str, configuration: Configuration, *, year: float) -> None:
    random = np.random.default_rng(_seed(name) + 1)
    instrument = configuration.instrument
    respondents = Respondents(instrument, random, year=year)
    questionnaire = Questionnaire(instrument)
    key = site.keys.round_key(name)
    with site.store.reading() as session:
        chosen = _who_answers(session, _round(session, name), random, ANSWERED[name])
    for invitation in tqdm(chosen, desc=f"answers of {name}", disable=None, leave=False):
        posted = respondents.fill_in(invitation.cluster, invitation.group)
        reading = questionnaire.read(posted)
        if reading.faults:
            raise ValueError(f"the demonstration's answers are refused: {reading.faults}")
        _send(site, key, invitation, configuration, reading.answers, reading.run)


def _who_answers(
    session: Session, round_: Round, random: np.random.Generator, per_cell: int
) -> list[Invitation]:
    query = (
        select(Invitation).where(Invitation.round_id == round_.id).order_by(Invitation.list_leaf)
    )
    cells: dict[tuple[str, str], list[Invitation]] = {}
    for invitation in session.scalars(query):
        cells.setdefault((invitation.cluster, invitation.group), []).append(invitation)
    chosen = [
        members[index]
        for cell, members in sorted(cells.items())
        for index in random.permutation(len(members))[
            : ANSWERED_IN_SMALL if cell == SMALL else per_cell + int(random.integers(-5, 6))
        ]
    ]
    return [chosen[index] for index in random.permutation(len(chosen))]


def _send(
    site: Installation, key: RoundKey, invitation: Invitation, configuration: Configuration,
    answers: dict[str, Any], run: int,
) -> None:  # fmt: skip
    now: datetime = site.clock()
    parameters = configuration.parameters
    cell = cell_number(parameters, invitation.cluster, invitation.group)
    with site.store.engine.connect() as connection:
        invited = submit.look_up(connection, codes.derive(key.code_key, invitation.id), now)
    ciphertext = submit.seal_answers(invited.round, cell, answers, run, parameters, site.keys)
    with site.store.connection() as connection:
        submit.answer(connection, invited, cell, ciphertext, now)


def _keep_card(site: Installation, card: str) -> None:
    path = site.keys.path / f"{PRESENT}.card"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(codes.show(card) + "\n")


def _round(session: Session, name: str) -> Round:
    return session.scalars(select(Round).where(Round.name == name)).one()


def _seed(name: str) -> int:
    return int(name[-4:])
