"""Marked answers, codes and cards lie nowhere but where they must, whatever goes wrong."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from surveyapp import codes
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.rounds.invite import send_invitations
from tests.anonymity.canary import ENGLISH, KANNADA, children, of_code, of_text, search
from tests.anonymity.program import Program, post
from tests.anonymity.proxy import Proxy, start_nginx
from tests.conftest import Clock, SiteMaker
from tests.end_to_end.running import wait_until
from tests.factories import (
    TESTER,
    MadeRound,
    find_round,
    make_round,
    send_answers,
    some_answers,
)
from tests.people import sign_in
from tests.smtp import free_port
from tests.tampering import refusing

COMMENTS = {"easier": f"Easier: {ENGLISH}.", "harder": f"{KANNADA}!"}
WRITTEN = {"English comment": of_text(ENGLISH), "Kannada comment": of_text(KANNADA)}


@dataclass
class Scene:
    """A round in an installation that runs as it is deployed."""

    site: Installation
    made: MadeRound
    program: Program
    proxy: Proxy
    database_folder: Path | None

    @property
    def folders(self) -> list[Path]:
        own = [self.site.settings.data, self.site.settings.keys, self.program.folder]
        theirs = [self.database_folder] if self.database_folder else []
        return [*own, self.proxy.folder, *theirs]

    @property
    def secrets(self) -> dict[str, set[bytes]]:
        named = {f"code {n}": of_code(code) for n, code in enumerate(self.made.codes)}
        return named | {f"card {n}": of_code(card) for n, card in enumerate(self.made.cards)}

    def answer(self, number: int, **answers: str) -> requests.Response:
        return post(self.proxy.port, "/i/answers", code=self.made.codes[number], **answers)


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, make_site: SiteMaker, tmp_path: Path) -> Iterator[Scene]:
    site = make_site(request.param)
    made = make_round(site)
    with site.store.writing() as session:
        round_ = session.merge(find_round(site))
        send_invitations(session, round_, actor=TESTER, now=site.clock())
    # processes look at the real clock; the round's dates are those of the tests' clock
    with site.store.connection() as connection:
        connection.execute(text("UPDATE round SET closes_at = '2099-01-01 00:00:00+00'"))
    program = Program(site.settings.environment(), free_port(), folder=tmp_path / "program")
    program.start_web()
    program.start_worker()
    folder = None
    if request.param == "postgresql":
        folder = request.getfixturevalue("postgresql").folder
    with start_nginx(tmp_path / "nginx", program.port) as proxy:
        wait_until(lambda: len(list(site.settings.outbox.glob("*.eml"))) >= len(made.codes))
        yield Scene(site, made, program, proxy, folder)
    program.stop()


@contextmanager
def key_file(site: Installation, content: str) -> Iterator[None]:
    """Exchange a round's key file."""
    file = site.keys.path / "test-2026.key"
    right = file.read_text()
    file.write_text(content)
    yield
    file.write_text(right)


def everything_goes_wrong(scene: Scene) -> dict[str, int]:
    """Send marked comments in every way that can fail; return how each ended."""
    site = scene.site
    own = json.loads((site.keys.path / "test-2026.key").read_text())
    ended = {
        "accepted": scene.answer(0, **COMMENTS).status_code,
        "used": scene.answer(0, **COMMENTS).status_code,
        "too long": scene.answer(1, **{k: v * 90 for k, v in COMMENTS.items()}).status_code,
        "no answer": scene.answer(1, find="9", **COMMENTS).status_code,
        "unknown": post(scene.proxy.port, "/i/answers", code="x", **COMMENTS).status_code,
        "in the address": requests.get(
            f"http://127.0.0.1:{scene.proxy.port}/i", params=COMMENTS, timeout=60
        ).status_code,
    }
    with key_file(site, json.dumps(own | {"public_key": "00" * 32})):
        ended["exchanged key"] = scene.answer(1, **COMMENTS).status_code
    with key_file(site, "{"):
        ended["broken key"] = scene.answer(1, **COMMENTS).status_code
    with refusing(site):
        ended["refused"] = scene.answer(1, **COMMENTS).status_code
    return ended


def kill_while_answering(scene: Scene) -> None:
    """Kill the web server with answers on their way, and start it again."""

    def send(number: int) -> None:
        try:
            scene.answer(number, **COMMENTS)
        except requests.RequestException:
            return
        scene.program.kill("web") if number == 12 else None

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(2, 20)))
    scene.program.start_web()


def abort_workers(scene: Scene) -> None:
    """Let the web server's workers die as on a fault of their own, which would dump a core."""
    for worker in children(scene.program.processes["web"].pid):
        os.kill(worker, signal.SIGABRT)
    wait_until(scene.program._answers)


