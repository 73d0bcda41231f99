"""Bounces."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.cli.common import Verbs, act_as, actor_of, site
from surveyapp.mail.bounces import read_bounces
from surveyapp.store.account import Role


@click.group(cls=Verbs)
def bounces() -> None:
    """Mails that came back."""


@bounces.command("read")
@click.argument("mailbox", type=click.Path(path_type=Path, exists=True))
@act_as(Role.ADMIN)
def read(mailbox: Path, as_email: str | None) -> None:
    """Read bounces from a Maildir or an mbox file."""
    here = site()
    key = here.keys.installation().address_key
    with here.store.writing() as session:
        actor = actor_of(session, as_email)
        found = read_bounces(session, mailbox, key, actor=actor, now=here.clock())
    click.echo(f"{found.permanent} permanent, {found.passing} passing, {found.other} other mails")
