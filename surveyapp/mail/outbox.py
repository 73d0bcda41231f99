"""Read the mails that lie in the outbox folder of the default set-up."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

from surveyapp.settings import Settings

PAGE = 50
HEADERS = (
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
    "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One mail."""

    id: UUID
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message[name] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers that are there, in a fixed order."""
        return [(name, self.header(name)) for name in HEADERS if self.message[name]]

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""

    @property
    def attachments(self) -> list[tuple[str, str, bytes]]:
        """Name, type and content of each attachment."""
        found = []
        for number, part in enumerate(self.message.iter_attachments(), start=1):
            content = part.get_content()
            raw = content.encode() if isinstance(content, str) else bytes(content)
            found.append((part.get_filename() or str(number), part.get_content_type(), raw))
        return found


def list_letters(settings: Settings, words: str = "", page: int = 1) -> tuple[list[Letter], int]:
    """Return one page of the mails that hold the words, newest first, and how many there are."""
    paths = [path for path in settings.outbox.glob("*.eml") if _identity(path)]
    wanted = words.strip().lower().encode()
    if wanted:
        paths = [path for path in paths if wanted in path.read_bytes().lower()]
    paths.sort(key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    shown = paths[(max(page, 1) - 1) * PAGE :][:PAGE]
    return [letter for path in shown if (letter := _read(path))], len(paths)


def find_letter(settings: Settings, identity: UUID) -> Letter | None:
    """Return one mail, None if it does not lie there."""
    path = settings.outbox / f"{identity}.eml"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> Letter | None:
    identity = _identity(path)
    if identity is None:
        return None
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    return Letter(identity, message)


def _identity(path: Path) -> UUID | None:
    try:
        return UUID(path.stem)
    except ValueError:
        return None
