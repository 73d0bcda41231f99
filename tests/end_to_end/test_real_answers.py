"""The main job, end to end: from files to a release whose scores are those of the answers given.

Processes, SMTP, HTTP, both databases: everything is real.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.end_to_end.browsing import Browser
from tests.end_to_end.real_answers import (
    PEOPLE_PER_ORGANISATION,
    Person,
    read_people,
    write_configuration,
    write_list,
    write_responses,
)
from tests.end_to_end.running import ROOT, Running, wait_until
from tests.postgresql import PostgresServer
from tests.smtp import SmtpServer, free_port, start_smtp

ROUND = "e2e-2026"
SAME = ("scores.csv", "dimensions.csv", "cells.csv", "items.csv", "ranks.csv", "acceptability.csv")


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with start_smtp() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path, smtp: SmtpServer) -> Iterator[Running]:
    environ = {"SURVEYAPP_DATA": str(tmp_path / "data"), "SURVEYAPP_MAIL_URL": smtp.url}
    server: PostgresServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        environ["SURVEYAPP_DATABASE_URL"] = server.create("end_to_end")
    program = Running(environ, free_port())
    yield program
    program.stop()
    if server:
        server.drop("end_to_end")


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


def test_scores_of_the_release_are_those_of_the_answers(
    running: Running, smtp: SmtpServer, reference: Path | None, tmp_path: Path
) -> None:
    people = read_people(reference, PEOPLE_PER_ORGANISATION)
    cards = prepare(running, people, tmp_path)
    running.start_web()
    running.start_worker()
    running.command("invitations", "send", ROUND)
    wait_until(lambda: len(links(smtp)) == len(people))
    found = links(smtp)

    def answer(person: Person) -> int:
        browser = Browser()
        browser.answer(found[person.email], {k: str(v) for k, v in person.answers.items()})
        return browser.status

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(answer, people)) == {200}
    late = Browser()
    late.follow_link(found[people[0].email])
    assert late.status == 410

    running.command("round", "close", ROUND, given=f"{cards[2]}\n{cards[0]}\n")
    running.command("analyse", ROUND)
    running.command("release", ROUND, "--out", str(tmp_path / "out"))
    expected = score_original(people, tmp_path)
    with zipfile.ZipFile(tmp_path / "out" / f"{ROUND}.zip") as bundle:
        names = bundle.namelist()
        for name in SAME:
            (member,) = (n for n in names if n.rpartition("/")[2] == name)
            assert bundle.read(member) == (expected / name).read_bytes(), name
        member = next(n for n in names if n.endswith("S2.json"))
        totals = json.loads(bundle.read(member))["totals"]
    assert totals["sealed"] == totals["opened"] == len(people)


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
