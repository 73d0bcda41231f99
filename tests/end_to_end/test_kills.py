"""SIGKILL while sending and answering: nothing acknowledged is lost, no mail goes twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from sqlalchemy import func, select

from surveyapp.settings import read_settings
from surveyapp.store.answers import SealedResponse
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation
from surveyapp.store.session import Store
from tests.end_to_end.browsing import Browser
from tests.end_to_end.main_job import ROUND, links, prepare
from tests.end_to_end.real_answers import Person, read_people
from tests.end_to_end.running import Running, wait_until
from tests.smtp import SmtpServer


def mail_states(store: Store) -> Counter[str]:
    with store.reading() as session:
        query = select(Mail.state).where(Mail.invitation_id.is_not(None))
        return Counter(session.scalars(query))


def test_killed_while_sending_and_answering(
    running: Running, smtp: SmtpServer, reference: Path | None, tmp_path: Path
) -> None:
    people = read_people(reference, 2)
    prepare(running, people, tmp_path)
    running.start_web()
    running.start_worker()
    running.command("invitations", "send", ROUND)
    wait_until(lambda: len(links(smtp)) > 25)
    running.kill("worker")
    store = Store(read_settings(running.environ).database_url)
    running.start_worker()
    wait_until(lambda: mail_states(store)["waiting"] + mail_states(store)["sending"] == 0)
    states = mail_states(store)
    assert states[MailState.SENT] + states[MailState.IN_DOUBT] == len(people)
    assert states[MailState.IN_DOUBT] <= 1
    received = Counter(m.recipient for m in smtp.mails if "/i#" in m.text)
    assert max(received.values()) == 1

    acknowledged = answer_until_killed(running, people, links(smtp))
    with store.reading() as session:
        used = session.scalar(select(func.count()).where(Invitation.used))
        sealed = session.scalar(select(func.count()).select_from(SealedResponse))
    assert used == sealed
    assert sealed >= len(acknowledged) > 0
    running.start_web()
    for email in acknowledged:
        again = Browser()
        again.follow_link(links(smtp)[email])
        assert again.status == 410
    store.dispose()


def answer_until_killed(program: Running, people: list[Person], found: dict[str, str]) -> list[str]:
    """Answer with four browsers at once; kill the server on the way; return who was thanked."""
    acknowledged: list[str] = []

    def answer(person: Person) -> None:
        browser = Browser()
        try:
            browser.answer(found[person.email], {k: str(v) for k, v in person.answers.items()})
        except requests.RequestException:
            return
        if browser.status == 200:
            acknowledged.append(person.email)
        if len(acknowledged) == 30:
            program.kill("web")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(answer, [person for person in people if person.email in found]))
    assert "web" not in program.processes
    return acknowledged
