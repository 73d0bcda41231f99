"""From a closed round to a release."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from surveyapp.cli.common import Verb, act_as, actor_of, site
from surveyapp.reports.texts import LANGUAGES
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.editions import draft_of
from surveyapp.rounds.release import release
from surveyapp.rounds.remake import remake
from surveyapp.rounds.state import find
from surveyapp.store.account import Role


@click.command("analyse", cls=Verb)
@click.argument("name", metavar="ROUND")
@act_as(Role.EVALUATOR)
def analyse_command(name: str, as_email: str | None) -> None:
    """Analyse ROUND: comments, and with them table T."""
    here = site()
    with here.store.reading() as session:
        actor = actor_of(session, as_email)
    analyse(here, name, actor=actor)
    click.echo(f"{name}: analysed")


@click.command("release", cls=Verb)
@click.argument("name", metavar="ROUND")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--corrects", type=int, metavar="N", help="The release that this one corrects.")
@click.option("--why", default="", help="Why it is corrected.")
@click.option("--without-pdf", is_flag=True, help="Leave the PDF reports out.")
@act_as(Role.EVALUATOR)
def release_command(
    name: str, out: Path, corrects: int | None, why: str, without_pdf: bool, as_email: str | None
) -> None:
    """Release ROUND: a signed bundle, kept here and copied to --out."""
    from surveyapp.reports.pdf import obstacle

    here = site()
    with here.store.reading() as session:
        actor = actor_of(session, as_email)
    folder = release(here, name, corrects=corrects, why=why, with_pdf=not without_pdf, actor=actor)
    if not without_pdf and obstacle():
        click.echo(obstacle(), err=True)
    out.mkdir(parents=True, exist_ok=True)
    for bundle in sorted(folder.glob("*.zip")):
        shutil.copy(bundle, out / bundle.name)
        click.echo(out / bundle.name)


@click.command("report", cls=Verb)
@click.argument("name", metavar="ROUND")
@click.argument("cluster", metavar="CLUSTER")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def report_command(name: str, cluster: str, language: str, out: Path) -> None:
    """Write the draft report of CLUSTER in ROUND (PDF), for its hearing before the release."""
    from surveyapp.reports.build import cluster_report

    here = site()
    with here.store.reading() as session:
        edition = draft_of(session, find(session, name), here)
    if cluster not in edition.configuration.parameters.cluster_ids:
        raise click.BadParameter(f"the round has no cluster {cluster!r}")
    out.write_bytes(cluster_report(edition, cluster, language))
    click.echo(out)


@click.command("remake", cls=Verb)
@click.argument("name", metavar="ROUND")
def remake_command(name: str) -> None:
    """Make the files of the newest release of ROUND again, and compare every byte."""
    done = remake(site(), name)
    for file in done.not_made:
        click.echo(f"{file}: not compared, because the library pango is missing", err=True)
    for file in done.different:
        click.echo(f"{file}: differs", err=True)
    click.echo(f"{name}, release {done.number}: {len(done.same)} files are the same")
    if done.different:
        raise SystemExit(1)
