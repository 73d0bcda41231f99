"""Send what waits, at most once each.

A row is marked before its mail is handed over and after the reply. A row that is found marked
and unanswered was interrupted in between: it is in doubt, is listed, and only a person sends it
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from surveyapp.installation import Installation
from surveyapp.keys import NoKeyFile
from surveyapp.mail.message import CannotWrite, Envelope, write
from surveyapp.mail.sender import InDoubt, Never, NotNow, Sender, make_sender
from surveyapp.mail.turn import alone
from surveyapp.store.mail import Mail, MailState

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)


def sweep(site: Installation, sender: Sender | None = None) -> int:
    """Send every mail that waits; return how many were sent. One sweep runs at a time."""
    with alone(site.settings) as is_alone:
        if not is_alone:
            return 0
        _doubt_interrupted(site)
        sender = sender or make_sender(site.settings)
        try:
            return sum(_send_one(site, sender, identity) for identity in _waiting(site))
        finally:
            sender.close()


def _waiting(site: Installation) -> Iterator[UUID]:
    with site.store.reading() as session:
        query = select(Mail.id).where(
            Mail.state == MailState.WAITING, Mail.not_before <= site.clock()
        )
        found = sorted(session.scalars(query))
    yield from found


def _send_one(site: Installation, sender: Sender, identity: UUID) -> bool:
    envelope = _claim(site, identity)
    if envelope is None:
        return False
    try:
        sender.send(envelope, str(identity))
    except NotNow as error:
        _try_later(site, identity, str(error))
    except Never as error:
        _settle(site, identity, MailState.FAILED, str(error))
    except InDoubt as error:
        _settle(site, identity, MailState.IN_DOUBT, str(error))
    else:
        _settle(site, identity, MailState.SENT)
        return True
    return False


def _claim(site: Installation, identity: UUID) -> Envelope | None:
    """Mark a mail as being sent and return it; None if it is not to be sent after all."""
    with site.store.writing() as session:
        mail = session.get(Mail, identity)
        if mail is None or mail.state != MailState.WAITING:
            return None
        try:
            envelope = write(session, mail, site)
        except (CannotWrite, NoKeyFile):
            mail.state = MailState.DROPPED
            return None
        mail.state = MailState.SENDING
        mail.attempts += 1
        return envelope


def _settle(site: Installation, identity: UUID, state: MailState, problem: str = "") -> None:
    with site.store.writing() as session:
        mail = session.get(Mail, identity)
        if mail is not None:  # a close or an erasure may have taken it away meanwhile
            mail.state, mail.problem = state, problem[:200]


def _try_later(site: Installation, identity: UUID, problem: str) -> None:
    with site.store.writing() as session:
        mail = session.get(Mail, identity)
        if mail is None:
            return
        mail.problem = problem[:200]
        if mail.attempts >= MOST_ATTEMPTS:
            mail.state = MailState.FAILED
        else:
            mail.state = MailState.WAITING
            mail.not_before = site.clock() + FIRST_PAUSE * 4 ** (mail.attempts - 1)


def _doubt_interrupted(site: Installation) -> None:
    with site.store.writing() as session:
        session.execute(
            update(Mail)
            .where(Mail.state == MailState.SENDING)
            .values(state=MailState.IN_DOUBT, problem="stopped while it was being sent")
        )
