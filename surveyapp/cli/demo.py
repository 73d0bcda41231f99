"""The demonstration."""

from __future__ import annotations

import click

from surveyapp.accounts import people
from surveyapp.cli.common import Verbs, site
from surveyapp.demo.load import DOMAIN, PRESENT, load
from surveyapp.store.account import Role
from surveyapp.store.links import make_link


@click.group(cls=Verbs)
def demo() -> None:
    """Two invented rounds, to look around in."""


@demo.command("load")
def load_command() -> None:
    """Load the demonstration, unless it is there already."""
    load(site())


@demo.command("show")
def show_command() -> None:
    """Print the address, one sign-in for each role, and where mails and the card lie."""
    here = site()
    base = here.settings.base_url
    with here.store.writing() as session:
        links = {
            role: make_link(session, people.find(session, f"{role}@{DOMAIN}"), here.clock())
            for role in Role
        }
    click.echo(f"\n  {base}\n\nSign in (each link works once):\n")
    for role, token in links.items():
        click.echo(f"  {role:<10} {base}/account/link/{token}")
    click.echo(f"\nMails:   {base}/outbox  (files in {here.settings.outbox})")
    click.echo(f"Card of {PRESENT}: {here.keys.path / PRESENT}.card\n")
