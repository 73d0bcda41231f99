"""Keyholders make cards, try them, and close a round together on their pages."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.codes import show
from surveyapp.installation import Installation, installed
from surveyapp.rounds import ceremony
from surveyapp.store.account import Role
from surveyapp.store.answers import Response
from surveyapp.store.audit import AuditEntry
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Card
from tests.conftest import Clock
from tests.factories import (
    TESTER,
    find_round,
    make_round,
    send_answers,
    small_configuration,
    some_answers,
)
from tests.pages import Page
from tests.people import Person, sign_in

PATH = "/close/test-2026"


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def holder(app: Flask, site: Installation, number: int) -> Person:
    return sign_in(app, site, f"keyholder{number}@example.org")


def card_on(page: Page) -> str:
    return str(page.tree.xpath("string(//div[@class='paper-card']//code)"))


def test_a_card_is_shown_once_and_can_be_tried(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    person = holder(app, site, 0)
    card = card_on(person.send(person.get(PATH), "Make my card"))
    assert len(card) == 34
    assert card not in person.get(PATH).html
    tried = person.send(person.get(f"{PATH}/try"), "Try the card", card=card.lower())
    assert "This is your card" in tried.text
    wrong = person.send(
        person.get(f"{PATH}/try"),
        "Try the card",
        card=card[:-1] + ("y" if card[-1] == "X" else "x"),
    )
    assert wrong.status == 409
    assert "not a card of the round" in wrong.text


def test_a_new_card_makes_the_old_one_worthless(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    person = holder(app, site, 0)
    old = card_on(person.send(person.get(PATH), "Make my card"))
    person.send(person.get(PATH), "Make a new card; the old one becomes worthless")
    assert person.send(person.get(f"{PATH}/try"), "Try the card", card=old).status == 409


def test_there_are_no_more_cards_than_approved(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    with site.store.writing() as session:
        people.add_role(
            session, "fourth@example.org", Role.KEYHOLDER, actor=TESTER, now=site.clock()
        )
    for number in range(3):
        person = holder(app, site, number)
        person.send(person.get(PATH), "Make my card")
    fourth = sign_in(app, site, "fourth@example.org")
    assert "All cards of this round are with other keyholders." in fourth.get(PATH).text
    first = holder(app, site, 0)
    first.send(first.get(PATH), "Give the card back, so that another keyholder can have one")
    assert card_on(fourth.send(fourth.get(PATH), "Make my card"))


def deposit(person: Person, card: str, **answers: str) -> Page:
    return person.send(person.get(PATH), "Deposit the card", card=show(card), **answers)


def wait_until_closed(app: Flask, site: Installation) -> Page:
    person = holder(app, site, 0)
    for _ in range(300):
        if not ceremony.is_closing(site.settings, "test-2026"):
            return person.get(PATH)
        time.sleep(0.1)
    raise AssertionError("the close did not end")


def test_two_of_three_cards_close_a_round(any_site: Installation, clock: Clock) -> None:
    site, app = any_site, create_app(any_site.settings, any_site)
    made = make_round(site, per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    clock.turn(days=15)
    first, second = holder(app, site, 0), holder(app, site, 2)
    page = deposit(first, made.cards[0])
    assert "1 of 2 cards is deposited: keyholder0" in page.text
    assert find_round(site).state == "open"
    assert "Yours is the last card" in second.get(PATH).text
    deposit(second, made.cards[2])
    page = wait_until_closed(app, site)
    assert "The round is closed" in page.text, page.text
    assert "Of 64 sealed answers 64 were opened" in page.text
    with site.store.reading() as session:
        assert len(session.scalars(select(Response)).all()) == 64
        closes = select(AuditEntry.actor).where(AuditEntry.verb == "round.close")
        assert session.scalars(closes).all() == ["keyholder2@example.org"]
    assert not site.keys.has_round_key("test-2026")


def test_deposited_cards_survive_a_restart(any_site: Installation, clock: Clock) -> None:
    made = make_round(any_site, per_cell=5)
    send_answers(any_site, made, made.codes, some_answers)
    clock.turn(days=15)
    first = create_app(any_site.settings, any_site)
    deposit(holder(first, any_site, 0), made.cards[0])
    any_site.store.dispose()
    again = installed(any_site.settings, clock)
    app = create_app(again.settings, again)
    person = holder(app, again, 1)
    assert "1 of 2 cards is deposited: keyholder0" in person.get(PATH).text
    deposit(person, made.cards[1])
    assert "The round is closed" in wait_until_closed(app, again).text
    again.store.dispose()


def test_other_peoples_cards_and_early_closes_are_refused(
    app: Flask, site: Installation, clock: Clock
) -> None:
    made = make_round(site)
    person = holder(app, site, 0)
    early = deposit(person, made.cards[0])
    assert early.status == 409
    assert "still takes answers" in early.text
    clock.turn(days=15)
    person = holder(app, site, 0)
    foreign = deposit(person, made.cards[1])
    assert "another keyholder's card" in foreign.text
    assert made.cards[1] not in foreign.html
    with site.store.reading() as session:
        assert not session.scalars(select(Card).where(Card.deposit.is_not(None))).all()


def set_used(site: Installation, used: bool) -> None:
    """Use the last invitation without an answer, or take that back."""
    with site.store.writing() as session:
        last = session.scalars(select(Invitation).order_by(Invitation.id.desc()).limit(1)).one()
        last.used = used


def test_a_close_that_failed_says_why_and_can_go_on(
    app: Flask, site: Installation, clock: Clock
) -> None:
    made = make_round(site, per_cell=2)
    set_used(site, True)
    clock.turn(days=15)
    deposit(holder(app, site, 0), made.cards[0])
    deposit(holder(app, site, 1), made.cards[1])
    page = wait_until_closed(app, site)
    assert "the close did not finish" in page.text
    assert "1 invitations are used and 0 answers are sealed" in page.text
    set_used(site, False)
    person = holder(app, site, 0)
    person.send(person.get(PATH), "Go on with the close")
    assert "The round was cancelled" in wait_until_closed(app, site).text, "too few answers"


def test_a_rehearsal_and_a_single_card_are_marked(app: Flask, site: Installation) -> None:
    single = small_configuration(keyholders={"needed": 1, "cards": 1})
    make_round(site, single, opened=False)
    person = holder(app, site, 0)
    for path in (PATH, f"{PATH}/try"):
        assert "It is for trying out" in person.get(path).text
    assert "It is for trying out" in person.send(person.get(PATH), "Make my card").text
