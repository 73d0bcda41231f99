"""Hand mails over: to an SMTP server, or into a folder."""

from __future__ import annotations

import os
import smtplib
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from surveyapp.mail.message import Envelope
from surveyapp.settings import Settings

TIMEOUT = 60


class NotNow(Exception):
    """The server cannot take the mail now; nothing was handed over, and a later try is safe."""


class Never(Exception):
    """The server will not take this mail."""


class InDoubt(Exception):
    """The connection broke after the mail was handed over and before the reply."""


class Sender(Protocol):
    """What sends mails one after another."""

    def send(self, envelope: Envelope, name: str) -> None:
        """Send one mail; ``name`` is its own for ever. Raise NotNow, Never or InDoubt."""

    def close(self) -> None:
        """Say good-bye."""


class FolderSender:
    """Keeps each mail as a file ``NAME.eml``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, envelope: Envelope, name: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = beside(self._folder, name)
        half.write_bytes(bytes(envelope.message))
        os.replace(half, mail_file(self._folder, name))

    def close(self) -> None:
        pass


def mail_file(folder: Path, name: str) -> Path:
    """Return where a mail lies."""
    return folder / f"{name}.eml"


def beside(folder: Path, name: str) -> Path:
    """Return where a mail is written before it has its name."""
    return folder / f".{name}"


class SmtpSender:
    """Sends over one connection, opened at the first mail and again when it breaks."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._client: smtplib.SMTP | None = None

    def send(self, envelope: Envelope, name: str) -> None:
        client = self._connected()
        try:
            self._offer(client, envelope)
        except smtplib.SMTPServerDisconnected:  # an idle server hangs up; nothing was handed over
            self._client = None
            client = self._connected()
            try:
                self._offer(client, envelope)
            except (OSError, smtplib.SMTPServerDisconnected) as error:
                raise NotNow(str(error)) from None
        except OSError as error:
            self._client = None
            raise NotNow(str(error)) from None
        self._hand_over(client, envelope)

    def close(self) -> None:
        if self._client is not None:
            try:
                self._client.quit()
            except (OSError, smtplib.SMTPException):
                self._client.close()
            self._client = None

    def _connected(self) -> smtplib.SMTP:
        if self._client is None:
            kind = smtplib.SMTP_SSL if self._url.scheme == "smtps" else smtplib.SMTP
            try:
                client = kind(self._url.hostname or "", self._url.port or 0, timeout=TIMEOUT)
                if self._url.scheme == "smtp" and client.has_extn("starttls"):
                    client.starttls()
                if self._url.username:
                    client.login(unquote(self._url.username), unquote(self._url.password or ""))
            except (OSError, smtplib.SMTPException) as error:
                raise NotNow(str(error)) from None
            self._client = client
        return self._client

    def _offer(self, client: smtplib.SMTP, envelope: Envelope) -> None:
        client.ehlo_or_helo_if_needed()
        for code, reply in (client.mail(envelope.sender), client.rcpt(envelope.recipient)):
            if code not in {250, 251}:
                client.rset()
                _refuse(code, reply)

    def _hand_over(self, client: smtplib.SMTP, envelope: Envelope) -> None:
        try:
            code, reply = client.data(bytes(envelope.message))
        except smtplib.SMTPDataError as error:  # refused before the mail itself was sent
            _refuse(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._client = None
            raise InDoubt(type(error).__name__) from None
        else:
            if code != 250:
                _refuse(code, reply)


def make_sender(settings: Settings) -> Sender:
    """Return the sender that the settings name."""
    if settings.mail_url == "file:":
        return FolderSender(settings.outbox)
    return SmtpSender(settings.mail_url)


def _refuse(code: int, reply: bytes | str) -> None:
    text = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
    kind = Never if 500 <= code < 600 else NotNow
    raise kind(f"{code} {text}"[:200])
