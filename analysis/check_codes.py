"""Check codes: what respondents hold of the hash of their sealed answers."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BYTES, LETTERS = 10, 16


def check_code_of(ciphertext_hash: bytes) -> str:
    """Return the first 80 bits of a ciphertext's SHA-256, as letters in groups of four."""
    number = int.from_bytes(ciphertext_hash[:BYTES])
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -5, -5))
    return "-".join(letters[at : at + 4] for at in range(0, LETTERS, 4))


def beginning_of_hash(letters: str) -> bytes:
    """Return the first 80 bits that 16 letters of the alphabet stand for."""
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(BYTES)
