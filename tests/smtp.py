"""A real SMTP server for tests, which keeps what it gets and can misbehave on demand."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class ReceivedMail:
    """One mail as the server got it."""

    sender: str
    recipient: str
    message: EmailMessage

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""

    @property
    def html(self) -> str:
        body = self.message.get_body(("html",))
        return body.get_content() if body else ""


@dataclass
class SmtpServer:
    """What the server has got, and how it shall misbehave."""

    port: int
    mails: list[ReceivedMail] = field(default_factory=list)
    refuse_recipient: str | None = None
    hang_up_on: str | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address == self.refuse_recipient:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=default))
        (recipient,) = envelope.rcpt_tos
        self.mails.append(ReceivedMail(envelope.mail_from, recipient, message))
        if recipient == self.hang_up_on:
            server.transport.close()
        return "250 OK"


def free_port() -> int:
    """Return a port that nobody listens on (aiosmtpd refuses 0)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start_smtp(port: int | None = None) -> Iterator[SmtpServer]:
    """Start a server in a thread and stop it at the end."""
    server = SmtpServer(port or free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
