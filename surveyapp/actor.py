"""Who acts: an account, the operator at the command line, or the system by itself."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """The name that the audit log shows, and the account if there is one."""

    name: str
    account_id: UUID | None = None


SYSTEM = Actor("system")


def operator() -> Actor:
    """Return the person who runs a command on the server."""
    try:
        return Actor(f"operator:{getpass.getuser()}")
    except (KeyError, OSError):  # a user id without a name
        return Actor("operator")
