"""A cluster reads its own report and replies; of others it sees nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.rounds.reply import reply_of
from surveyapp.store.account import Role
from tests.factories import TESTER, find_round, make_people
from tests.people import Person, sign_in
from tests.results import make_released, make_released_alone

PATH = "/cluster/test-2026"


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def office(app: Flask, site: Installation, cluster: str) -> Person:
    email = f"{cluster}-office@example.org"
    with site.store.writing() as session:
        people.add_role(
            session, email, Role.CLUSTER, cluster=cluster, actor=TESTER, now=site.clock()
        )
    return sign_in(app, site, email)


def test_a_cluster_reads_its_own_report_and_replies(app: Flask, site: Installation) -> None:
    make_released(site)
    person = office(app, site, "north")
    page = person.get(PATH)
    assert page.heading == "Northtown in test-2026"
    rows = page.tree.xpath("//table[contains(caption, 'Conditions of the rule')]/tbody/tr")
    assert len(rows) > 8
    assert {row.xpath("string(td)") for row in rows} <= {"yes", "no"}
    sent = person.send(page, "Keep the reply", text="We disagree with <b>one</b> figure.\n")
    assert "Your reply is kept" in sent.text
    with site.store.reading() as session:
        assert reply_of(session, find_round(site), "north") == "We disagree with <b>one</b> figure."
    assert "We disagree with <b>one</b> figure." in person.get(PATH).text
    person.send(person.get(PATH), "Keep the reply", text="")
    with site.store.reading() as session:
        assert reply_of(session, find_round(site), "north") == ""


def test_clusters_see_nothing_of_others(app: Flask, site: Installation) -> None:
    stranger = office(app, site, "west")  # before there is a round, every cluster may come
    make_released(site)
    north, south = office(app, site, "north"), office(app, site, "south")
    north.send(north.get(PATH), "Keep the reply", text="a reply of the north")
    assert "a reply of the north" not in south.get(PATH).text
    assert south.get(PATH).heading == "Southtown in test-2026"
    assert stranger.get(PATH).status == 404
    assert "Nothing has been released" in stranger.get("/cluster").text


def test_nothing_is_there_before_a_release(app: Flask, site: Installation) -> None:
    make_people(site)
    assert office(app, site, "north").get(PATH).status == 404


def test_the_only_cluster_with_a_score_reads_of_no_rank(app: Flask, site: Installation) -> None:
    make_released_alone(site)
    page = office(app, site, "north").get(PATH)
    assert "It has no rank" in page.text
    heads = {own.text_content() for own in page.tree.xpath("//th")}
    assert "Score, 0 to 100" in heads
    assert not heads & {"Rank", "Against the others"}
