"""Lists that were handed in and wait for a decision: one file each, gone within an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from surveyapp.refusal import Refused, gettext_noop
from surveyapp.settings import Settings

LASTS = timedelta(hours=1)


class UploadGone(Refused):
    message = gettext_noop("This file was kept for an hour and is gone now. Choose it again.")


def keep_upload(settings: Settings, content: bytes, now: datetime) -> UUID:
    """Keep a list until somebody decides."""
    folder = _folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    drop_old_uploads(settings, now)
    identity = uuid4()
    path = folder / f"{identity}.{int(now.timestamp())}"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return identity


def read_upload(settings: Settings, identity: UUID, now: datetime) -> bytes:
    """Return a list that waits; raise ``UploadGone``."""
    for path in _folder(settings).glob(f"{identity}.*"):
        if not _is_old(path, now):
            return path.read_bytes()
    raise UploadGone


def drop_upload(settings: Settings, identity: UUID) -> None:
    """Delete a list that has been decided on."""
    for path in _folder(settings).glob(f"{identity}.*"):
        path.unlink(missing_ok=True)


def drop_old_uploads(settings: Settings, now: datetime) -> None:
    """Delete the lists that nobody decided on."""
    folder = _folder(settings)
    for path in folder.iterdir() if folder.is_dir() else ():
        if _is_old(path, now):
            path.unlink(missing_ok=True)


def _folder(settings: Settings) -> Path:
    return settings.data / "uploads"


def _is_old(path: Path, now: datetime) -> bool:
    kept = path.suffix.removeprefix(".")
    return not kept.isdecimal() or now.timestamp() - int(kept) > LASTS.total_seconds()
