"""The worker's process: ``huey_consumer surveyapp.worker.queue``. Only here are jobs known."""

from __future__ import annotations

from huey import crontab

from surveyapp.actor import Actor
from surveyapp.installation import installed
from surveyapp.jobs import Handlers, make_queue
from surveyapp.logs import configure, log
from surveyapp.mail.sweep import sweep
from surveyapp.participants.resend import answer_requests
from surveyapp.participants.uploads import drop_old_uploads
from surveyapp.process import harden
from surveyapp.rounds import errands
from surveyapp.rounds.state import find
from surveyapp.settings import read_settings

harden()
configure()
site = installed(read_settings())


def send_mail() -> None:
    """Send what waits."""
    if sweep(site):
        log.info("mails sent")  # without a number: that of reminders tells how many have answered


def send_links() -> None:
    """Look who asked for their link, and send it to those who are invited."""
    if answer_requests(site):
        send_mail()


def analyse_round(round_id: str, account_id: str, _why: str) -> None:
    """Analyse a round for whoever asked on a page."""
    from surveyapp.rounds.analyse import analyse

    def verb(name: str, actor: Actor) -> None:
        analyse(site, name, actor=actor)

    errands.carry_out(site, "analyse", round_id, account_id, verb)


def prepare_coding(round_id: str, account_id: str, _why: str) -> None:
    """Prepare a round's comments for coders."""
    from surveyapp.rounds.prepare_coding import prepare_coding as prepare

    def verb(name: str, actor: Actor) -> None:
        prepare(site, name, actor=actor)

    errands.carry_out(site, "prepare", round_id, account_id, verb)


def release_round(round_id: str, account_id: str, why: str) -> None:
    """Release a round, or correct its newest release, for whoever asked on a page."""
    from surveyapp.rounds.release import last_release, release

    def verb(name: str, actor: Actor) -> None:
        with site.store.reading() as session:
            corrects = last_release(session, find(session, name))
        release(site, name, corrects=corrects, why=why, actor=actor)

    errands.carry_out(site, "release", round_id, account_id, verb)


def simulate_power(round_id: str, account_id: str, _why: str) -> None:
    """Find out how often the rule of non-performance would find a weak cluster."""
    from surveyapp.rounds.power import simulate_power as simulate

    def verb(name: str, actor: Actor) -> None:
        simulate(site, name, actor=actor)

    errands.carry_out(site, "power", round_id, account_id, verb)


HANDLERS: Handlers = {
    "mail.sweep": send_mail,
    "links.send": send_links,
    "round.analyse": analyse_round,
    "round.release": release_round,
    "round.prepare": prepare_coding,
    "round.power": simulate_power,
}
queue = make_queue(site.settings, HANDLERS)


@queue.periodic_task(crontab(minute="*"))
def every_minute() -> None:
    """Look for what a lost wake-up has left, and for mails that were to be tried later."""
    answer_requests(site)
    send_mail()
    drop_old_uploads(site.settings, site.clock())


@queue.on_startup()
def at_once() -> None:
    """Do not wait for the first minute."""
    send_mail()
