"""Every route: who may call it, whether it has a session, and how its path is made."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store.account import Role
from surveyapp.web.headers import STATIC
from surveyapp.web.session import has_session
from tests.factories import make_people, make_round, small_configuration
from tests.people import Person, sign_in

PUBLIC = {"everyone", "token"}
SIGNED_IN = {"anonymous", "signed_in", "signed_in_lately"} | {str(role) for role in Role}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
VALUES = {
    "name": "test-2026", "token": "a" * 32, "id": "x", "cluster": "north", "number": 1,
    "file": "a.csv", "edition": "full", "member": "table.json", "digest": "0",
    "language": "en", "item": "find", "group": "academia",
    "identity": "00000000-0000-4000-8000-000000000000", "email": "x@example.org", "role": "coder",
}  # fmt: skip


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint not in STATIC)


def word_of(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def path_of(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        return str(adapter.build(rule.endpoint, {key: VALUES[key] for key in rule.arguments}))


def test_every_route_says_who_may_call_it(app: Flask) -> None:
    for rule in rules(app):
        word = word_of(app, rule)
        assert word in PUBLIC | SIGNED_IN, (
            f"{rule.rule} has no word of surveyapp/web/access.py: put @access.… under its route"
        )


def test_only_signed_in_areas_have_sessions(app: Flask) -> None:
    for rule in rules(app):
        assert has_session(rule.rule) == (word_of(app, rule) in SIGNED_IN), rule.rule


def test_paths_are_kebab_case_and_parameters_have_converters(app: Flask) -> None:
    for rule in rules(app):
        for part in rule.rule.strip("/").split("/"):
            for parameter in re.findall(r"<[^>]*>", part):
                assert re.fullmatch(r"<[a-z]+(\([^)]*\))?:[a-z_]+>", parameter), rule.rule
            plain = re.sub(r"<[^>]*>", "x", part)
            assert re.fullmatch(r"[a-z0-9.-]*", plain), rule.rule


def test_every_role_is_refused_on_the_pages_of_others(app: Flask, site: Installation) -> None:
    make_round(site, opened=False)
    for role in (Role.ADMIN, Role.COMMITTEE, Role.EVALUATOR, Role.CODER, Role.AUDITOR):
        person = sign_in(app, site, f"{role}@example.org")
        for rule in rules(app):
            word, path = word_of(app, rule), path_of(app, rule)
            if word in {str(other) for other in Role if other != role}:
                assert status(person, rule, path) == 403, f"{role} at {path}"


def test_strangers_are_asked_to_sign_in(app: Flask, site: Installation) -> None:
    make_people(site)
    stranger = Person(app)
    for rule in rules(app):
        if word_of(app, rule) in SIGNED_IN - {"anonymous"} and "GET" in (rule.methods or ()):
            reply = stranger.client.get(path_of(app, rule))
            assert reply.status_code == 302, rule.rule
            assert reply.headers["Location"].startswith("/account/sign-in")


def test_pages_without_session_set_no_cookie_in_a_signed_in_browser(
    app: Flask, site: Installation
) -> None:
    make_people(site)
    person = sign_in(app, site, "admin@example.org")
    for rule in rules(app):
        if word_of(app, rule) in PUBLIC and "GET" in (rule.methods or ()):
            reply = person.client.get(path_of(app, rule))
            assert "Set-Cookie" not in reply.headers, rule.rule
            assert "Cookie" not in reply.headers.get("Vary", ""), rule.rule


@pytest.mark.parametrize("opened", [False, True])
def test_every_page_of_a_round_with_one_card_says_that_it_is_for_trying_out(
    app: Flask, site: Installation, opened: bool
) -> None:
    """Pages that show no round yet (results, comments) are not there at this point."""
    single = small_configuration(keyholders={"needed": 1, "cards": 1})
    make_round(site, single, opened=opened)
    seen = 0
    for role, email in (("admin", "admin"), ("committee", "committee"),
                        ("keyholder", "keyholder0"), ("evaluator", "evaluator")):  # fmt: skip
        person = sign_in(app, site, f"{email}@example.org")
        for rule in rules(app):
            if word_of(app, rule) == role and "<round:name>" in rule.rule:
                reply = person.client.get(path_of(app, rule))
                if reply.status_code == 200:
                    seen += 1
                    assert "for trying out" in reply.text, rule.rule
    assert seen >= 14


def test_no_route_without_session_knows_a_cookie(app: Flask, site: Installation) -> None:
    """Whatever is asked of it, and however it ends, from a browser that is signed in."""
    made = make_round(site)
    person = sign_in(app, site, "admin@example.org")
    given = {"code": made.codes[0], "receipt": "x", "email": "x@example.org", "language": "hi"}
    called = 0
    for rule in rules(app):
        for method in (rule.methods or set()) & {"GET", "POST"}:
            if word_of(app, rule) in PUBLIC:
                called += 1
                data = given if method == "POST" else None
                reply = person.client.open(path_of(app, rule), method=method, data=data)
                assert not reply.headers.getlist("Set-Cookie"), rule.rule
                assert "Cookie" not in reply.headers.get("Vary", ""), rule.rule
                assert reply.headers["Content-Security-Policy"] == POLICY, rule.rule
                assert reply.headers["Referrer-Policy"] == "no-referrer"
                assert reply.headers["Cache-Control"] == "no-store"
    assert called > 20


def test_every_page_has_the_strict_policy(app: Flask, site: Installation) -> None:
    make_round(site)
    person = sign_in(app, site, "admin@example.org")
    paths = [path_of(app, rule) for rule in rules(app) if word_of(app, rule) in SIGNED_IN | PUBLIC]
    for path in ["/no-such-page", *paths]:
        policy = person.client.get(path).headers["Content-Security-Policy"]
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        assert parts["default-src"] == "'none'", path
        assert "unsafe" not in policy, path
        assert not re.search(r"https?:|\*", policy), path


def status(person: Person, rule: Rule, path: str) -> int:
    """Return how a call ends; posted calls carry a good token against forged requests."""
    if "GET" in (rule.methods or ()):
        return person.client.get(path).status_code
    (token, *_) = person.get("/account").tree.xpath("//input[@name='csrf_token']/@value")
    return person.client.post(path, headers={"X-CSRFToken": token}).status_code
