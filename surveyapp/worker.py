"""The worker's process: ``huey_consumer surveyapp.worker.queue``. Only here are jobs known."""

from __future__ import annotations

from huey import crontab

from surveyapp.installation import installed
from surveyapp.jobs import make_queue
from surveyapp.logs import configure, log
from surveyapp.mail.sweep import sweep
from surveyapp.settings import read_settings

configure()
site = installed(read_settings())


def send_mail() -> None:
    """Send what waits."""
    sent = sweep(site)
    if sent:
        log.info("mails sent", count=sent)


HANDLERS = {"mail.sweep": send_mail}
queue = make_queue(site.settings, HANDLERS)


@queue.periodic_task(crontab(minute="*"))
def every_minute() -> None:
    """Look for mails whose wake-up was lost, and for those that were to be tried later."""
    send_mail()


@queue.on_startup()
def at_once() -> None:
    """Do not wait for the first minute."""
    send_mail()
