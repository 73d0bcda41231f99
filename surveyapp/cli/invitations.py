"""Invitations by mail and by letter."""

from __future__ import annotations

import os
from pathlib import Path

import click

from surveyapp.cli.common import Verbs, act_as, actor_of, refuse_unknown_group, site
from surveyapp.jobs import enqueue
from surveyapp.rounds import state
from surveyapp.rounds.invite import send_invitations, send_reminders
from surveyapp.rounds.letters import letters
from surveyapp.store.account import Role


@click.group(cls=Verbs)
def invitations() -> None:
    """Invitations and reminders."""


@invitations.command("send")
@click.argument("name", metavar="ROUND")
@click.option("--reminder", is_flag=True, help="Remind those who have not answered.")
@click.option("--only", metavar="GROUP", help="Only this stakeholder group.")
@act_as(Role.ADMIN)
def send(name: str, reminder: bool, only: str | None, as_email: str | None) -> None:
    """Queue the mails of ROUND; the worker sends them."""
    here = site()
    verb = send_reminders if reminder else send_invitations
    with here.store.writing() as session:
        found = state.find(session, name)
        refuse_unknown_group(session, found, only)
        actor = actor_of(session, as_email)
        count = verb(session, found, only=only, actor=actor, now=here.clock())
    enqueue(here.settings, "mail.sweep")
    # an exact number of reminders would tell how many have answered
    click.echo(f"{count} mails wait to be sent" if not reminder else "reminders wait to be sent")


@invitations.command("letters")
@click.argument("name", metavar="ROUND")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--only", metavar="GROUP", help="Only this stakeholder group.")
@act_as(Role.ADMIN)
def write_letters(name: str, out: Path, only: str | None, as_email: str | None) -> None:
    """Write a letter with code and QR code to everybody in ROUND, one page each (PDF).

    The file holds everybody's code: print it, and destroy it.
    """
    from surveyapp.reports.letters import letters_pdf

    here = site()
    with here.store.writing() as session:
        found = state.find(session, name)
        refuse_unknown_group(session, found, only)
        actor = actor_of(session, as_email)
        written = letters(session, found, here, only=only, actor=actor)
        content = letters_pdf(written, name)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(content)
    click.echo(f"{len(written)} letters in {out}; destroy the file when they are printed")