def test_canaries_lie_nowhere_but_where_they_must(scene: Scene) -> None:
    assert everything_goes_wrong(scene) == {
        "accepted": 200, "used": 410, "too long": 413, "no answer": 422, "unknown": 404,
        "in the address": 200, "exchanged key": 503, "broken key": 503, "refused": 503,
    }  # fmt: skip
    kill_while_answering(scene)
    abort_workers(scene)
    assert scene.answer(1, **COMMENTS).status_code == 200, "the code was not spent by any failure"
    outbox = scene.site.settings.outbox
    mails = search([outbox], {"codes": set.union(*map(of_code, scene.made.codes))})
    assert len(mails) == len(scene.made.codes), "mails carry codes, so the search works"
    assert search(scene.folders, WRITTEN | scene.secrets, but=[outbox]) == []
    assert search([outbox], WRITTEN) == []
    assert not list(scene.program.folder.rglob("core*"))

    close_and_analyse(scene)
    assert search(scene.folders, scene.secrets) == [], "no code and no card, nowhere"
    found = search(scene.folders, WRITTEN)
    assert found, "comments are in the database now, so the search works"
    database = ("survey.sqlite", "base/", "pg_wal/")
    assert [place for place in found if not any(part in place for part in database)] == []
    assert in_results_and_statistics(scene.site) == []


def close_and_analyse(scene: Scene) -> None:
    cards = "\n".join([codes.show(scene.made.cards[0]), scene.made.cards[2].lower()])
    scene.program.command("round", "close", "test-2026", "--early", given=cards)
    scene.program.command("analyse", "test-2026")


def in_results_and_statistics(site: Installation) -> list[str]:
    """Return where a comment's names stand in table T, or in what the database knows of columns."""
    tables = ["SELECT * FROM result_table", "SELECT * FROM audit", "SELECT * FROM record"]
    if not site.store.is_sqlite:
        tables += ["SELECT * FROM pg_stats WHERE schemaname = 'public'"]
    found = []
    with site.store.connection() as connection:
        if not site.store.is_sqlite:
            connection.execute(text("ANALYZE"))
        for statement in tables:
            rows = str(connection.execute(text(statement)).all())
            found += [statement for word in ("Zutshi", "ಝುತ್ಶಿ") if word in rows]
    return found


def test_cards_typed_on_pages_lie_nowhere(
    site: Installation, clock: Clock, capfd: pytest.CaptureFixture[str]
) -> None:
    made = make_round(site, per_cell=5)
    send_answers(site, made, made.codes, some_answers)
    clock.turn(days=15)
    app = create_app(site.settings, site)
    for number in (0, 1):
        person = sign_in(app, site, f"keyholder{number}@example.org")
        page = person.get("/close/test-2026")
        person.send(page, "Deposit the card", card=codes.show(made.cards[number]))
    wait_until(lambda: find_round(site).cleaned)
    folders = [site.settings.data, site.settings.keys]
    words = {f"card {n}": of_code(card) for n, card in enumerate(made.cards)}
    assert search(folders, words) == []
    said = capfd.readouterr()
    assert not [
        word for word in set.union(*words.values()) if word in (said.out + said.err).encode()
    ]


def test_a_full_database_keeps_nothing_and_says_nothing(
    site: Installation, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made = make_round(site)
    site.store.dispose()
    with site.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    site.store.dispose()
    from surveyapp.store.session import PRAGMAS

    full = (*PRAGMAS, f"max_page_count = {pages}")
    monkeypatch.setattr("surveyapp.store.session.PRAGMAS", full)
    client = create_app(site.settings, site).test_client()
    statuses = [
        client.post("/i/answers", data={"code": code, **COMMENTS}).status_code
        for code in made.codes
    ]
    assert 503 in statuses
    said = capfd.readouterr()
    assert "OperationalError" in said.err
    assert search([site.settings.data], WRITTEN) == []
    words = set.union(*WRITTEN.values(), *map(of_code, made.codes))
    assert not [word for word in words if word in (said.err + said.out).encode()]
    monkeypatch.setattr("surveyapp.store.session.PRAGMAS", PRAGMAS)
    site.store.dispose()
    refused = [code for code, status in zip(made.codes, statuses, strict=True) if status == 503]
    again = client.post("/i/answers", data={"code": refused[0], **COMMENTS})
    assert again.status_code == 200, "a full database spends no code"


def test_the_database_server_notes_no_row_of_a_failing_statement(
    make_site: SiteMaker, request: pytest.FixtureRequest
) -> None:
    site = make_site("postgresql")
    made = make_round(site)
    client = create_app(site.settings, site).test_client()
    log = request.getfixturevalue("postgresql").folder / "log"
    spent = codes.digest(made.codes[0]).hex().encode()
    with refusing(site):
        before = len(log.read_bytes())
        assert (
            client.post("/i/answers", data={"code": made.codes[0], **COMMENTS}).status_code == 503
        )
        said = log.read_bytes()[before:]
        assert b"refuse" in said, "the failure itself is in the log"
        assert b"DETAIL" not in said
        assert b"INSERT" not in said
        assert spent not in said
        # so that the test can fail: what the server notes as it comes
        with site.store.engine.connect() as connection:
            connection.execute(text("SET log_error_verbosity = 'default'"))
            connection.execute(text("SET log_min_error_statement = 'error'"))
            with pytest.raises(Exception, match="refuse"):
                connection.execute(
                    text("INSERT INTO sealed_response VALUES (:a, :r, :h, :c)"),
                    {"a": "0" * 32, "r": find_round(site).id, "h": b"h" * 32, "c": b"c"},
                )
        said = log.read_bytes()[before + len(said) :]
        assert b"DETAIL" in said
        assert b"INSERT" in said
