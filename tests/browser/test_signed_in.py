"""Signed-in pages in a real browser: accessible, no wider than a phone, with passkeys."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.installation import Installation, installed
from surveyapp.mail.sweep import sweep
from surveyapp.participants.importer import add_participants
from surveyapp.rounds import create, state
from surveyapp.rounds.invite import send_invitations
from surveyapp.rounds.prepare_coding import prepare_coding
from surveyapp.settings import read_settings
from surveyapp.store.account import Role
from surveyapp.store.links import make_link
from surveyapp.web import limits
from tests.browser.conftest import Quiet
from tests.browser.steps import NEXT, answer_step, current, send
from tests.browser.test_accessible import assert_accessible
from tests.conftest import Clock
from tests.factories import (
    TESTER,
    make_round,
    make_rows,
    shipped_configuration,
    small_configuration,
)
from tests.results import make_released

PAGES = {
    "admin": [
        "/account", "/account/password", "/account/one-time-codes", "/account/passkeys",
        "/account/language", "/admin", "/admin/create-round", "/admin/rounds/test-2026",
        "/admin/rounds/open-2026", "/admin/rounds/draft-2026",
        "/admin/rounds/open-2026/participants", "/admin/rounds/open-2026/people",
        "/admin/rounds/open-2026/mails", "/admin/rounds/open-2026/extend",
        "/admin/rounds/open-2026/cancel", "/admin/accounts", "/admin/erase", "/admin/none",
    ],
    "committee": [
        "/committee", "/committee/draft-2026", "/committee/draft-2026/questionnaire?in=kn",
        "/committee/draft-2026/parameters", "/committee/draft-2026/codebook",
        "/committee/next-2026/differences", "/committee/draft-2026/list",
    ],
    "keyholder0": ["/close", "/close/draft-2026", "/close/open-2026", "/close/open-2026/try",
                   "/close/test-2026"],
    "coder": ["/coding", "/coding/test-2026", "/coding/test-2026/review", "/coding/test-2026/code"],
    "evaluator": ["/evaluate", "/evaluate/test-2026", "/evaluate/test-2026/1", "/account/tokens"],
    "cluster": ["/cluster", "/cluster/test-2026"],
    "auditor": ["/audit", "/audit/check", "/admin"],
    "": ["/account/sign-in", "/account/ask-link", "/outbox"],
}  # fmt: skip


class Office:
    """A served installation with an open, a draft and a released round."""

    def __init__(self, site: Installation) -> None:
        self.site = site

    def sign_in(self, page: Page, who: str) -> None:
        with self.site.store.writing() as session:
            account = people.find(session, f"{who}@example.org")
            token = make_link(session, account, self.site.clock())
        page.goto(f"/account/link/{token}")
        page.get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Office]:
    data = tmp_path_factory.mktemp("office")
    shutil.copy(sqlite_template, data / "survey.sqlite")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        address = f"http://localhost:{listening.getsockname()[1]}"  # passkeys want a name
        settings = read_settings({"SURVEYAPP_DATA": str(data), "SURVEYAPP_BASE_URL": address})
        site = installed(settings, Clock())
        _fill(site)
        app = create_app(settings, site)
        server = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listening.fileno()
        )
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Office(site)
        server.shutdown()
        thread.join()
        server.server_close()
        site.store.dispose()


def _fill(site: Installation) -> None:
    make_released(site)
    prepare_coding(site, "test-2026", actor=TESTER)
    make_round(site, name="open-2026", per_cell=2)
    configuration, now = shipped_configuration(), site.clock()
    with site.store.writing() as session:
        people.add_role(
            session, "cluster@example.org", Role.CLUSTER, cluster="north", actor=TESTER, now=now
        )
        send_invitations(session, state.find(session, "open-2026"), actor=TESTER, now=now)
        draft = create.create(
            session, "draft-2026", configuration, now, now + timedelta(days=30), actor=TESTER,
            now=now,
        )  # fmt: skip
        create.create(
            session, "next-2026", small_configuration(quorum=3), now, now + timedelta(days=30),
            actor=TESTER, now=now,
        )  # fmt: skip
        rows = make_rows(configuration, 2)
        add_participants(session, draft, rows, keys=site.keys, actor=TESTER, now=now)
    sweep(site)


@pytest.fixture(params=[("light", 320), ("dark", 1280)], ids=["phone", "desktop"])
def browser_page(
    chromium: Browser, office: Office, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page in each shape; what its console complains about fails the test."""
    limits.wrong_passwords.forget()
    scheme, width = request.param
    context = chromium.new_context(
        base_url=office.site.settings.base_url, color_scheme=scheme,
        viewport={"width": width, "height": 800}, locale="en-IN",
    )  # fmt: skip
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: _note(complaints, message.type, message.text))
    yield context.new_page()
    context.close()
    assert not complaints


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind in {"error", "warning"} and not text.startswith("Failed to load resource"):
        complaints.append(text)


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "stranger")
def test_pages_are_accessible_and_fit(office: Office, browser_page: Page, who: str) -> None:
    if who:
        office.sign_in(browser_page, who)
    viewport = browser_page.viewport_size
    is_phone = viewport is not None and viewport["width"] < 400
    for path in PAGES[who] if is_phone else PAGES[who][::3]:
        browser_page.goto(path)
        assert_accessible(browser_page)
        too_wide = browser_page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{path} is {too_wide} pixels too wide"


