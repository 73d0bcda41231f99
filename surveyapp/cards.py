"""Keyholder cards: who must come together before a round can be read.

A card is a code of 135 random bits. The server keeps its public key alone. The round's secret of
16 bytes is split k of n (Shamir); each share is sealed to one card.
"""

from __future__ import annotations

import secrets

from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF
from Crypto.Protocol.SecretSharing import Shamir
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

SECRET_BYTES = 16


class WrongCard(ValueError):
    """A card does not fit what was sealed to it."""


def public_key(card: str) -> bytes:
    """Return the public key of a card (32 bytes)."""
    return bytes(_private_key(card).public_key)


def new_secret() -> bytes:
    """Return a round's random secret."""
    return secrets.token_bytes(SECRET_BYTES)


def split(secret: bytes, needed: int, public_keys: list[bytes]) -> list[bytes]:
    """Split a secret so that ``needed`` of the cards give it back; return one sealed share each."""
    if needed == 1:
        shares = [(number, secret) for number in range(1, len(public_keys) + 1)]
    else:
        shares = Shamir.split(needed, len(public_keys), secret)
    return [
        SealedBox(PublicKey(key)).encrypt(bytes([number]) + share)
        for (number, share), key in zip(shares, public_keys, strict=True)
    ]


def unseal_share(card: str, sealed: bytes) -> bytes:
    """Return the share that was sealed to a card; raise ``WrongCard`` if it was not this one."""
    try:
        return SealedBox(_private_key(card)).decrypt(sealed)
    except (CryptoError, ValueError):
        raise WrongCard from None


def combine(shares: list[bytes], needed: int) -> bytes:
    """Return the secret. Wrong shares give a wrong secret silently: compare the public key."""
    chosen = {share[0]: share[1:] for share in shares}
    if len(chosen) < needed:
        raise WrongCard
    if needed == 1:
        return next(iter(chosen.values()))
    return bytes(Shamir.combine(sorted(chosen.items())[:needed]))


def _private_key(card: str) -> PrivateKey:
    return PrivateKey.from_seed(HKDF(card.encode(), 32, b"", SHA256, context=b"keyholder card"))
