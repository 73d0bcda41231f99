"""Hostile text goes through form, box and close, and comes back exactly; or it is refused whole."""

from __future__ import annotations

from collections import Counter

from flask.testing import FlaskClient
from sqlalchemy import select

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.rounds.close import close
from surveyapp.store.answers import Comment
from tests.factories import TESTER, make_round, some_answers
from tests.forms.test_validators import KEPT
from tests.pages import Page

REFUSED = ["a\0b", "\x1b[2J", "half \ufffe", "x" * 20_000, "\u202e" * 1001]


def send(client: FlaskClient, code: str, **answers: str) -> Page:
    page = Page(client.post("/i", data={"code": code}))
    return page.submit(client, page.form_with("_order"), **answers)


def test_what_is_accepted_comes_back_after_the_close(any_site: Installation) -> None:
    made = make_round(any_site, per_cell=16)
    client = create_app(any_site.settings, any_site).test_client()
    sent: Counter[str] = Counter()
    for number, code in enumerate(made.codes):
        answers = {key: str(value) for key, value in some_answers(number).items() if value}
        text = KEPT[number % len(KEPT)]
        if number < len(REFUSED):
            refused = send(client, code, **answers | {"easier": REFUSED[number], "harder": text})
            assert refused.status in {413, 422}
            assert refused.field("harder").removeprefix("\n") == text
            assert refused.field("find") == answers["find"]
        accepted = send(client, code, **answers | {"easier": text, "harder": text})
        assert accepted.status == 200, accepted.text
        sent[text] += 2
    close(any_site, made.name, list(made.cards[:2]), actor=TESTER)
    with any_site.store.reading() as session:
        kept = Counter(session.scalars(select(Comment.text)))
    assert kept == sent
