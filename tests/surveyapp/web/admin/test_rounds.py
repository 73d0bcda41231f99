"""An administrator sets a round up and moves it, over HTTP alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.rounds.progress import answered_at_least
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation
from tests.conftest import Clock
from tests.factories import SMALL_INSTRUMENT, find_round, make_people, make_round
from tests.people import Person, sign_in

NEW = {"name": "clusters-2026", "opens": "2026-04-01T09:00", "closes": "2026-05-01T18:00"}


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


@pytest.fixture
def admin(app: Flask, site: Installation) -> Person:
    make_people(site)
    return sign_in(app, site, "admin@example.org")


def test_a_round_is_created_from_what_is_shipped(admin: Person, site: Installation) -> None:
    page = admin.get("/admin/create-round")
    made = admin.send(page, "Create the draft", **NEW)
    assert made.heading == "Round clusters-2026"
    for missing in ("2 approvals", "there are no participants", "3 keyholders need a card"):
        assert missing in made.text
    round_ = find_round(site, "clusters-2026")
    assert round_.state == "draft"
    assert round_.opens_at.isoformat() == "2026-04-01T03:30:00+00:00"


def test_faults_of_handed_in_files_are_all_named(admin: Person) -> None:
    page = admin.get("/admin/create-round")
    bad = SMALL_INSTRUMENT.replace("scale: ease", "scale: eas").encode()
    refused = admin.send(
        page,
        "Create the draft",
        {
            "instrument_files": ("bad.yaml", bad),
            "parameters_files": ("p.yaml", b"parameters: p\nversion: none\nclusters: []\n"),
        },
        **NEW,
    )  # fmt: skip
    assert refused.status == 422
    assert "bad.yaml, line" in refused.text
    assert "p.yaml, line 2" in refused.text
    assert "p.yaml, line 3" in refused.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "Two Words"}, "no name for a round"),
        ({"closes": "2026-03-30T09:00"}, "must end after it begins"),
        ({"opens": ""}, "Please fill this in."),
    ],
)
def test_what_is_wrong_with_a_round_is_said(
    admin: Person, wrong: dict[str, str], says: str
) -> None:
    page = admin.get("/admin/create-round")
    refused = admin.send(page, "Create the draft", **{**NEW, **wrong})
    assert refused.status in {409, 422}
    assert says in refused.text


def test_a_round_is_extended_with_a_reason(app: Flask, site: Installation) -> None:
    make_round(site)
    admin = sign_in(app, site, "admin@example.org")
    page = admin.get("/admin/rounds/test-2026/extend")
    assert admin.send(page, "Extend the round", closes="2026-06-01T10:00", why="").status == 422
    earlier = admin.send(page, "Extend the round", closes="2026-03-04T10:00", why="a mistake")
    assert "must end after 16 March 2026, 12:00" in earlier.text
    admin.send(page, "Extend the round", closes="2026-06-01T10:00", why="holidays")
    assert find_round(site).closes_at.isoformat() == "2026-06-01T04:30:00+00:00"


def test_an_approved_round_goes_back_to_draft(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    admin = sign_in(app, site, "admin@example.org")
    assert "Back to draft" not in admin.get("/admin/rounds/test-2026").text
    with site.store.writing() as session:
        session.merge(find_round(site)).state = "approved"
    admin.send(admin.get("/admin/rounds/test-2026"), "Back to draft")
    assert find_round(site).state == "draft"


def test_a_round_is_cancelled_only_by_its_name(app: Flask, site: Installation) -> None:
    make_round(site)
    admin = sign_in(app, site, "admin@example.org")
    page = admin.get("/admin/rounds/test-2026/cancel")
    button = "Cancel the round for good"
    assert admin.send(page, button, name="test-2025", why="over").status == 422
    assert find_round(site).state == "open"
    cancelled = admin.send(page, button, name="test-2026", why="over")
    assert cancelled.heading == "Round test-2026"
    assert find_round(site).state == "cancelled"


def test_numbers_of_answers_move_in_steps_and_never_say_all(app: Flask, site: Installation) -> None:
    make_round(site, per_cell=6)
    with site.store.writing() as session:
        for invitation in session.scalars(select(Invitation).where(Invitation.cluster == "north")):
            invitation.used = True
    admin = sign_in(app, site, "admin@example.org")
    assert "At least 10 of 24 invited people" in admin.get("/admin/rounds/test-2026").text
    rows = admin.get("/admin/rounds/test-2026/participants").tree.xpath("//tbody/tr")
    assert [row.xpath("td[4]")[0].text for row in rows] == ["5", "5", "0", "0"]


@pytest.mark.parametrize(
    ("used", "invited", "shown"), [(0, 0, 0), (4, 60, 0), (5, 5, 0), (60, 60, 55), (59, 60, 55)]
)
def test_what_may_be_shown_of_used_invitations(used: int, invited: int, shown: int) -> None:
    assert answered_at_least(used, invited) == shown


def test_every_page_of_a_rehearsal_says_so(admin: Person) -> None:
    page = admin.get("/admin/create-round")
    made = admin.send(page, "Create the draft", rehearsal="y", **NEW)
    assert "This round is a rehearsal" in made.text
    for part in ("participants", "mails"):
        assert "rehearsal" in admin.get(f"/admin/rounds/clusters-2026/{part}").text


def test_invitations_and_reminders_are_sent(app: Flask, site: Installation, clock: Clock) -> None:
    make_round(site)
    admin = sign_in(app, site, "admin@example.org")
    page = admin.get("/admin/rounds/test-2026/mails")
    sent = admin.send(page, "Send", kind="invitation", only="industry")
    assert "12 invitations wait" in sent.text
    again = admin.send(page, "Send", kind="invitation", only="industry")
    assert again.status == 409
    assert "nobody" in again.text
    assert "still wait" in admin.send(page, "Send", kind="reminder", only="").text


def test_a_mail_in_doubt_is_sent_again_by_a_person(app: Flask, site: Installation) -> None:
    make_round(site)
    admin = sign_in(app, site, "admin@example.org")
    admin.send(admin.get("/admin/rounds/test-2026/mails"), "Send", kind="invitation", only="")
    with site.store.writing() as session:
        first, second = session.scalars(select(Mail).where(Mail.kind == "invitation").limit(2))
        first.state, first.problem = "in_doubt", "ConnectionResetError"
        second.state, second.kind = "in_doubt", "reminder"
        address = second.invitation.participant.email if second.invitation else ""
    page = admin.get("/admin/rounds/test-2026/mails")
    assert "ConnectionResetError" in page.text
    assert address
    assert address not in page.text, "who is reminded has not answered"
    reply = admin.client.post(
        f"/admin/rounds/test-2026/mails/again/{first.id}",
        data={"csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0]},
    )
    assert reply.status_code == 302
    with site.store.reading() as session:
        assert session.get_one(Mail, first.id).state == "waiting"


def test_reminders_are_counted_in_steps(app: Flask, site: Installation) -> None:
    """How many were reminded is how many had not answered."""
    make_round(site)
    admin = sign_in(app, site, "admin@example.org")
    admin.send(admin.get("/admin/rounds/test-2026/mails"), "Send", kind="invitation", only="")
    with site.store.writing() as session:
        for mail in session.scalars(select(Mail).where(Mail.kind == "invitation").limit(7)):
            mail.kind = "reminder"
    page = admin.get("/admin/rounds/test-2026/mails")
    counts = {row.xpath("string(th)"): row.xpath("string(td)") for row in page.tree.xpath("//tr")}
    assert counts["reminder"] == "5"
    assert counts["invitation"] == "17"


def test_the_end_of_a_round_is_shown(app: Flask, site: Installation, clock: Clock) -> None:
    make_round(site)
    admin = sign_in(app, site, "admin@example.org")
    assert "The round takes answers." in admin.get("/admin/rounds/test-2026").text
    clock.turn(days=timedelta(days=15).days)
    admin = sign_in(app, site, "admin@example.org")
    assert "The round has ended" in admin.get("/admin/rounds/test-2026").text
