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
        "Too many wrong codes came from your network. Wait ten minutes, then try again; your "
        "code stays good."
    )


class WrongTries:
    """Counts wrong tries of each network address; right ones never count."""

    def __init__(self, most: int, minutes: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerMinute(most, minutes)
        self._salt: tuple[date | None, bytes] = (None, b"")

    def refuse_if_many(self, today: date) -> None:
        """Raise ``TooManyWrongCodes`` if this address has used up its tries."""
        if not self._limiter.test(self._limit, self._address(today)):
            raise TooManyWrongCodes

    def count(self, today: date) -> None:
        """Count one wrong try of this address."""
        self._limiter.hit(self._limit, self._address(today))

    def _address(self, today: date) -> str:
        if self._salt[0] != today:
            self._salt = (today, secrets.token_bytes(16))
        address = (request.remote_addr or "").encode()
        return hashlib.blake2b(address, key=self._salt[1], digest_size=16).hexdigest()


wrong_codes = WrongTries(20, 10)
wrong_passwords = WrongTries(10, 10)