def test_a_table_says_that_it_goes_on(office: Office, browser_page: Page) -> None:
    office.sign_in(browser_page, "evaluator")
    browser_page.goto("/evaluate/test-2026")
    table = browser_page.get_by_role("region", name="Releases, the newest first")
    goes_on = table.evaluate("box => box.scrollWidth > box.clientWidth")
    assert goes_on == (browser_page.evaluate("innerWidth") < 400)
    assert browser_page.get_by_text("The table goes on to the right").is_visible() == goes_on
    table.focus()
    browser_page.keyboard.press("ArrowRight")
    if goes_on:
        moved = "const look = () => box.scrollLeft ? done() : requestAnimationFrame(look); look()"
        table.evaluate(f"box => new Promise((done) => {{ {moved} }})")


def test_a_questionnaire_is_tried_out_in_every_language(office: Office, browser_page: Page) -> None:
    page = browser_page
    office.sign_in(page, "committee")
    page.goto("/committee/draft-2026")
    page.get_by_role("button", name="See the questionnaire").click()
    for language in ("kn", "te", "mr", "hi", "en"):
        page.locator(f".languages [value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert_accessible(page)
    while current(page).get_attribute("id") != "s-send":
        answer_step(page)
        page.locator(NEXT).click()
    send(page)
    expect(page.locator("h1")).to_have_text("What would be sealed")
    assert_accessible(page)


def test_a_mail_and_its_link(office: Office, browser_page: Page) -> None:
    browser_page.goto("/outbox?words=north.academia.0")
    browser_page.locator("tbody a").first.click()
    assert_accessible(browser_page)
    frame = browser_page.frame_locator("iframe")
    frame.get_by_role("link", name="Answer now").click()
    browser_page.wait_for_url("**/i*")


def test_a_passkey_is_added_and_signs_in(office: Office, browser_page: Page) -> None:
    client = browser_page.context.new_cdp_session(browser_page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    office.sign_in(browser_page, "second")
    browser_page.goto("/account/passkeys")
    browser_page.get_by_label("Name of the new passkey").fill("Telephone")
    browser_page.get_by_role("button", name="Add a passkey").click()
    browser_page.get_by_text("The passkey is added.").wait_for()
    assert_accessible(browser_page)
    browser_page.goto("/account")
    browser_page.get_by_role("button", name="Sign out").click()
    browser_page.get_by_role("button", name="Sign in with a passkey").click()
    browser_page.get_by_role("heading", name="Your account").wait_for()
    browser_page.goto("/account/passkeys")
    browser_page.get_by_role("button", name="Remove Telephone").click()
    browser_page.get_by_text("The passkey is removed.").wait_for()
    browser_page.goto("/account")
    browser_page.get_by_role("button", name="Sign out").click()
    browser_page.get_by_role("button", name="Sign in with a passkey").click()
    browser_page.get_by_text("This passkey was not accepted").wait_for()
