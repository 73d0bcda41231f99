"""Limits on guessing: wrong codes and wrong passwords by address, in memory, with a daily salt."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from flask import request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from surveyapp.refusal import Refused, gettext_noop


class TooManyWrongCodes(Refused):
    message = gettext_noop(
        "Too many wrong codes came from your network. Please wait ten minutes and try again. "
        "Your code can still be used."
    )


class TooManyTries(Refused):
    message = gettext_noop("Too many tries. Wait ten minutes, then try again.")


class WrongTries:
    """Counts wrong tries of each network address, or of another name; right ones never count."""

    def __init__(self, most: int, minutes: int, refusal: type[Refused] = TooManyWrongCodes) -> None:
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._limit = RateLimitItemPerMinute(most, minutes)
        self._refusal = refusal
        self._salt: tuple[date | None, bytes] = (None, b"")

    def refuse_if_many(self, today: date, name: str | None = None) -> None:
        """Raise the refusal if this address (or ``name``) has used up its tries."""
        if not self._limiter.test(self._limit, self._key(today, name)):
            raise self._refusal

    def count(self, today: date, name: str | None = None) -> None:
        """Count one wrong try."""
        self._limiter.hit(self._limit, self._key(today, name))

    def forget(self) -> None:
        """Let everybody try again."""
        self._storage.reset()

    def _key(self, today: date, name: str | None) -> str:
        if self._salt[0] != today:
            self._salt = (today, secrets.token_bytes(16))
        counted = (name if name is not None else request.remote_addr or "").encode()
        return hashlib.blake2b(counted, key=self._salt[1], digest_size=16).hexdigest()


wrong_codes = WrongTries(20, 10)
wrong_passwords = WrongTries(10, 10, TooManyTries)
wrong_passwords_of_account = WrongTries(50, 60, TooManyTries)
asked_links = WrongTries(10, 60, TooManyTries)
