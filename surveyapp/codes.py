"""Codes that people type: Crockford's base32 in groups of four, with a check character.

27 characters carry 135 bits; the last is a checksum over GF(32) that finds every single wrong
character and every exchange of two.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from analysis.check_codes import ALPHABET, LETTERS, check_code_of

LENGTH = 28
BITS = 5 * (LENGTH - 1)
_LOOKALIKES = str.maketrans("OIL", "011")
_SEPARATORS = str.maketrans("", "", " -–—_.\t\r\n\u00a0\u200b")


class BadCode(ValueError):
    """What was typed cannot be a code: wrong length, character or checksum."""


def generate() -> str:
    """Return a new random code."""
    return _encode(secrets.randbits(BITS))


def derive(key: bytes, invitation: UUID) -> str:
    """Return the code of an invitation: always the same for the same key."""
    digest = hmac.digest(key, b"code\0" + invitation.bytes, "sha256")
    return _encode(int.from_bytes(digest) >> (256 - BITS))


def with_cell(cell: int) -> str:
    """Return a random receipt code that carries the number of a cell (below 65,536)."""
    if not 0 <= cell < 1 << 16:
        raise ValueError("a cell's number has 16 bits")
    return _encode(secrets.randbits(BITS - 16) << 16 | cell)


def cell_of(code: str) -> int:
    """Return the number of the cell that a receipt code carries."""
    number = 0
    for letter in code[:-1]:
        number = number << 5 | ALPHABET.index(letter)
    return number & 0xFFFF


def parse(typed: str) -> str:
    """Return the code in its canonical form (upper case, no separators).

    Raises
    ------
    BadCode
        If this cannot be a code.
    """
    if len(typed) > 4 * LENGTH:
        raise BadCode
    code = _letters(typed)
    if len(code) != LENGTH or not all(letter in ALPHABET for letter in code):
        raise BadCode
    if _checksum(code[:-1]) != code[-1]:
        raise BadCode
    return code


def show(code: str) -> str:
    """Return the code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def digest(code: str) -> bytes:
    """Return what is stored of a code. It needs no salt: a code has 119 random bits or more."""
    return hashlib.sha256(b"code\0" + code.encode()).digest()


def check_code(ciphertext: bytes) -> str:
    """Return the first 80 bits of the ciphertext's hash, in groups of four."""
    return check_code_of(hashlib.sha256(ciphertext).digest())


def parse_check_code(typed: str) -> str | None:
    """Return the 16 letters of a check code however it was typed, None if it cannot be one."""
    letters = _letters(typed[: 4 * LETTERS])
    is_one = len(letters) == LETTERS and all(letter in ALPHABET for letter in letters)
    return letters if is_one else None


def _letters(typed: str) -> str:
    return typed.translate(_SEPARATORS).upper().translate(_LOOKALIKES)


def _encode(number: int) -> str:
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -5, -5))
    return body + _checksum(body)


def _checksum(body: str) -> str:
    total = 0
    for letter in body:
        total = _double(total ^ ALPHABET.index(letter))
    return ALPHABET[total]


def _double(x: int) -> int:
    """Multiply by the generator of GF(32) with x^5 = x^2 + 1, whose order is 31."""
    x <<= 1
    return x ^ 0b100101 if x & 32 else x
