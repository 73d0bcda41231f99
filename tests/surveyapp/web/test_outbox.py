"""The outbox is there only for mails in a folder of one's own machine, and shows them safely."""

from __future__ import annotations

from email.message import EmailMessage
from uuid import uuid4

import pytest
from flask import Flask

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.mail.sweep import sweep
from surveyapp.rounds import state
from surveyapp.rounds.invite import send_invitations
from tests.conftest import SiteMaker
from tests.factories import TESTER, make_round
from tests.pages import Page


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def invite(site: Installation) -> None:
    make_round(site, per_cell=2)
    with site.store.writing() as session:
        round_ = state.find(session, "test-2026")
        send_invitations(session, round_, actor=TESTER, now=site.clock())
    sweep(site)


def test_an_invitation_is_read_and_its_link_followed(app: Flask, site: Installation) -> None:
    invite(site)
    client = app.test_client()
    page = Page(client.get("/outbox?words=north.academia.1"))
    (address,) = page.tree.xpath("//tbody//a/@href")
    letter = Page(client.get(address))
    (link,) = letter.tree.xpath("//pre/a[contains(@href, '#')]/@href")
    assert link.startswith(f"{site.settings.base_url}/i#")
    code = link.partition("#")[2]
    assert client.post("/i", data={"code": code}).status_code == 200
    assert "List-Unsubscribe" in letter.text


def test_html_is_shown_without_scripts_in_a_frame_of_its_own(
    app: Flask, site: Installation
) -> None:
    invite(site)
    client = app.test_client()
    address = Page(client.get("/outbox")).tree.xpath("//tbody//a/@href")[0]
    letter = Page(client.get(address))
    (frame,) = letter.tree.xpath("//iframe")
    assert frame.get("sandbox") == "allow-top-navigation-by-user-activation"
    assert "frame-src 'self'" in letter.headers["Content-Security-Policy"]
    inside = client.get(frame.get("src"))
    policy = inside.headers.get_all("Content-Security-Policy")
    assert len(policy) == 1
    assert "default-src 'none'" in policy[0]
    assert "script-src" not in policy[0]
    assert inside.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in inside.text


def test_hostile_mails_stay_text(app: Flask, site: Installation) -> None:
    message = EmailMessage()
    message["Subject"] = "<script>alert(1)</script>"
    message["To"] = "x@example.org"
    message.set_content('see https://example.org/"><script>alert(2)</script>')
    message.add_attachment(b"data", maintype="application", subtype="pdf", filename="a.pdf")
    site.settings.outbox.mkdir()
    identity = uuid4()
    (site.settings.outbox / f"{identity}.eml").write_bytes(message.as_bytes())
    client = app.test_client()
    page = Page(client.get(f"/outbox/{identity}"))
    assert "alert(1)" in page.heading
    assert not page.tree.xpath("//pre//script")
    attachment = client.get(f"/outbox/{identity}/attachments/1")
    assert attachment.data == b"data"
    assert "attachment" in attachment.headers["Content-Disposition"]
    assert client.get(f"/outbox/{identity}/attachments/2").status_code == 404
    assert client.get(f"/outbox/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "settings",
    [
        {"MAIL_URL": "smtp://127.0.0.1:2525"},
        {"BASE_URL": "https://survey.example.org", "SECRET_KEY": "x" * 40},
    ],
)
def test_a_public_site_has_no_outbox(make_site: SiteMaker, settings: dict[str, str]) -> None:
    site = make_site(**settings)
    app = create_app(site.settings, site)
    assert app.test_client().get("/outbox", base_url="https://localhost").status_code == 404


def test_nobody_from_elsewhere_reads_it(app: Flask) -> None:
    reply = app.test_client().get("/outbox", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert reply.status_code == 404
