"""The committee reads a configuration and, in numbers, a list, and approves what it read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pydantic import BaseModel

from analysis.configuration import Configuration
from analysis.parameters import Parameters
from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.participants.importer import add_participants
from surveyapp.rounds import create, errands, state
from surveyapp.rounds.power import simulate_power
from surveyapp.store.account import Role
from tests.factories import (
    TESTER,
    find_round,
    make_people,
    make_round,
    make_rows,
    shipped_configuration,
    small_configuration,
)
from tests.people import Person, sign_in
from tests.results import queued

PATH = "/committee/test-2026"


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def member(app: Flask, site: Installation, which: str = "committee") -> Person:
    return sign_in(app, site, f"{which}@example.org")


def approve(person: Person, path: str, button: str) -> Any:
    return person.send(person.get(path), button, sure="y")


def test_a_quorum_approves_configuration_and_list(app: Flask, site: Installation) -> None:
    make_round(site, small_configuration(quorum=2), opened=False)
    for which, count in (("committee", 1), ("second", 2)):
        person = member(app, site, which)
        page = approve(person, PATH, "Approve the configuration")
        assert f"{count} ha" in page.text
        approve(person, f"{PATH}/list", "Approve the list")
    assert find_round(site).state == "approved"
    page = member(app, site).get(f"{PATH}/list")
    assert "You have approved this." in page.text
    assert "2 have been given." in page.text


def test_an_approval_needs_the_box_and_what_was_read(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    person = member(app, site)
    page = person.get(PATH)
    assert person.send(page, "Approve the configuration").status == 422
    with site.store.writing() as session:
        other = small_configuration(quorum=2)
        round_ = state.find(session, "test-2026")
        create.configure(session, round_, other, actor=TESTER, now=site.clock())
    late = person.send(page, "Approve the configuration", sure="y")
    assert late.status == 409
    assert "has changed since you read it" in late.text
    list_page = person.get(f"{PATH}/list")
    with site.store.writing() as session:
        round_ = state.find(session, "test-2026")
        rows = [row for row in make_rows(small_configuration(), 8) if row.email[-13] in "67"]
        add_participants(session, round_, rows, keys=site.keys, actor=TESTER, now=site.clock())
    assert person.send(list_page, "Approve the list", sure="y").status == 409


def test_authors_do_not_approve_and_are_told_why(app: Flask, site: Installation) -> None:
    make_people(site)
    with site.store.writing() as session:
        people.add_role(
            session, "admin@example.org", Role.COMMITTEE, actor=TESTER, now=site.clock()
        )
    admin = sign_in(app, site, "admin@example.org")
    admin.send(
        admin.get("/admin/create-round"), "Create the draft", name="mine-2026",
        opens="2026-04-01T09:00", closes="2026-05-01T18:00",
    )  # fmt: skip
    page = admin.get("/committee/mine-2026")
    assert "You wrote this configuration" in page.text
    assert "Approve the configuration" not in page.text


@pytest.mark.parametrize("language", ["en", "hi", "kn", "mr", "te"])
def test_every_item_can_be_read_in_every_language(
    app: Flask, site: Installation, language: str
) -> None:
    configuration = shipped_configuration()
    make_round(site, configuration, opened=False, per_cell=1)
    page = member(app, site).get(f"{PATH}/questionnaire?in={language}")
    questionnaire = configuration.instrument.in_language(language)
    for item in questionnaire.items.values():
        assert f"{item.id}</code>" in page.html
    city = configuration.parameters.clusters[0].city_in(language)
    assert " ".join(questionnaire.stem.replace("{city}", city).split()) in page.text
    assert member(app, site).get(f"{PATH}/questionnaire?in=xx").status == 404


def leaves(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Yield the place of every single parameter."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from leaves(kind, f"{path}{name}.")
        else:
            yield f"{path}{name}"


@pytest.mark.parametrize("make", [shipped_configuration, small_configuration])
def test_every_parameter_stands_on_the_page_with_what_it_means(
    app: Flask, site: Installation, make: Any
) -> None:
    configuration: Configuration = make()
    make_round(site, configuration, opened=False, per_cell=1)
    page = member(app, site).get(f"{PATH}/parameters")
    ids = set(page.tree.xpath("//@id"))
    named = {"parameters", "version"}  # in the sentence above the tables
    for place in leaves(Parameters):
        key = place.replace(".", "-").replace("_", "-")
        assert key in ids or place in named, f"{place} is not on the page"
    for row in page.tree.xpath("//tr[@id]"):
        assert len(row.xpath("td")) == 2, "a value and a meaning"
        assert all(cell.text_content().strip() for cell in row.xpath("td"))


def test_differences_to_the_round_before_are_listed(app: Flask, site: Installation) -> None:
    make_round(site, name="test-2025")
    changed = small_configuration(quorum=2, minimums={"scored": 20})
    with site.store.writing() as session:
        now = site.clock()
        create.create(
            session, "test-2026", changed, now, find_round(site, "test-2025").closes_at,
            actor=TESTER, now=now,
        )  # fmt: skip
    page = member(app, site).get(f"{PATH}/differences")
    rows = {row.xpath("string(td[2])"): row for row in page.tree.xpath("//tbody/tr")}
    assert rows.keys() == {"quorum", "minimums.scored"}
    assert rows["minimums.scored"].xpath("string(td[3])") == "15"
    assert rows["minimums.scored"].xpath("string(td[4])") == "20"


def test_the_list_is_shown_in_numbers(app: Flask, site: Installation) -> None:
    make_round(site, opened=False, per_cell=6)
    page = member(app, site).get(f"{PATH}/list")
    assert page.tree.xpath("//td[text()='Northtown']")
    assert "Organisation 3" in page.text
    assert "example.org" in page.text
    assert "north.academia.0" not in page.text, "people are not named here"


def test_the_questionnaire_is_seen_as_respondents_see_it(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    person = member(app, site)
    page = person.send(person.get(PATH), "See the questionnaire as respondents do")
    assert page.status == 200
    assert "find equipment" in page.text


def test_the_rule_of_non_performance_is_tried_on_simulated_rounds(
    app: Flask, site: Installation
) -> None:
    make_round(site, opened=False)
    person = member(app, site)
    page = person.send(person.get(f"{PATH}/parameters"), "Simulate rounds")
    assert "Under way" in page.text
    ((_, *ids),) = [job for job in queued(site) if job[0] == "round.power"]
    errands.carry_out(
        site, "power", ids[0], ids[1],
        lambda name, actor: simulate_power(site, name, actor=actor, runs=2),
    )  # fmt: skip
    page = person.get(f"{PATH}/parameters")
    rows = page.tree.xpath("//h3[@id='power']/following-sibling::div[1]//tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == ["4", "6", "8", "10", "12"]
    assert "From 2 simulated rounds" in page.text
    found = page.tree.xpath("//h3[@id='method']/following-sibling::div[1]//tbody/tr")
    assert [row.xpath("string(th)").split()[0] for row in found] == [
        "Intervals", "Agreement", "Rounds",
    ]  # fmt: skip
    assert "%" in found[0].xpath("string(td)")
