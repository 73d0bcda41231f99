"""A synthetic round, answered through the application, and copied all the way to its close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from flask import Flask
from werkzeug.test import Client

from surveyapp.anonymity.answering import Visit, answer
from surveyapp.anonymity.copies import Copies, Copy, copies_of
from surveyapp.anonymity.synthetic import NAME, SOMEBODY, Person, Synthetic, open_synthetic
from surveyapp.installation import Installation
from surveyapp.rounds.clean import clean
from surveyapp.rounds.close import unseal_round

MakeApp = Callable[[Installation], Flask]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How many are invited and answer in each cell, and after how many answers a copy is taken."""

    invited: int = 40
    answering: int = 32
    copy_every: int = 24


@dataclass
class Loot:
    """All that was taken, and the truth to check guesses against."""

    synthetic: Synthetic
    visits: list[Visit]
    during: list[Copy] = field(default_factory=list)
    log_of_answers: bytes = b""
    log_of_close: bytes = b""
    after: dict[str, Copy] = field(default_factory=dict)


class Turning:
    """The round's clock: three minutes pass from answer to answer."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def turn(self) -> None:
        self.time += timedelta(minutes=3)


def plunder(
    site: Installation, make_app: MakeApp, seed: int, *, size: Size, data_folder: Path | None,
    say: Progress,
) -> Loot:  # fmt: skip
    """Open, answer through the application, copy, close."""
    random = np.random.default_rng(seed)
    clock = Turning(site.clock())
    site = replace(site, clock=clock)
    say("opening a synthetic round")
    made = open_synthetic(site, random, size.invited)
    client = Client(make_app(site))
    copies = copies_of(site, data_folder)
    loot = Loot(made, [])
    with copies.log_kept():
        _answer_all(client, made, random, size, clock, copies, loot, say)
        loot.log_of_answers = copies.log()
        say("closing the round")
        unseal_round(site, NAME, made.cards[:2], actor=SOMEBODY)
        loot.after["opened"] = copies.take(backup=False)
        loot.log_of_close = copies.log()
    clean(site, NAME, actor=SOMEBODY)
    loot.after["cleaned"] = copies.take(backup=True)
    return loot


def _answer_all(
    client: Client, made: Synthetic, random: np.random.Generator, size: Size, clock: Turning,
    copies: Copies, loot: Loot, say: Progress,
) -> None:  # fmt: skip
    going = choose(made, random, size.answering)
    start = clock()
    for place, person in enumerate(going, start=1):
        clock.turn()
        hour = (clock() - start) // timedelta(hours=1)
        loot.visits.append(answer(client, person, place, hour))
        if place % size.copy_every == 0 or place == len(going):
            say(f"{place} of {len(going)} have answered")
            is_last = place == len(going)
            loot.during.append(copies.take(backup=is_last or len(loot.during) == 2))


def choose(made: Synthetic, random: np.random.Generator, answering: int) -> list[Person]:
    """Return who answers, so many in each cell, in random order."""
    cells: dict[tuple[str, str], list[Person]] = {}
    for person in made.people:
        cells.setdefault(person.cell, []).append(person)
    chosen = [
        members[at]
        for members in cells.values()
        for at in random.permutation(len(members))[:answering]
    ]
    return [chosen[at] for at in random.permutation(len(chosen))]
