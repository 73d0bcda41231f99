"""Delete mails that lie in the outbox: they carry names, addresses and codes."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from surveyapp.mail.sender import beside, mail_file
from surveyapp.mail.turn import alone
from surveyapp.settings import Settings


def purge(settings: Settings, identities: Iterable[UUID]) -> None:
    """Delete the files of these mails, half-written ones too.

    A sweep that is under way comes to its end first, so that none is written afterwards; the
    caller holds no transaction.
    """
    outbox = settings.outbox
    with alone(settings, wait=True):
        for identity in identities:
            for file in (mail_file(outbox, str(identity)), beside(outbox, str(identity))):
                file.unlink(missing_ok=True)
