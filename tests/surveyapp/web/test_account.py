"""One's own account: every way to sign in, and what keeps strangers out."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.accounts import people
from surveyapp.accounts import sign_in as verbs
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store.account import Account, Role, SignInLink
from surveyapp.store.links import make_link
from surveyapp.store.mail import Mail
from tests.conftest import Clock
from tests.factories import TESTER, make_people
from tests.people import Person, sign_in

EMAIL = "admin@example.org"
PASSWORD = "five small boats at dawn"


@pytest.fixture
def app(site: Installation) -> Flask:
    make_people(site)
    return create_app(site.settings, site)


def set_password(site: Installation, email: str = EMAIL) -> None:
    with site.store.writing() as session:
        account = people.find(session, email)
        verbs.set_password(session, account, PASSWORD, actor=TESTER, now=site.clock())


def enter(app: Flask, password: str = PASSWORD, code: str = "", email: str = EMAIL) -> Person:
    person = Person(app)
    page = person.get("/account/sign-in")
    person.send(page, "Sign in", email=email, password=password, one_time_code=code)
    return person


def is_in(person: Person) -> bool:
    return person.get("/account").heading == "Your account"


def test_a_link_signs_in_once_and_only_when_the_button_is_pressed(
    app: Flask, site: Installation
) -> None:
    with site.store.writing() as session:
        token = make_link(session, people.find(session, EMAIL), site.clock())
    path = f"/account/link/{token}"
    for _ in range(3):
        assert Person(app).get(path).status == 200
    person = Person(app)
    page = person.send(person.get(path), "Sign in")
    assert page.heading == "Your password"
    assert is_in(person)
    second = Person(app)
    refused = second.send(second.get(path), "Sign in")
    assert refused.status == 409
    assert "used up or too old" in refused.text
    assert not is_in(second)


def test_a_link_grows_old(app: Flask, site: Installation, clock: Clock) -> None:
    with site.store.writing() as session:
        token = make_link(session, people.find(session, EMAIL), site.clock())
    clock.turn(days=8)
    person = Person(app)
    person.send(person.get(f"/account/link/{token}"), "Sign in")
    assert not is_in(person)


def test_a_password_signs_in_and_a_wrong_one_does_not(app: Flask, site: Installation) -> None:
    set_password(site)
    assert is_in(enter(app))
    assert not is_in(enter(app, "five small boats at dusk"))
    assert not is_in(enter(app, email="nobody@example.org"))
    assert not is_in(enter(app, ""))


def test_wrong_passwords_are_limited_and_right_ones_never_count(
    app: Flask, site: Installation
) -> None:
    set_password(site)
    assert all(is_in(enter(app)) for _ in range(12))
    for _ in range(10):
        enter(app, "wrong")
    person = Person(app)
    page = person.get("/account/sign-in")
    refused = person.send(page, "Sign in", email=EMAIL, password=PASSWORD)
    assert refused.status == 429
    assert not is_in(person)


def test_one_time_codes_are_set_up_and_then_needed(
    app: Flask, site: Installation, clock: Clock
) -> None:
    set_password(site)
    person = enter(app)
    page = person.get("/account/one-time-codes")
    secret = page.tree.xpath("string(//code)").strip()
    assert person.send(page, "Switch on", one_time_code="000000").status == 409
    right = pyotp.TOTP(secret).at(clock())
    page = person.get("/account/one-time-codes")
    assert person.send(page, "Switch on", one_time_code=right).heading == "Your account"
    assert not is_in(enter(app))
    clock.turn(minutes=5)
    assert not is_in(enter(app, code=right))
    assert is_in(enter(app, code=pyotp.TOTP(secret).at(clock())))


def test_a_link_does_not_go_round_the_one_time_code(
    app: Flask, site: Installation, clock: Clock
) -> None:
    secret = verbs.new_secret()
    with site.store.writing() as session:
        account = people.find(session, EMAIL)
        code = pyotp.TOTP(secret).at(clock())
        verbs.confirm_totp(session, account, secret, code, actor=TESTER, now=clock())
        token = make_link(session, account, clock())
    person = Person(app)
    page = person.get(f"/account/link/{token}")
    person.send(page, "Sign in")
    assert not is_in(person)
    person.send(page, "Sign in", one_time_code=code)
    assert is_in(person)


def test_asking_for_a_link_tells_nobody_who_has_an_account(app: Flask, site: Installation) -> None:
    answers = set()
    for email in (EMAIL, "nobody@example.org", EMAIL):
        person = Person(app)
        page = person.get("/account/ask-link")
        answers.add(person.send(page, "Send me a link", email=email).text)
    assert len(answers) == 1
    with site.store.reading() as session:
        mails = session.scalars(select(Mail).where(Mail.kind == "sign_in")).all()
        assert [mail.account.email for mail in mails if mail.account] == [EMAIL]


def test_a_new_password_signs_other_browsers_out_and_voids_links(
    app: Flask, site: Installation
) -> None:
    set_password(site)
    here, elsewhere = enter(app), enter(app)
    with site.store.writing() as session:
        make_link(session, people.find(session, EMAIL), site.clock())
    page = here.get("/account/password")
    short = here.send(page, "Set the password", password="short", again="short")
    assert "at least 10 characters" in short.text
    apart = here.send(page, "Set the password", password="a long one", again="another one")
    assert apart.status == 422
    here.send(page, "Set the password", password="a long new one", again="a long new one")
    assert is_in(here)
    assert not is_in(elsewhere)
    with site.store.reading() as session:
        assert not session.scalars(select(SignInLink)).all()


def test_old_sessions_may_read_and_not_change_how_one_signs_in(
    app: Flask, site: Installation, clock: Clock
) -> None:
    person = sign_in(app, site, EMAIL)
    clock.turn(hours=1)
    assert is_in(person)
    assert person.get("/account/password").heading == "Sign in"


def test_roles_are_looked_up_at_each_request(app: Flask, site: Installation) -> None:
    person = sign_in(app, site, "evaluator@example.org")
    assert person.get("/account/tokens").status == 200
    with site.store.writing() as session:
        people.take_role(
            session, "evaluator@example.org", Role.EVALUATOR, actor=TESTER, now=site.clock()
        )
    assert person.get("/account/tokens").status == 403
    assert is_in(person)
    with site.store.writing() as session:
        people.disable(session, "evaluator@example.org", actor=TESTER, now=site.clock())
    assert not is_in(person)


def test_signing_out_needs_a_button_and_works(app: Flask, site: Installation) -> None:
    person = sign_in(app, site, EMAIL)
    page = person.get("/account")
    assert person.client.get("/account/sign-out").status_code == 405
    assert person.send(page, "Sign out").heading == "Sign in"
    assert not is_in(person)


def test_forged_requests_are_refused(app: Flask, site: Installation) -> None:
    person = sign_in(app, site, EMAIL)
    forged = person.post("/account/language", {"language": "hi"})
    assert forged.status == 400
    with site.store.reading() as session:
        assert people.find(session, EMAIL).language == "en"


def test_pages_speak_the_language_of_the_account(app: Flask, site: Installation) -> None:
    person = sign_in(app, site, EMAIL)
    page = person.get("/account/language")
    assert person.send(page, "Keep", language="hi").tree.get("lang") == "hi"
    assert person.get("/account").tree.get("lang") == "hi"
    with site.store.reading() as session:
        account: Account = people.find(session, EMAIL)
        assert account.language == "hi"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/x", "//elsewhere.example", "/i"])
def test_signing_in_leads_nowhere_else(app: Flask, site: Installation, wanted: str) -> None:
    set_password(site)
    person = Person(app)
    page = person.get("/account/sign-in")
    data = page.posted(page.tree.forms[0], email=EMAIL, password=PASSWORD)
    reply = person.client.post("/account/sign-in", query_string={"next": wanted}, data=data)
    assert reply.headers["Location"] == "/account"


def test_a_token_is_shown_once_and_can_be_withdrawn(app: Flask, site: Installation) -> None:
    person = sign_in(app, site, "evaluator@example.org")
    page = person.get("/account/tokens")
    made = person.send(page, "Make the token", name="The ministry's MIS", days="30")
    token = made.tree.xpath("string(//div[@role='status']//code)").strip()
    assert len(token) > 30
    again = person.get("/account/tokens")
    assert token not in again.html
    assert "The ministry's MIS" in again.text
    twice = person.send(again, "Make the token", name="The ministry's MIS", days="30")
    assert twice.status == 409
    gone = person.send(again, "Withdraw The ministry's MIS")
    assert "You have no token." in gone.text
