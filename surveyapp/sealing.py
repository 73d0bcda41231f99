"""The sealed box: answers in, ciphertexts of one length out, and back with the private key.

X25519 sealed boxes (libsodium). A response is compressed and padded to the size of its round, so
that its length says nothing.
"""

from __future__ import annotations

import hmac
import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

VERSION = 1
NONCE_BYTES = 16
MAC_BYTES = 32
_LENGTH_BYTES = 4
LARGEST_PLAIN = 1_000_000


class TooLarge(ValueError):
    """The response does not fit into the size of its round."""


class Unreadable(ValueError):
    """This is no response of the round: altered, forged, or for another key."""


@dataclass(frozen=True)
class Payload:
    """What is sealed of one respondent. ``answers`` is None where the response is withdrawn."""

    round_id: UUID
    cell: int
    answers: dict[str, Any] | None
    run: int = 0
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(NONCE_BYTES))


def private_key(server_half: bytes, secret: bytes) -> PrivateKey:
    """Return the round's private key from the server's half and the keyholders' secret."""
    seed = HKDF(server_half + secret, 32, b"", SHA256, context=b"round key")
    return PrivateKey.from_seed(seed)


def seal(payload: Payload, public_key: bytes, mac_key: bytes, size: int) -> bytes:
    """Return the ciphertext, ``size`` bytes long.

    Raises
    ------
    TooLarge
        If the compressed response is longer than ``size`` allows.
    """
    body = _encode(payload)
    packed = zlib.compress(body + _authenticate(body, mac_key), 9)
    room = size - OVERHEAD - _LENGTH_BYTES
    if len(packed) > room:
        raise TooLarge
    plain = len(packed).to_bytes(_LENGTH_BYTES) + packed.ljust(room, b"\0")
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def unseal(ciphertext: bytes, key: PrivateKey, mac_key: bytes) -> Payload:
    """Return what was sealed.

    Raises
    ------
    Unreadable
        If the ciphertext was not made for this key, or its contents not by this server.
    """
    try:
        plain = SealedBox(key).decrypt(ciphertext)
    except (CryptoError, ValueError, TypeError):
        raise Unreadable from None
    length = int.from_bytes(plain[:_LENGTH_BYTES])
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(plain[_LENGTH_BYTES : _LENGTH_BYTES + length], LARGEST_PLAIN)
    except zlib.error:
        raise Unreadable from None
    body, code = data[:-MAC_BYTES], data[-MAC_BYTES:]
    if not hmac.compare_digest(_authenticate(body, mac_key), code):
        raise Unreadable
    return _decode(body)


OVERHEAD = 48  # ephemeral public key and authentication tag


def _authenticate(body: bytes, mac_key: bytes) -> bytes:
    return hmac.digest(mac_key, b"response\0" + body, "sha256")


def _encode(payload: Payload) -> bytes:
    parts = [payload.cell, min(payload.run, 255), payload.answers]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return bytes([VERSION]) + payload.round_id.bytes + payload.nonce + text.encode()


def _decode(body: bytes) -> Payload:
    start = 17 + NONCE_BYTES
    if len(body) < start or body[0] != VERSION:
        raise Unreadable
    cell, run, answers = json.loads(body[start:])
    return Payload(UUID(bytes=body[1:17]), cell, answers, run, body[17:start])
