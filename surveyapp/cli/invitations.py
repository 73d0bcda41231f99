"""Invitations by mail and by letter."""

from __future__ import annotations

import click

from surveyapp.cli.common import Verbs, act_as, actor_of, site
from surveyapp.jobs import enqueue
from surveyapp.rounds import state
from surveyapp.rounds.invite import send_invitations, send_reminders


@click.group(cls=Verbs)
def invitations() -> None:
    """Invitations and reminders."""


@invitations.command("send")
@click.argument("name", metavar="ROUND")
@click.option("--reminder", is_flag=True, help="Remind those who have not answered.")
@click.option("--only", metavar="GROUP", help="Only this stakeholder group.")
@act_as
def send(name: str, reminder: bool, only: str | None, as_email: str | None) -> None:
    """Queue the mails of ROUND; the worker sends them."""
    here = site()
    verb = send_reminders if reminder else send_invitations
    with here.store.writing() as session:
        found = state.find(session, name)
        actor = actor_of(session, as_email)
        count = verb(session, found, only=only, actor=actor, now=here.clock())
    enqueue(here.settings, "mail.sweep")
    # an exact number of reminders would tell how many have answered
    click.echo(f"{count} mails wait to be sent" if not reminder else "reminders wait to be sent")
