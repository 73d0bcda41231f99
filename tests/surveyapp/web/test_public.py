"""Pages for everybody: they set no cookie, tell nobody's secret, and exist in every language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from analysis.check_codes import check_code_of
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.mail.addresses import token_of
from surveyapp.participants.resend import answer_requests
from surveyapp.rounds.close import close
from surveyapp.store.link_request import LinkRequest
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Participant
from surveyapp.store.results import ResultTable
from surveyapp.web import limits
from surveyapp.web.languages import LANGUAGES
from tests.conftest import Clock
from tests.factories import TESTER, make_round, send_answers, some_answers
from tests.pages import Page

ADDRESS = "north.academia.0@example.org"


@pytest.fixture(autouse=True)
def no_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveyapp.web.public.resends", limits.WrongTries(10, 60))


@pytest.mark.parametrize(
    "path", ["/", "/languages", "/privacy", "/accessibility", "/check-code", "/resend", "/i"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_stand_in_every_language_without_a_cookie(
    client: FlaskClient, path: str, language: str
) -> None:
    page = Page(client.get(path, query_string={"language": language}))
    assert page.status == 200
    assert page.tree.get("lang") == language
    assert "Set-Cookie" not in page.headers


def resent(site: Installation) -> int:
    with site.store.reading() as session:
        return len(session.scalars(select(Mail.id).where(Mail.kind == "resend")).all())


def ask_again(client: FlaskClient, address: str) -> str:
    page = Page(client.get("/resend"))
    return page.submit(client, page.form_with("email"), email=address).html


def test_a_link_is_sent_again_and_nobody_learns_who_is_invited(
    client: FlaskClient, site: Installation, clock: Clock
) -> None:
    make_round(site)
    answers = {ask_again(client, ADDRESS.upper()), ask_again(client, "nobody@example.org")}
    assert len(answers) == 1
    assert answer_requests(site) == resent(site) == 1
    ask_again(client, ADDRESS)
    assert answer_requests(site) == 0


def test_a_request_for_a_link_is_the_same_work_for_every_address(
    any_site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_round(any_site)
    client = create_app(any_site.settings, any_site).test_client()
    asked: list[str] = []
    monkeypatch.setattr("surveyapp.web.public.enqueue", lambda _, *words: asked.append(words))
    statements: list[str] = []

    @event.listens_for(any_site.store.engine, "before_cursor_execute")
    def keep(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:
        values = parameters.values() if isinstance(parameters, dict) else parameters
        statements.append(f"{statement} {[len(value) for value in values]}")

    work = []
    for address in (ADDRESS, "nobody@example.org", "", "x" * 500):
        ask_again(client, address)
        work.append((tuple(statements), tuple(asked)))
        statements.clear()
        asked.clear()
    assert len(set(work)) == 1
    ((written, queued),) = set(work)
    assert len([each for each in written if not each.startswith("BEGIN")]) == 1
    assert queued == (("links.send",),)
    with any_site.store.reading() as session:
        assert len(session.scalars(select(LinkRequest.address_hash)).all()) == 4
        kept = str(session.execute(text("SELECT * FROM link_request")).all())
    assert "example" not in kept


def test_no_link_is_sent_after_the_end(
    client: FlaskClient, site: Installation, clock: Clock
) -> None:
    make_round(site, ends_in=timedelta(days=1))
    clock.turn(days=2)
    ask_again(client, ADDRESS)
    assert answer_requests(site) == resent(site) == 0


def test_requests_for_links_are_limited(client: FlaskClient) -> None:
    statuses = [client.post("/resend", data={"email": "a@b.in"}).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def token(site: Installation) -> str:
    with site.store.reading() as session:
        person = session.scalars(select(Participant).where(Participant.email == ADDRESS)).one()
    return token_of(person.id, site.keys.installation().address_key)


def is_unsubscribed(site: Installation) -> bool:
    with site.store.reading() as session:
        query = select(Participant.unsubscribed).where(Participant.email == ADDRESS)
        return bool(session.scalar(query))


def test_opening_the_link_stops_no_mails_and_the_button_does(
    client: FlaskClient, site: Installation
) -> None:
    make_round(site)
    page = Page(client.get("/unsubscribe", query_string={"id": token(site)}))
    assert not is_unsubscribed(site)
    assert page.submit(client, page.form_with("id")).status == 200
    assert is_unsubscribed(site)


def test_one_click_of_a_mail_program_stops_the_mails(
    client: FlaskClient, site: Installation
) -> None:
    make_round(site)
    address = f"/unsubscribe?id={token(site)}"
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert is_unsubscribed(site)


@pytest.mark.parametrize("wrong", ["", "x", "a" * 40])
def test_a_broken_link_stops_nobodys_mails(client: FlaskClient, wrong: str) -> None:
    assert Page(client.post("/unsubscribe", data={"id": wrong})).status == 404


def check(client: FlaskClient, code: str) -> Page:
    page = Page(client.get("/check-code"))
    return page.submit(client, page.form_with("code"), code=code)


def test_a_check_code_is_looked_up_when_the_box_is_closed(any_site: Installation) -> None:
    made = make_round(any_site)
    receipts = send_answers(any_site, made, made.codes, some_answers)
    client = create_app(any_site.settings, any_site).test_client()
    own = receipts[3].check_code
    early = check(client, own)
    assert early.status == 404, "there is no list while the round is open"
    assert "that is as it should be" in early.text
    for no_code in ("ABCD", receipts[3].receipt_code, ""):
        assert "This is not a check code" in check(client, no_code).text
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    for typed in (own, own.lower().replace("-", " ")):
        found = check(client, typed)
        assert (found.status, found.tree.xpath("count(//*[@role='status'])")) == (200, 1)
        assert "test-2026" in found.text
    other = own[:-1] + ("0" if own[-1] != "0" else "1")
    with any_site.store.reading() as session:
        (first, *_) = session.scalars(select(ResultTable)).one().hashes
    inside = check_code_of(bytes.fromhex(first)[4:])
    assert "something is wrong" in check(client, other).tree.xpath("string(//*[@role='alert'])")
    for typed in (other, inside, own[:-1], "", "%" * 16, "x" * 5000):
        assert check(client, typed).status == 404
