"""The command ``surveyapp``: one group a file."""

from __future__ import annotations

import click

from surveyapp.cli import (
    bounces,
    demo,
    doctor,
    installations,
    instruments,
    invitations,
    participants,
    results,
    rounds,
    users,
)
from surveyapp.cli.common import Verbs
from surveyapp.process import harden

COMMANDS: tuple[click.Command, ...] = (
    installations.init,
    installations.purge,
    installations.backup,
    installations.restore,
    users.user,
    instruments.instrument,
    rounds.round_,
    participants.participants,
    invitations.invitations,
    bounces.bounces,
    results.analyse_command,
    results.release_command,
    results.report_command,
    results.remake_command,
    demo.demo,
    doctor.doctor,
)


@click.group(cls=Verbs)
@click.version_option(package_name="surveyapp")
def cli() -> None:
    """Anonymous stakeholder surveys that a ranking can rest on."""


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    harden()
    cli(prog_name="surveyapp")
