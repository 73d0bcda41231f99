"""Make what a reviewer gets who tries to read answers, or to link them to people.

    python -m tests.anonymity.review FOLDER TRUTH

FOLDER holds copies of the data folder of an installation in which a first round is closed and a
second one is open: both answered through the web server, by some hundred people each. It also
holds the copies and backups that were taken meanwhile, what the processes said, and a log of the
network that knows everybody's address. TRUTH is who sent what; keep it out of FOLDER.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import requests

from surveyapp import codes
from surveyapp.anonymity.answering import Visit, answer
from surveyapp.anonymity.plunder import choose
from surveyapp.anonymity.synthetic import SOMEBODY, Person, Synthetic, open_synthetic
from surveyapp.installation import Installation, installed
from surveyapp.rounds.invite import send_invitations
from surveyapp.rounds.state import find
from surveyapp.settings import read_settings
from surveyapp.store import migrate
from tests.anonymity.program import Program
from tests.end_to_end.running import wait_until
from tests.smtp import SmtpServer, free_port, start_smtp

CLOSED, OPEN = "autumn-2025", "spring-2026"
INVITED, ANSWERING, COPY_EVERY, WITHDRAWING = 40, 30, 45, 5


@dataclass
class Line:
    """A browser on the network, where somebody notes every request with the address it is from."""

    base: str
    log: list[str] = field(default_factory=list)
    address: str = ""

    def post(self, path: str, *, data: bytes, content_type: str) -> Reply:
        reply = requests.post(
            self.base + path, data=data, headers={"Content-Type": content_type}, timeout=60
        )
        moment = f"{time.time():.3f}"
        sizes = f"{len(data)} {len(reply.content)}"
        self.log.append(f"{moment} {self.address} POST {path} {reply.status_code} {sizes}")
        return Reply(reply)


@dataclass
class Reply:
    """A reply as the tests' client would give it."""

    reply: requests.Response

    @property
    def status_code(self) -> int:
        return self.reply.status_code

    def get_data(self, *, as_text: bool) -> str:
        return self.reply.text


def address_of(person: Person) -> str:
    """Return the network address from which somebody answers: everybody has one of their own."""
    number = int(person.invitation[:6], 16)
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


class Stage:
    """An installation whose processes run, and the folder that the reviewer gets."""

    def __init__(self, root: Path, folder: Path, smtp: SmtpServer) -> None:
        self.folder, self.smtp = folder, smtp
        environ = {
            "SURVEYAPP_DATA": str(root / "data"), "SURVEYAPP_MAIL_URL": smtp.url,
        }  # fmt: skip
        self.site: Installation = installed(read_settings(environ))
        with self.site.store.connection() as connection:
            migrate.upgrade(connection)
        self.program = Program(
            self.site.settings.environment(), free_port(), folder=root / "program"
        )
        self.line = Line(self.program.base)
        self.copies = 0
        self.directory: list[str] = []  # whose address is whose, as a company's network knows

    def open(self, name: str, seed: int) -> Synthetic:
        made = open_synthetic(self.site, np.random.default_rng(seed), INVITED, name)
        with self.site.store.writing() as session:
            send_invitations(session, find(session, name), actor=SOMEBODY, now=self.site.clock())
        self.directory += [f"{person.row.email},{address_of(person)}" for person in made.people]
        before = len(self.smtp.mails)
        self.program.start_worker()
        wait_until(lambda: len(self.smtp.mails) >= before + len(made.people), 120)
        self.program.kill("worker")
        return made

    def answer(self, made: Synthetic, seed: int) -> list[Visit]:
        visits = []
        for place, person in enumerate(choose(made, np.random.default_rng(seed), ANSWERING), 1):
            self.line.address = address_of(person)
            visits.append(answer(self.line, person, place, 0))  # type: ignore[arg-type]
            if place % COPY_EVERY == 0:
                self.copy()
        return visits

    def withdraw(self, visits: list[Visit]) -> list[str]:
        for visit in visits:
            self.line.address = address_of(visit.person)
            data = f"receipt={codes.show(visit.receipt_code)}&sure=yes".encode()
            kind = "application/x-www-form-urlencoded"
            assert self.line.post("/i/withdraw", data=data, content_type=kind).status_code == 200
        return [visit.person.row.email for visit in visits]

    def copy(self) -> None:
        """Copy the data folder as it lies there, and let the program write its own backup."""
        self.copies += 1
        shutil.copytree(self.site.settings.data, self.folder / f"copy-{self.copies:02}")
        backups = self.folder / "backups"
        backups.mkdir(exist_ok=True)
        self.program.command("backup", str(backups / f"{self.copies:02}.tar.gz"))


def truth_of(visits: list[Visit]) -> list[dict[str, Any]]:
    return [
        {
            "email": visit.person.row.email, "cell": visit.person.cell, "place": visit.place,
            "answers": visit.person.answers, "comments": visit.person.comments,
        }
        for visit in visits
    ]  # fmt: skip


def main(folder: Path, truth: Path) -> None:
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as root, start_smtp() as smtp:
        stage = Stage(Path(root), folder, smtp)
        stage.program.start_web()
        known: dict[str, Any] = {}
        for seed, name in ((11, CLOSED), (22, OPEN)):
            made = stage.open(name, seed)
            visits = stage.answer(made, seed)
            withdrawn = stage.withdraw(visits[::17][:WITHDRAWING])
            known[name] = {"answers": truth_of(visits), "withdrawn": withdrawn}
            stage.copy()
            if name == CLOSED:
                cards = "\n".join(codes.show(card) for card in made.cards[:2])
                stage.program.command("round", "close", name, "--early", given=cards)
                stage.copy()
        shutil.copytree(stage.site.settings.data, folder / "data-now")
        shutil.copytree(stage.site.settings.keys, folder / "keys-of-the-open-round")
        shutil.copytree(stage.program.folder / "said", folder / "what-the-processes-said")
        (folder / "network.log").write_text("\n".join(stage.line.log) + "\n")
        (folder / "addresses.csv").write_text("\n".join(["email,address", *stage.directory]) + "\n")
        stage.program.stop()
        stage.site.store.dispose()
    truth.write_text(json.dumps(known, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
