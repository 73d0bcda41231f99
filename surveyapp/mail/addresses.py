"""Ids in unsubscribe links and bounce addresses: a participant's id, sealed against guessing.

They derive from the installation's address key and so outlive rounds.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

MAC_BYTES = 9


def token_of(participant_id: UUID, address_key: bytes) -> str:
    """Return the token of a participant: 40 small letters and digits."""
    mac = _mac(participant_id, address_key)
    return base64.b32encode(participant_id.bytes + mac).decode().lower()


def participant_of(token: str, address_key: bytes) -> UUID | None:
    """Return the participant's id, or None if the token is not one of ours."""
    try:
        raw = base64.b32decode(token.strip().upper())
        identity = UUID(bytes=raw[:16])
    except (binascii.Error, ValueError):
        return None
    return identity if hmac.compare_digest(raw[16:], _mac(identity, address_key)) else None


def bounce_address(mail_from: str, token: str) -> str:
    """Return the envelope sender to which a bounce of this participant's mail returns."""
    local, _, domain = mail_from.rpartition("@")
    return f"{local}+{token}@{domain}"


def token_in(address: str) -> str | None:
    """Return the token that a bounce address carries."""
    local = address.strip("<> ").rpartition("@")[0]
    return local.rpartition("+")[2] if "+" in local else None


def _mac(participant_id: UUID, address_key: bytes) -> bytes:
    return hmac.digest(address_key, b"address\0" + participant_id.bytes, "sha256")[:MAC_BYTES]
