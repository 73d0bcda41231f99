"""Read bounces from a Maildir or mbox and stop mailing to addresses that do not exist."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path
from uuid import UUID

from flufl.bounce import all_failures
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.mail.addresses import participant_of, token_in
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.store import audit
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation, Participant

ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


class NotAMailbox(Refused):
    message = gettext_noop("{path} is neither a Maildir nor an mbox file.")


@dataclass(frozen=True)
class BounceCount:
    """What was found: addresses that do not exist, passing troubles, mails that are no bounces."""

    permanent: int
    passing: int
    other: int


def read_bounces(
    session: Session, path: Path, address_key: bytes, *, actor: Actor, now: datetime
) -> BounceCount:
    """Mark participants whose mail came back for good; leave the mailbox as it is."""
    permanent = passing = other = 0
    for message in _messages(path):
        passing_failures, permanent_failures = all_failures(message)
        if permanent_failures:
            addresses = {_text(address) for address in permanent_failures}
            found = _participants(session, message, addresses, address_key)
            for person in found:
                person.undeliverable = True
                _mark_mails(session, person)
            permanent += bool(found)
            other += not found
        elif passing_failures:
            passing += 1
        else:
            other += 1
    audit.append(
        session, now, actor.name, "bounces.read", path.name, permanent=permanent, passing=passing
    )
    return BounceCount(permanent, passing, other)


def _messages(path: Path) -> Iterator[Message]:
    if (path / "new").is_dir() and (path / "cur").is_dir():
        yield from mailbox.Maildir(path, create=False)
    elif path.is_file():
        yield from mailbox.mbox(path, create=False)
    else:
        raise NotAMailbox(path=path)


def _participants(
    session: Session, message: Message, addresses: set[str], address_key: bytes
) -> list[Participant]:
    """Return who is meant: by our token in the bounce's address, else by the failed address."""
    identities = set(_tokens(message, address_key))
    if identities:
        query = select(Participant).where(Participant.id.in_(identities))
    else:
        query = select(Participant).where(Participant.email.in_(addresses))
    return list(session.scalars(query))


def _tokens(message: Message, address_key: bytes) -> Iterator[UUID]:
    for header in ENVELOPE_HEADERS:
        for value in message.get_all(header, []):
            token = token_in(str(value).split(",")[0])
            identity = participant_of(token, address_key) if token else None
            if identity:
                yield identity


def _mark_mails(session: Session, person: Participant) -> None:
    invitations = select(Invitation.id).where(Invitation.participant_id == person.id)
    query = select(Mail).where(
        Mail.invitation_id.in_(invitations), Mail.state.in_([MailState.SENT, MailState.IN_DOUBT])
    )
    for mail in session.scalars(query):
        mail.state = MailState.BOUNCED


def _text(address: bytes | str) -> str:
    return (address.decode("ascii", "replace") if isinstance(address, bytes) else address).lower()
