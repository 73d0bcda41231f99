"""Mails go out once each, in the participant's language, over real SMTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from surveyapp import codes
from surveyapp.installation import Installation
from surveyapp.mail.addresses import participant_of, token_in
from surveyapp.mail.sweep import sweep
from surveyapp.rounds.invite import MailWaits, NobodyToMail, send_invitations, send_reminders
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation
from tests.conftest import Clock, SiteMaker
from tests.factories import TESTER, find_round, make_round
from tests.smtp import SmtpServer, free_port, start_smtp


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with start_smtp() as server:
        yield server


def states(site: Installation) -> dict[str, int]:
    with site.store.reading() as session:
        query = select(Mail.state, func.count()).where(Mail.invitation_id.is_not(None))
        return dict(session.execute(query.group_by(Mail.state)).all())


def invite(site: Installation, verb: Any = send_invitations) -> int:
    with site.store.writing() as session:
        round_ = session.merge(find_round(site), load=True)
        return verb(session, round_, actor=TESTER, now=site.clock())


def test_everybody_gets_one_mail_with_their_own_code(
    make_site: SiteMaker, smtp: SmtpServer
) -> None:
    site = make_site(MAIL_URL=smtp.url)
    made = make_round(site)
    assert invite(site) == 24
    sweep(site)
    mails = [m for m in smtp.mails if "/i#" in m.text]
    assert sorted(m.recipient for m in mails) == sorted({m.recipient for m in mails})
    found = {m.text.split("/i#")[1].split()[0] for m in mails}
    assert found == set(made.codes)
    assert all(codes.show(code) in m.text for m in mails for code in found if code in m.text)


def test_headers_say_what_mail_programs_need(make_site: SiteMaker, smtp: SmtpServer) -> None:
    site = make_site(MAIL_URL=smtp.url, MAIL_FROM="survey@example.org")
    make_round(site)
    invite(site)
    sweep(site)
    mail = next(m for m in smtp.mails if "/i#" in m.text)
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/unsubscribe?id=" in mail.message["List-Unsubscribe"]
    assert mail.message["Auto-Submitted"] == "auto-generated"
    subjects = [str(m.message["Subject"]) for m in smtp.mails]
    assert any(len(subject) > 70 for subject in subjects), "long enough to be folded"
    assert subjects == [subject.strip() for subject in subjects]
    assert mail.message.get_body(("html",)) is not None
    assert "http://" not in mail.html.replace(site.settings.base_url, "")
    key = site.keys.installation().address_key
    assert participant_of(token_in(mail.sender) or "", key) is not None
    assert participant_of("a" * 40, key) is None


def test_nobody_is_invited_twice(site: Installation) -> None:
    make_round(site)
    invite(site)
    sweep(site)
    with pytest.raises(NobodyToMail):
        invite(site)
    assert len(list(site.settings.outbox.glob("*.eml"))) >= 24


def test_a_reminder_goes_only_to_those_who_have_not_answered(site: Installation) -> None:
    make_round(site)
    invite(site)
    with pytest.raises(MailWaits):
        invite(site, send_reminders)
    sweep(site)
    with site.store.writing() as session:
        for invitation in session.scalars(select(Invitation).limit(10)):
            invitation.used = True
    assert invite(site, send_reminders) == 14


def test_a_reminder_is_dropped_if_the_answer_came_meanwhile(site: Installation) -> None:
    make_round(site)
    invite(site)
    sweep(site)
    invite(site, send_reminders)
    with site.store.writing() as session:
        session.scalars(select(Invitation).limit(1)).one().used = True
    sweep(site)
    assert states(site) == {"sent": 24 + 23, "dropped": 1}


def test_a_server_that_is_away_costs_nothing_but_time(make_site: SiteMaker, clock: Clock) -> None:
    port = free_port()
    site = make_site(MAIL_URL=f"smtp://127.0.0.1:{port}")
    make_round(site)
    invite(site)
    assert sweep(site) == 0
    assert states(site) == {"waiting": 24}
    assert sweep(site) == 0
    with start_smtp(port) as server:
        clock.turn(minutes=2)
        sweep(site)
        assert len([m for m in server.mails if "/i#" in m.text]) == 24


def test_a_refused_address_fails_and_the_others_go_on(
    make_site: SiteMaker, smtp: SmtpServer
) -> None:
    site = make_site(MAIL_URL=smtp.url)
    make_round(site)
    smtp.refuse_recipient = "north.academia.0@example.org"
    invite(site)
    sweep(site)
    assert states(site) == {"sent": 23, "failed": 1}


def test_a_mail_cut_off_before_the_reply_is_in_doubt_and_not_sent_again(
    make_site: SiteMaker, smtp: SmtpServer, clock: Clock
) -> None:
    site = make_site(MAIL_URL=smtp.url)
    make_round(site)
    smtp.hang_up_on = "north.academia.1@example.org"
    invite(site)
    sweep(site)
    assert states(site) == {"sent": 23, "in_doubt": 1}
    clock.turn(hours=5)
    smtp.hang_up_on = None
    sweep(site)
    assert states(site) == {"sent": 23, "in_doubt": 1}


def test_a_sweep_that_was_killed_leaves_its_mail_in_doubt(site: Installation) -> None:
    make_round(site)
    invite(site)

    class Killed:
        def send(self, envelope: object, name: str) -> None:
            raise KeyboardInterrupt

        def close(self) -> None:
            pass

    with pytest.raises(KeyboardInterrupt):
        sweep(site, Killed())
    sweep(site)
    with site.store.reading() as session:
        doubtful = session.scalars(select(Mail).where(Mail.state == MailState.IN_DOUBT)).all()
    assert [mail.problem for mail in doubtful] == ["stopped while it was being sent"]


def test_mail_files_carry_no_trace_of_a_code_in_the_database(site: Installation) -> None:
    made = make_round(site)
    invite(site)
    sweep(site)
    data = b"".join(p.read_bytes() for p in site.settings.data.glob("survey.sqlite*"))
    for code in made.codes:
        assert code.encode() not in data
        assert codes.show(code).encode() not in data
