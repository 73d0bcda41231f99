"""Mails carry codes: none is written once a round takes no answers, and none is left behind."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from surveyapp import codes
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.mail.message import Envelope
from surveyapp.mail.sender import FolderSender
from surveyapp.mail.sweep import sweep
from surveyapp.participants.erase import erase
from surveyapp.rounds.close import close
from surveyapp.rounds.freeze import freeze
from surveyapp.rounds.invite import send_invitations, send_reminders
from surveyapp.rounds.mails import send_again
from surveyapp.store.audit import AuditEntry
from surveyapp.store.mail import Mail, MailState
from tests.end_to_end.running import wait_until
from tests.factories import TESTER, MadeRound, find_round, make_round, send_answers, some_answers


def invite(site: Installation) -> None:
    with site.store.writing() as session:
        round_ = session.merge(find_round(site))
        send_invitations(session, round_, actor=TESTER, now=site.clock())


def with_codes(site: Installation, made: MadeRound) -> list[Path]:
    """Return the files below the data folder in which a code of the round stands."""
    wanted = [text.encode() for code in made.codes for text in (code, codes.show(code))]
    files = [path for path in site.settings.data.rglob("*") if path.is_file()]
    return [path for path in files if any(code in path.read_bytes() for code in wanted)]


def test_an_erased_persons_mails_are_deleted(site: Installation) -> None:
    made = make_round(site)
    invite(site)
    sweep(site)
    (first,) = [p for p in with_codes(site, made) if made.codes[0] in p.read_text()]
    first.with_name(f".{first.stem}").write_text("half of a mail, left by a crash")
    erase(site, "north.academia.0@example.org", actor=TESTER)
    assert not first.exists()
    assert not first.with_name(f".{first.stem}").exists()
    assert len(with_codes(site, made)) == 23


def test_a_frozen_round_sends_no_mail_to_participants(site: Installation) -> None:
    made = make_round(site)
    invite(site)
    with site.store.writing() as session:
        round_ = session.merge(find_round(site))
        freeze(session, round_, keys=site.keys, actor=TESTER, now=site.clock())
    sweep(site)
    assert with_codes(site, made) == []
    with site.store.reading() as session:
        states = set(session.scalars(select(Mail.state).where(Mail.kind == "invitation")))
    assert states == {MailState.DROPPED}


class Slow(FolderSender):
    """Holds the first mail until somebody waits for the sweep to end."""

    def __init__(self, folder: Path, began: threading.Event, go_on: threading.Event) -> None:
        super().__init__(folder)
        self.began, self.go_on = began, go_on

    def send(self, envelope: Envelope, name: str) -> None:
        self.began.set()
        self.go_on.wait(30)
        super().send(envelope, name)


def test_a_close_waits_for_the_mail_that_is_being_written(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_round(site, per_cell=5)
    invite(site)
    send_answers(site, made, made.codes, some_answers)
    began, go_on = threading.Event(), threading.Event()
    sender = Slow(site.settings.outbox, began, go_on)
    sending = threading.Thread(target=sweep, args=(site, sender))
    sending.start()
    assert began.wait(30)
    closing = threading.Thread(
        target=close, args=(site, made.name, list(made.cards[:2])), kwargs={"actor": TESTER}
    )
    closing.start()
    wait_until(lambda: find_round(site).state == "closed")
    assert closing.is_alive()
    assert not find_round(site).cleaned
    go_on.set()
    closing.join(60)
    sending.join(60)
    assert find_round(site).cleaned
    assert with_codes(site, made) == []


def test_the_log_names_no_reminder_that_was_sent_again(site: Installation) -> None:
    make_round(site)
    invite(site)
    sweep(site)
    with site.store.writing() as session:
        round_ = session.merge(find_round(site))
        send_reminders(session, round_, actor=TESTER, now=site.clock())
    with site.store.writing() as session:
        for kind in ("invitation", "reminder"):
            mail = session.scalars(select(Mail).where(Mail.kind == kind).limit(1)).one()
            mail.state = MailState.FAILED
            session.flush()
            send_again(session, mail.id, actor=Actor("admin"), now=site.clock())
            assert str(mail.id)
    with site.store.reading() as session:
        query = select(AuditEntry).where(AuditEntry.verb == "mail.again")
        subjects = [entry.subject for entry in session.scalars(query)]
        invitation, reminder = subjects
    assert reminder == "test-2026"
    assert len(invitation) == 36
