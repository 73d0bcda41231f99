"""Coders review what is hidden and code what was drawn; every code is appended, none is changed."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from analysis.redaction.redact import redact
from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.rounds import errands, hand_code, state
from surveyapp.rounds.analyse import corrections_of
from surveyapp.rounds.coding_plan import Suggestion, plan_of
from surveyapp.rounds.prepare_coding import prepare_coding
from surveyapp.store.account import Role
from surveyapp.store.answers import Comment
from surveyapp.store.results import HandCode
from tests.factories import (
    TESTER,
    find_round,
    make_round,
    send_answers,
    some_answers,
)
from tests.people import Person, sign_in
from tests.results import make_closed, queued

PATH = "/coding/test-2026"
SECRET = "Ask Dr Meera Nair, 98450 12345, why the lab was shut."


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


@pytest.fixture
def coder(app: Flask, site: Installation) -> Person:
    """A coder of a closed round whose comments are prepared; one of them names somebody."""
    make_closed(site)
    with site.store.writing() as session:
        first = session.scalars(select(Comment).order_by(Comment.id).limit(1)).one()
        first.text, first.redacted = SECRET, redact(SECRET)
    prepare_coding(site, "test-2026", actor=TESTER)
    return sign_in(app, site, "coder@example.org")


def comments(site: Installation) -> list[Comment]:
    with site.store.reading() as session:
        return list(session.scalars(select(Comment).order_by(Comment.id)))


def accept_all(site: Installation) -> None:
    with site.store.writing() as session:
        for comment in session.scalars(select(Comment)):
            comment.review = "accepted"


def test_comments_are_prepared_by_the_worker(app: Flask, site: Installation) -> None:
    make_closed(site)
    person = sign_in(app, site, "coder@example.org")
    person.send(person.get(PATH), "Prepare the comments")
    ((_, *ids),) = [job for job in queued(site) if job[0] == "round.prepare"]
    assert "Under way" in person.get(PATH).text
    errands.carry_out(
        site, "prepare", ids[0], ids[1],
        lambda name, actor: prepare_coding(site, name, actor=actor),
    )  # fmt: skip
    plan = plan_of(site.settings, "test-2026")
    assert plan.order
    written = (site.settings.data / "coding" / "test-2026.json").read_text()
    assert "reason" not in written, "the plan holds no text"


def test_nothing_is_coded_before_a_person_has_reviewed_it(app: Flask, site: Installation) -> None:
    make_closed(site)
    person = sign_in(app, site, "coder@example.org")
    first = comments(site)[0]
    assert first.redacted is not None
    assert person.get(f"{PATH}/review/{first.id}").status == 200
    assert person.get(f"{PATH}/code/{first.id}").status == 404


def test_why_there_is_nothing_to_code_is_said(app: Flask, site: Installation) -> None:
    make_closed(site)
    person = sign_in(app, site, "coder@example.org")
    assert "have the program prepare the comments first" in person.get(f"{PATH}/code").text
    prepare_coding(site, "test-2026", actor=TESTER)
    assert "Other comments wait for review" in person.get(f"{PATH}/code").text


def test_coding_is_offered_once_something_is_reviewed(coder: Person) -> None:
    page = coder.get(PATH)
    assert "once it has been reviewed" in page.text
    assert "Code the next" not in page.text
    coder.send(coder.get(f"{PATH}/review"), "May be read like this")
    assert "Code the next" in coder.get(PATH).text


def test_what_is_hidden_is_reviewed(coder: Person, site: Installation) -> None:
    page = coder.get(f"{PATH}/review")
    shown = page.tree.xpath("string(//blockquote)")
    assert "Meera" not in shown
    assert "98450" not in shown
    coder.send(page, "May be read like this", more="the lab")
    first = comments(site)[0]
    assert first.review == "accepted"
    assert first.redacted is not None
    assert first.redacted.endswith("why [hidden] was shut.")
    assert "Meera" not in first.redacted


def test_what_need_not_be_hidden_comes_back(coder: Person, site: Installation) -> None:
    page = coder.get(f"{PATH}/review")
    coder.send(page, "May be read like this", hidden=[])
    assert comments(site)[0].redacted == SECRET


def test_words_that_do_not_stand_there_are_refused(coder: Person, site: Installation) -> None:
    page = coder.get(f"{PATH}/review")
    refused = coder.send(page, "May be read like this", more="the laboratory")
    assert refused.status == 409
    assert "does not stand in the comment" in refused.text
    assert comments(site)[0].review == "waiting"


def test_a_comment_is_withheld_and_never_coded(coder: Person, site: Installation) -> None:
    page = coder.get(f"{PATH}/review")
    coder.send(page, "Withhold all of it")
    first = comments(site)[0]
    assert first.review == "withheld"
    assert coder.get(f"{PATH}/code/{first.id}").status == 404
    assert coder.get(f"{PATH}/review").path != page.path


def test_codes_are_appended_and_win(coder: Person, site: Installation) -> None:
    accept_all(site)
    page = coder.get(f"{PATH}/code")
    comment = page.path.rpartition("/")[2]
    assert coder.send(page, "Keep, and show the next").status == 422, "a label is needed"
    coder.send(page, "Keep, and show the next", label="negative")
    again = coder.get(f"{PATH}/code/{comment}")
    coder.send(again, "Keep, and show the next", label="positive")
    with site.store.reading() as session:
        rows = session.scalars(select(HandCode).order_by(HandCode.id)).all()
        assert [row.label for row in rows] == ["negative", "positive"]
        assert corrections_of(session, find_round(site)).label(comment) == "positive"
    assert coder.get(f"{PATH}/code").path != page.path


def test_a_comment_can_be_left_to_others(coder: Person, site: Installation) -> None:
    accept_all(site)
    page = coder.get(f"{PATH}/code")
    following = coder.send(page, "Leave this one to others")
    assert following.path != page.path
    assert following.heading == "Code a comment"


def test_random_ones_are_coded_by_two_people(coder: Person, app: Flask, site: Installation) -> None:
    accept_all(site)
    with site.store.writing() as session:
        people.add_role(session, "coder2@example.org", Role.CODER, actor=TESTER, now=site.clock())
    plan = plan_of(site.settings, "test-2026")
    second = sign_in(app, site, "coder2@example.org")
    key = next(each for each in plan.order if plan.of(each).drawn == "double")
    for person in (coder, second):
        page = person.get(f"{PATH}/code/{key}")
        person.send(page, "Keep, and show the next", label="neutral")
    assert "1 by two people" in coder.get(PATH).text
    assert "with alpha" not in coder.get(PATH).text
    labels = ("negative", "positive", "neutral", "negative", "positive")
    for key, label in zip(plan.order, labels, strict=False):
        for person in (coder, second):
            page = person.get(f"{PATH}/code/{key}")
            person.send(page, "Keep, and show the next", label=label)
    prepare_coding(site, "test-2026", actor=TESTER)
    assert "with alpha 1.00" in coder.get(PATH).text


def test_themes_are_confirmed_added_and_removed(coder: Person, site: Installation) -> None:
    accept_all(site)
    comment = str(comments(site)[0].id)
    with site.store.writing() as session:
        round_ = state.find(session, "test-2026")
        mine = people.find(session, "coder@example.org")
        for themes in ({"hiring", "patents"}, {"patents", "training"}):
            hand_code.hand_code(
                session, round_, session.get_one(Comment, UUID(comment)), mine, label="negative",
                themes=themes, known={"hiring", "patents", "training"},
                suggested=Suggestion(themes=("hiring",), label="negative", drawn="random"),
                version=3, actor=TESTER, now=site.clock(),
            )  # fmt: skip
        corrections = corrections_of(session, round_)
        rows = [
            (row.theme or row.label, row.action, row.version, row.drawn)
            for row in session.scalars(select(HandCode).order_by(HandCode.id)).all()
        ]
    assert rows[:3] == [
        ("negative", "confirm", 3, "random"),
        ("hiring", "confirm", 3, "random"),
        ("patents", "add", 3, "random"),
    ]
    assert ("hiring", "remove", 3, "random") in rows[3:]
    assert set(corrections.themes(comment, ["hiring"])) == {"patents", "training"}


def test_codes_that_were_not_offered_are_refused(coder: Person, site: Installation) -> None:
    accept_all(site)
    with site.store.writing() as session:
        round_ = state.find(session, "test-2026")
        comment = session.get_one(Comment, comments(site)[0].id)
        mine = people.find(session, "coder@example.org")
        with pytest.raises(hand_code.BadCode):
            hand_code.hand_code(
                session, round_, comment, mine, label="negative", themes={"invented"},
                known={"hiring"}, suggested=Suggestion(), version=1, actor=TESTER,
                now=site.clock(),
            )  # fmt: skip


def test_no_comment_is_there_before_the_close(app: Flask, site: Installation) -> None:
    made = make_round(site)
    send_answers(site, made, made.codes[:3], some_answers)
    person = sign_in(app, site, "coder@example.org")
    assert person.get(PATH).status == 404
    assert "comments stay sealed" in person.get("/coding").text
