"""Look whether all is well, and attack a synthetic round."""

from __future__ import annotations

import sys

import click
from flask import Flask

from surveyapp.anonymity.attack import Findings, attack
from surveyapp.anonymity.scratch import scratch_site, server_folder
from surveyapp.anonymity.table import lines, recurring, verdict_line
from surveyapp.cli.common import Verb, site
from surveyapp.doctor.examine import examine, line, summary
from surveyapp.doctor.finding import Grade
from surveyapp.installation import Installation

SEEDS = (1, 2, 3)


@click.command(cls=Verb)
@click.option(
    "--anonymity", is_flag=True,
    help="Also run a synthetic round in a scratch database, and attack it.",
)  # fmt: skip
def doctor(anonymity: bool) -> None:
    """Look at settings, permissions, libraries, database, keys, mail, audit log and rounds."""
    here = site()
    findings = []
    for finding in examine(here):
        findings.append(finding)
        click.echo(line(finding))
    is_ill = any(finding.grade is Grade.WRONG for finding in findings)
    click.echo(summary(findings))
    if anonymity:
        is_ill |= _leaks(here)
    if is_ill:
        sys.exit(1)


def _leaks(here: Installation) -> bool:
    """Attack, and where something is above its limit attack again: luck does not come twice."""
    click.echo(
        "\nA synthetic round is answered, copied, closed and attacked; yours are not touched."
    )
    folder = server_folder(here)
    if not (folder or here.store.is_sqlite):
        click.echo("PostgreSQL's own files cannot be read from here: tables only are attacked.")
    runs: list[Findings] = []
    for seed in SEEDS:
        with scratch_site(here) as scratch:
            runs.append(attack(scratch, _make_app, seed, data_folder=folder, say=_say))
        for each in lines(runs[-1]):
            click.echo(each)
        if not runs[-1].is_leak or (len(runs) > 1 and recurring(runs)):
            break
    click.echo(f"Verdict: {verdict_line(runs)}.")
    return bool(recurring(runs))


def _make_app(scratch: Installation) -> Flask:
    # the attack answers through the whole application, which lies above the command line
    from surveyapp.app import create_app

    return create_app(scratch.settings, scratch)


def _say(words: str) -> None:
    click.echo(f"  {words} …", err=True)
