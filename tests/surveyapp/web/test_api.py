"""The interface for programs: what its description says, and nothing without a token."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from flask import Flask

from surveyapp.accounts import people, tokens
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store.account import Role
from surveyapp.web.api_description import describe
from tests.conftest import Clock
from tests.factories import TESTER, make_people
from tests.results import make_released


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def token_of(site: Installation, email: str = "evaluator@example.org") -> str:
    with site.store.writing() as session:
        account = people.find(session, email)
        return tokens.make_token(
            session, account, "mis", timedelta(days=30), actor=TESTER, now=site.clock()
        )


def get(app: Flask, path: str, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return app.test_client().get(path, headers=headers)


def test_the_description_names_every_route_and_no_other(app: Flask) -> None:
    rules = {
        re.sub(r"<[^>:]*:?([a-z]+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    description = get(app, "/api/v1/openapi.json").get_json()
    assert set(description["paths"]) == rules
    for path, item in description["paths"].items():
        given = {parameter["name"] for parameter in item.get("parameters", [])}
        assert given == set(re.findall(r"{([a-z]+)}", path))


def test_answers_are_as_described(app: Flask, site: Installation) -> None:
    make_released(site)
    token = token_of(site)
    description = describe("http://localhost")
    for path, item in description["paths"].items():
        address = path.replace("{name}", "test-2026").replace("{number}", "1")
        reply = get(app, address, token)
        assert reply.status_code == 200, path
        assert reply.headers["Content-Type"] == "application/json"
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(reply.get_json(), {**schema, "components": description["components"]})


def test_summary_and_table_are_the_frozen_ones(app: Flask, site: Installation) -> None:
    made = make_released(site)
    token = token_of(site)
    one = get(app, f"/api/v1/releases/{made.name}/1", token).get_json()
    names = {file["name"]: file["sha256"] for file in one["files"]}
    for address, member in ((one["summary"], "summary.json"), (one["table"], "table.json")):
        content = get(app, address, token).data
        assert hashlib.sha256(content).hexdigest() == names[member]
        assert json.loads(content)


def test_without_a_good_token_there_is_nothing(
    app: Flask, site: Installation, clock: Clock
) -> None:
    make_people(site)
    good = token_of(site)
    assert get(app, "/api/v1/releases", good).status_code == 200
    assert get(app, "/api/v1/releases").status_code == 401
    assert get(app, "/api/v1/releases", f"x{good}").status_code == 401
    auditor = token_of(site, "auditor@example.org")
    assert get(app, "/api/v1/releases", auditor).status_code == 403
    missing = get(app, "/api/v1/releases/none-2026", good)
    assert (missing.status_code, missing.get_json()["status"]) == (404, 404)
    with site.store.writing() as session:
        people.take_role(
            session, "evaluator@example.org", Role.EVALUATOR, actor=TESTER, now=site.clock()
        )
    assert get(app, "/api/v1/releases", good).status_code == 403


def test_tokens_grow_old(app: Flask, site: Installation, clock: Clock) -> None:
    make_people(site)
    good = token_of(site)
    clock.turn(days=31)
    assert get(app, "/api/v1/releases", good).status_code == 401


def test_a_session_is_no_token_and_nothing_can_be_posted(app: Flask, site: Installation) -> None:
    make_people(site)
    assert app.test_client().post("/api/v1/releases").status_code in {400, 405}
