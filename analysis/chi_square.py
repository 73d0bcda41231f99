"""Tail and critical values of the chi-square distribution with whole degrees of freedom."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache
from math import erfc, exp, fsum, pi, sqrt

DIGITS = 40


def tail(x: float, df: int) -> float:
    """Return P(X > x); Abramowitz and Stegun 26.4.4 and 26.4.5."""
    if x <= 0 or df <= 0:
        return 1.0
    half = x / 2
    if half > 700:
        return 0.0
    if df % 2 == 0:
        term, terms = 1.0, [1.0]
        for i in range(1, df // 2):
            term *= half / i
            terms.append(term)
        return min(1.0, exp(-half) * fsum(terms))
    term, terms = sqrt(x), []
    for i in range(1, (df - 1) // 2 + 1):
        terms.append(term)
        term *= x / (2 * i + 1)
    return min(1.0, erfc(sqrt(half)) + sqrt(2 / pi) * exp(-half) * fsum(terms))


@cache
def critical(p: float, df: int) -> float:
    """Return the x with P(X > x) = p, by bisection in 40 decimal digits.

    The same on every machine, unlike ``exp`` and ``erfc`` of its C library.
    """
    if not 0 < p < 1 or df < 1:
        raise ValueError("p must lie between 0 and 1, and df must be 1 or more")
    with localcontext(prec=DIGITS):
        wanted = Decimal(repr(p))
        low, high = Decimal(0), Decimal(df + 10)
        while _tail(high, df) > wanted:
            high *= 2
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if _tail(middle, df) > wanted else (low, middle)
        return float(low)


def _tail(x: Decimal, df: int) -> Decimal:
    half = x / 2
    if df % 2 == 0:
        term = total = Decimal(1)
        for i in range(1, df // 2):
            term *= half / i
            total += term
        return (-half).exp() * total
    # the lower tail of an odd number of degrees of freedom, as a power series (A&S 6.5.29)
    term = total = Decimal(1)
    i = 0
    while term > total * Decimal(10) ** -DIGITS:
        i += 1
        term *= x / (df + 2 * i)
        total += term
    scale = (half / _pi()).sqrt() * 2
    for k in range(3, df + 1, 2):
        scale *= x / k
    return 1 - scale * (-half).exp() * total


@cache
def _pi() -> Decimal:
    """Machin's formula."""

    def arctan(n: int) -> Decimal:
        power = total = Decimal(1) / n
        i = 0
        while abs(power) > Decimal(10) ** -(DIGITS + 5):
            i += 1
            power /= -n * n
            total += power / (2 * i + 1)
        return total

    with localcontext(prec=DIGITS + 10):
        return 4 * (4 * arctan(5) - arctan(239))
