"""Shrinking estimates to their common mean: random effects and James-Stein."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from analysis.additive import largest_root, upper_bound


@dataclass(frozen=True)
class Shrunken:
    """τ², the common mean, and by unit the shrunken estimate, its error and its own share."""

    tau2: float
    mean: float
    estimates: list[float]
    errors: list[float]
    shares: list[float]


def shrink(estimates: Sequence[float], errors: Sequence[float], tau2: float) -> Shrunken:
    """Return best linear unbiased predictions for a given τ² (Raudenbush 2009)."""
    variances = [s * s for s in errors]
    total = [v + tau2 for v in variances]
    if min(total) <= 0:
        # a unit without error is known exactly where units do not differ otherwise
        total = [value or 1e-12 for value in total]
    weights = [1 / value for value in total]
    whole = fsum(weights)
    mean = fsum(w * y for w, y in zip(weights, estimates, strict=True)) / whole
    shares = [tau2 / t for t in total]
    values = [b * y + (1 - b) * mean for b, y in zip(shares, estimates, strict=True)]
    spread = [
        sqrt(b * v + (1 - b) * (1 - b) / whole) for b, v in zip(shares, variances, strict=True)
    ]
    return Shrunken(tau2, mean, values, spread, shares)


def reml(estimates: Sequence[float], errors: Sequence[float]) -> float:
    """Return τ² by restricted maximum likelihood, 0 where that is its maximum."""
    variances = [s * s for s in errors]

    def score(tau2: float) -> float:
        w = [1 / (v + tau2) for v in variances]
        whole = fsum(w)
        mean = fsum(a * y for a, y in zip(w, estimates, strict=True)) / whole
        squares = fsum((a * (y - mean)) ** 2 for a, y in zip(w, estimates, strict=True))
        return squares - fsum(a - a * a / whole for a in w)

    return _root(score, estimates, variances)


def paule_mandel(estimates: Sequence[float], errors: Sequence[float]) -> float:
    """Return τ² by Paule and Mandel (1982): Q(τ²) equals its expectation."""
    variances = [s * s for s in errors]

    def excess(tau2: float) -> float:
        w = [1 / (v + tau2) for v in variances]
        mean = fsum(a * y for a, y in zip(w, estimates, strict=True)) / fsum(w)
        q = fsum(a * (y - mean) ** 2 for a, y in zip(w, estimates, strict=True))
        return q - (len(variances) - 1)

    return _root(excess, estimates, variances)


def _root(
    function: Callable[[float], float], estimates: Sequence[float], variances: Sequence[float]
) -> float:
    if len(estimates) < 2:
        return 0.0
    if min(variances) > 0 and function(0.0) <= 0:
        return 0.0
    top = upper_bound(estimates, variances)
    return largest_root(function, top) if top > 0 else 0.0


def james_stein(values: Sequence[float]) -> list[float]:
    """Return values of unit variance drawn to their mean (Efron and Morris 1975)."""
    k = len(values)
    mean = fsum(values) / k
    squares = fsum((z - mean) ** 2 for z in values)
    keep = 1 - (k - 3) / squares
    return [mean + keep * (z - mean) for z in values]
