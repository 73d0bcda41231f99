"""Importing people with a look before, finding them, erasing one."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.participants.uploads import drop_old_uploads
from surveyapp.store.participant import Invitation, Participant
from tests.conftest import Clock
from tests.factories import make_round
from tests.pages import Page
from tests.people import Person, sign_in

PATH = "/admin/rounds/test-2026/participants"
GOOD = b"""\
email,cluster,group,organisation
meera@x.org,Northtown,academia,IISc
om@x.org,south,industry,Tata
"""
NAMED = b"E-Mail;city;group;email\nmeera@x.org;north;academia;private@x.org\n"
BAD = b"email,cluster,group\nnobody,north,academia\na@x.org,west,academia\na@x.org,north,army\n"


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


@pytest.fixture
def admin(app: Flask, site: Installation) -> Person:
    make_round(site, opened=False)
    return sign_in(app, site, "admin@example.org")


def look(admin: Person, content: bytes) -> Page:
    return admin.send(admin.get(PATH), "Look at the file", {"file": ("list.csv", content)})


def people(site: Installation) -> int:
    with site.store.reading() as session:
        return session.scalar(select(func.count()).select_from(Invitation)) or 0


def uploads(site: Installation) -> int:
    return len(list((site.settings.data / "uploads").iterdir()))


def test_looking_changes_nothing_and_importing_adds(admin: Person, site: Installation) -> None:
    before = people(site)
    page = look(admin, GOOD)
    assert "2 people would be added" in page.text
    assert people(site) == before
    done = admin.send(page, "Put them on the list")
    assert "2 people added." in done.text
    assert people(site) == before + 2
    assert uploads(site) == 0


def test_every_fault_is_listed_and_nothing_can_be_imported(
    admin: Person, site: Installation
) -> None:
    page = look(admin, BAD)
    for fault in (
        "row 2, column email: 'nobody' is no mail address",
        "row 3, column cluster: there is no cluster 'west'",
        "row 4, column group: there is no group 'army'",
        "row 4, column email: a@x.org stands in row 3 already",
    ):
        assert fault in page.text
    assert "Put them on the list" not in page.text


def test_columns_are_assigned(admin: Person, site: Installation) -> None:
    page = look(admin, NAMED)
    assert "there is no column 'cluster'" in page.text
    looked = admin.send(page, "Look again", cluster="city", email="e-mail")
    assert "1 person would be added" in looked.text
    assert "These columns are not read: email." in looked.text
    admin.send(looked, "Put them on the list")
    with site.store.reading() as session:
        emails = set(session.scalars(select(Participant.email)))
    assert "meera@x.org" in emails
    assert "private@x.org" not in emails


def test_a_list_is_not_kept_longer_than_an_hour(
    admin: Person, app: Flask, site: Installation, clock: Clock
) -> None:
    page = look(admin, GOOD)
    clock.turn(hours=2)
    assert "gone now" in admin.get(page.path).text
    look(admin, GOOD)
    assert uploads(site) == 1
    admin.send(look(admin, GOOD), "Delete the file, add nobody")
    assert uploads(site) == 1
    clock.turn(hours=2)
    drop_old_uploads(site.settings, clock())
    assert uploads(site) == 0


def test_people_already_on_the_list_and_broken_caps_are_said(
    admin: Person, site: Installation
) -> None:
    again = look(admin, b"email,cluster,group\nnorth.academia.0@example.org,north,academia\n")
    assert "is on the list of test-2026 already" in again.text
    rows = b"".join(b"p%d@x.org,north,academia,One Firm\n" % number for number in range(9))
    capped = look(admin, b"email,cluster,group,organisation\n" + rows)
    assert "one organisation has 60% of the invitations, at most 50% is allowed" in capped.text


def test_people_are_found_and_nobody_sees_who_answered(admin: Person, site: Installation) -> None:
    page = admin.get("/admin/rounds/test-2026/people?words=north+organisation 3")
    assert page.tree.xpath("//tbody/tr/th/text()") == [
        "north.academia.3@example.org",
        "north.industry.3@example.org",
    ]
    before = admin.get("/admin/rounds/test-2026/people").html
    with site.store.writing() as session:
        session.scalars(select(Invitation)).first().code_hash = b"x" * 32  # type: ignore[union-attr]
    assert admin.get("/admin/rounds/test-2026/people").html == before
    assert "Nobody was found" in admin.get("/admin/rounds/test-2026/people?words=zzz").text


def test_a_person_is_erased(admin: Person, site: Installation) -> None:
    before = people(site)
    page = admin.get("/admin/erase")
    assert admin.send(page, "Erase this person", email="no@x.org").status == 409
    admin.send(page, "Erase this person", email="north.academia.0@example.org")
    with site.store.reading() as session:
        assert "north.academia.0@example.org" not in set(session.scalars(select(Participant.email)))
    assert people(site) == before
