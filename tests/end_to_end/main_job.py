"""The main job, from files to a release, as people do it: commands, mails, a browser, cards."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.browsing import Browser
from tests.end_to_end.real_answers import (
    Person,
    write_configuration,
    write_list,
    write_responses,
)
from tests.end_to_end.running import ROOT, Running, wait_until
from tests.smtp import SmtpServer

ROUND = "e2e-2026"
# the files of a release that are made of answers alone
SAME = ("scores.csv", "dimensions.csv", "cells.csv", "items.csv", "ranks.csv", "acceptability.csv")


@dataclass(frozen=True)
class Outcome:
    """The status of each answer, that of a link used again, and the release's files by name."""

    statuses: list[int]
    again: int
    files: dict[str, bytes]


def run_main_job(program: Running, smtp: SmtpServer, people: list[Person], folder: Path) -> Outcome:
    """Set a round up, invite, answer, close with two of three cards, analyse and release it."""
    cards = prepare(program, people, folder)
    program.start_web()
    program.start_worker()
    program.command("invitations", "send", ROUND)
    wait_until(lambda: len(links(smtp)) == len(people), patience=60 + len(people) / 10)
    found = links(smtp)

    def answer(person: Person) -> int:
        browser = Browser()
        browser.answer(found[person.email], {k: str(v) for k, v in person.answers.items()})
        return browser.status

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(answer, people))
    late = Browser()
    late.follow_link(found[people[0].email])
    program.command("round", "close", ROUND, "--early", given=f"{cards[2]}\n{cards[0]}\n")
    program.command("analyse", ROUND)
    program.command("release", ROUND, "--out", str(folder / "out"))
    with zipfile.ZipFile(folder / "out" / f"{ROUND}.zip") as bundle:
        files = {name.rpartition("/")[2]: bundle.read(name) for name in bundle.namelist()}
    return Outcome(statuses, late.status, files)


def prepare(program: Running, people: list[Person], folder: Path) -> list[str]:
    """Create, approve and open the round by commands; return the cards."""
    instrument, parameters = write_configuration(folder)
    program.command("init")
    for email, role in (
        ("admin@example.org", "admin"), ("one@example.org", "committee"),
        ("two@example.org", "committee"), ("a@example.org", "keyholder"),
        ("b@example.org", "keyholder"), ("c@example.org", "keyholder"),
    ):  # fmt: skip
        program.command("user", "add", email, "--role", role)
    program.command(
        "round", "create", ROUND, "--instrument", str(instrument), "--parameters", str(parameters),
        "--opens", "2026-01-01", "--closes", "2099-01-01", "--as", "admin@example.org",
    )  # fmt: skip
    listed = write_list(people, folder / "people.csv")
    program.command(
        "participants", "import", ROUND, str(listed), "--map", "E-mail=email",
        "--map", "employer=organisation",
    )  # fmt: skip
    for member in ("one@example.org", "two@example.org"):
        program.command("round", "approve", ROUND, "--as", member)
        program.command("round", "approve", ROUND, "--list", "--as", member)
    cards = [
        program.command("round", "card", ROUND, "--as", f"{name}@example.org").strip()
        for name in "abc"
    ]
    program.command("round", "open", ROUND)
    return cards


def links(smtp: SmtpServer) -> dict[str, str]:
    """Return the link in each participant's mail."""
    found = {}
    for mail in smtp.mails:
        words = [word for word in mail.text.split() if "/i#" in word]
        if words:
            assert mail.recipient not in found, "two invitations to one person"
            found[mail.recipient] = words[0]
    return found


def score_original(people: list[Person], folder: Path) -> Path:
    """Run ``python -m analysis score`` on the answers as they were before anybody sent them."""
    responses, invited = write_responses(people, folder)
    out = folder / "expected"
    subprocess.run(
        [
            sys.executable, "-m", "analysis", "score", "--responses", responses,
            "--instrument", folder / "instrument.yaml",
            "--parameters", folder / "parameters.yaml", "--invited", invited, "--out", out,
        ],
        check=True, cwd=ROOT,
    )  # fmt: skip
    return out
