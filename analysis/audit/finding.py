"""What the audit finds: a hidden figure that what is published would let somebody pin down."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.audit.bounds import TOLERANCE


@dataclass(frozen=True)
class Finding:
    """A hidden figure, where it would stand, and the bounds between which it is known to lie."""

    place: str
    figure: str
    low: float
    high: float
    unit: str = "people"

    def __str__(self) -> str:
        known = f"{self.low:g}" if self.is_exact else f"{self.low:g} to {self.high:g}"
        return f"{self.place}: {self.figure}: {known} {self.unit}"

    @property
    def is_exact(self) -> bool:
        return self.high - self.low < TOLERANCE
