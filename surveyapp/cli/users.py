"""Accounts."""

from __future__ import annotations

import sys

import click

from surveyapp.accounts import people, sign_in
from surveyapp.cli.common import Verbs, act_as, actor_of, site
from surveyapp.store.account import Role
from surveyapp.store.links import make_link

ROLES = click.Choice([role.value for role in Role])


@click.group(cls=Verbs)
def user() -> None:
    """Accounts of people who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option("--cluster", help="The cluster, for the role cluster.")
@click.option("--name", default="", help="How the person is called.")
@click.option("--password-stdin", is_flag=True, help="Read a password instead of making a link.")
@act_as(Role.ADMIN)
def add(
    email: str, role: str, cluster: str | None, name: str, password_stdin: bool,
    as_email: str | None,
) -> None:  # fmt: skip
    """Give EMAIL a role; print a one-time sign-in link."""
    here = site()
    with here.store.writing() as session:
        actor, now = actor_of(session, as_email), here.clock()
        account = people.add_role(
            session, email, Role(role), cluster=cluster, name=name, actor=actor, now=now
        )
        if password_stdin:
            password = sys.stdin.readline().rstrip("\n")
            sign_in.set_password(session, account, password, actor=actor, now=now)
            return
        token = make_link(session, account, now)
    click.echo(f"{here.settings.base_url}/account/link/{token}")


@user.command("remove")
@click.argument("email")
@click.option("--role", type=ROLES, help="Only this role; else the account.")
@act_as(Role.ADMIN)
def remove(email: str, role: str | None, as_email: str | None) -> None:
    """Take a role from EMAIL, or keep the account from signing in."""
    here = site()
    with here.store.writing() as session:
        actor, now = actor_of(session, as_email), here.clock()
        if role:
            people.take_role(session, email, Role(role), actor=actor, now=now)
        else:
            people.disable(session, email, actor=actor, now=now)
