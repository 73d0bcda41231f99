"""One ramp from light to green: it stays a ramp in grey and for every kind of colour sight."""

from __future__ import annotations

LIGHT = (0xF4, 0xF8, 0xF6)
DARK = (0x4B, 0xA0, 0x8E)


def shade(share: float) -> str:
    """Return the colour of a value between 0 and 1; dark letters have a contrast of 4.5 on all."""
    part = min(1.0, max(0.0, share))
    mixed = (round(a + (b - a) * part) for a, b in zip(LIGHT, DARK, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
