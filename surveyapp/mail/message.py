"""Write a mail: text and HTML in the recipient's language, with the headers it needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import css_inline
from sqlalchemy.orm import Session

from surveyapp.installation import Installation
from surveyapp.mail.addresses import bounce_address, token_of
from surveyapp.mail.wording import invitation_words
from surveyapp.store import configurations
from surveyapp.store.links import make_link
from surveyapp.store.mail import Mail
from surveyapp.store.round import Record, Round, State
from surveyapp.words import template_environment


class CannotWrite(Exception):
    """There is nothing to write any more: answered, erased, or the round takes no answers."""


@dataclass(frozen=True)
class Envelope:
    """A mail ready to go."""

    sender: str
    recipient: str
    message: EmailMessage


def write(session: Session, mail: Mail, site: Installation) -> Envelope:
    """Return the mail of a row; the code in it is derived anew each time."""
    if mail.invitation is not None:
        return _to_participant(session, mail, site)
    return _to_account(session, mail, site)


def _to_participant(session: Session, mail: Mail, site: Installation) -> Envelope:
    invitation = mail.invitation
    person = invitation.participant if invitation else None
    answered = mail.kind == "reminder" and invitation is not None and invitation.used
    if invitation is None or person is None or person.unsubscribed or answered:
        raise CannotWrite
    round_ = session.get_one(Round, invitation.round_id)
    if round_.state != State.OPEN or round_.frozen:
        raise CannotWrite
    words = invitation_words(
        invitation, person, round_, configurations.load(session, round_.configuration_hash),
        site.keys.round_key(round_.name).code_key, site,
    )  # fmt: skip
    token = token_of(person.id, site.keys.installation().address_key)
    unsubscribe = f"{site.settings.base_url}/unsubscribe?id={token}"
    folder = "reminder" if mail.kind == "reminder" else "invitation"
    message = _compose(folder, mail, site, **words, unsubscribe=unsubscribe)
    message["To"] = _address(person.email, words["name"])
    message["List-Unsubscribe"] = Unfolded("List-Unsubscribe", f"<{unsubscribe}>")
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Envelope(bounce_address(site.settings.mail_from, token), person.email, message)


def _to_account(session: Session, mail: Mail, site: Installation) -> Envelope:
    account = mail.account
    if account is None or account.disabled:
        raise CannotWrite
    values: dict[str, Any] = {"name": account.name}
    if mail.kind == "sign_in":
        token = make_link(session, account, site.clock())
        values["link"] = f"{site.settings.base_url}/account/link/{token}"
    else:
        round_ = session.get_one(Round, mail.round_id)
        record = session.get_one(Record, (mail.round_id, mail.kind))
        values |= {
            "round": round_.name,
            "record": record.content,
            "signature": record.signature.hex(),
            "hash": hashlib.sha256(record.content.encode()).hexdigest(),
        }
    folder = "record" if mail.kind in {"S0", "S1"} else mail.kind
    message = _compose(folder, mail, site, language=account.language, kind=mail.kind, **values)
    message["To"] = _address(account.email, account.name)
    return Envelope(site.settings.mail_from, account.email, message)


class Unfolded(str):
    """A header on one line: folded, an address would be encoded and a subject begin with a gap."""

    name: str

    def __new__(cls, name: str, value: str) -> Unfolded:
        self = super().__new__(cls, value)
        self.name = name
        return self

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _compose(
    folder: str, mail: Mail, site: Installation, *, language: str, **words: Any
) -> EmailMessage:
    environment = template_environment(language)
    settings = site.settings
    who = {"contact": settings.contact, "operator": settings.operator}
    values = {"language": language, **who, **words}

    def render(name: str) -> str:
        return environment.get_template(f"email/{folder}/{name}").render(values)

    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(" ".join(render("subject.txt").split()))
    message["From"] = _address(site.settings.mail_from, "")
    message["Date"] = format_datetime(site.clock())
    # the same for every attempt, so that a mail sent twice by a person is seen as one
    message["Message-ID"] = f"<{mail.id}@{urlsplit(site.settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render("body.txt"))
    message.add_alternative(css_inline.inline(render("body.html")), subtype="html")
    message["Content-Language"] = language  # last: contents take such headers to themselves
    return message


def _subject(text: str) -> str:
    return Unfolded("Subject", text) if text.isascii() else text


def _address(email: str, name: str) -> Address:
    return Address(display_name=name, addr_spec=email)
