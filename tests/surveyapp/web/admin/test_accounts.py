"""Giving and taking roles."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.accounts import people
from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.store.account import Account, Role
from surveyapp.store.mail import Mail
from tests.factories import TESTER, make_people, make_round
from tests.people import Person, sign_in


@pytest.fixture
def app(site: Installation) -> Flask:
    make_people(site)
    return create_app(site.settings, site)


@pytest.fixture
def admin(app: Flask, site: Installation) -> Person:
    return sign_in(app, site, "admin@example.org")


def account(site: Installation, email: str) -> Account:
    with site.store.reading() as session:
        found = people.find(session, email)
        _ = found.grants
        return found


def test_a_role_is_given_with_a_link_to_sign_in(admin: Person, site: Installation) -> None:
    page = admin.get("/admin/accounts")
    admin.send(
        page, "Give the role", email="Pune@Example.org", name="Pune office", role="cluster",
        cluster="pune",
    )  # fmt: skip
    made = account(site, "pune@example.org")
    assert made.cluster == "pune"
    with site.store.reading() as session:
        mails = session.scalars(select(Mail).where(Mail.account_id == made.id)).all()
    assert [mail.kind for mail in mails] == ["sign_in"]


@pytest.mark.parametrize(
    ("role", "cluster", "email"),
    [("cluster", "", "x@example.org"), ("admin", "pune", "x@example.org"),
     ("cluster", "pune", "coder@example.org"), ("admin", "", "no address")],
)  # fmt: skip
def test_roles_that_cannot_be_are_refused(
    admin: Person, role: str, cluster: str, email: str
) -> None:
    page = admin.get("/admin/accounts")
    refused = admin.send(page, "Give the role", email=email, role=role, cluster=cluster)
    assert refused.status in {409, 422}


def test_roles_are_taken_and_accounts_disabled(admin: Person, site: Installation) -> None:
    path = f"/admin/accounts/{account(site, 'coder@example.org').id}"
    admin.send(admin.get(path), "Take coder away")
    assert account(site, "coder@example.org").roles == frozenset()
    admin.send(admin.get(path), "Keep the account from signing in")
    assert account(site, "coder@example.org").disabled
    admin.send(admin.get(path), "Let the account sign in again")
    assert not account(site, "coder@example.org").disabled


def test_administrators_cannot_lock_themselves_out(admin: Person, site: Installation) -> None:
    path = f"/admin/accounts/{account(site, 'admin@example.org').id}"
    refused = admin.send(admin.get(path), "Take admin away")
    assert refused.status == 409
    assert Role.ADMIN in account(site, "admin@example.org").roles


def test_a_cluster_that_no_round_has_is_refused(site: Installation) -> None:
    make_round(site)
    with (
        site.store.writing() as session,
        pytest.raises(people.BadAccount, match="no cluster nowhere in any round, but north"),
    ):
        people.add_role(
            session, "office@example.org", Role.CLUSTER, cluster="nowhere", actor=TESTER,
            now=site.clock(),
        )  # fmt: skip


def test_overlapping_roles_are_pointed_out(admin: Person, site: Installation) -> None:
    assert "better not both" not in admin.get("/admin/accounts").text
    with site.store.writing() as session:
        people.add_role(
            session, "admin@example.org", Role.KEYHOLDER, actor=TESTER, now=site.clock()
        )
    assert "better not both" in admin.get("/admin/accounts").text
