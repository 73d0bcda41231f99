"""Random numbers that no library version changes: raw PCG64 bits and a shipped table of normals.

One stream per purpose. Values are whole millionths, so that sums of squares are exact.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.exact import DATA

UNIT = 1e-6
CHUNK = 1_000_000


@cache
def normal_table() -> NDArray[np.int64]:
    """Return 65,536 normal quantiles in millionths, ascending, variance 1."""
    text = (DATA / "normal_quantiles.txt").read_text("ascii")
    half = np.array(text.split(), dtype=np.int64)
    return np.concatenate([-half[::-1], half])


class Stream:
    """Random numbers for one purpose, drawn one after the other."""

    def __init__(self, seed: int, purpose: str) -> None:
        digest = hashlib.sha256(f"{seed}:{purpose}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest[:8], "big"))
        self._left: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def sixteen(self, count: int) -> NDArray[np.int64]:
        """Return ``count`` whole numbers from 0 to 65,535."""
        parts = [self._left[:count]]
        self._left = self._left[count:]
        missing = count - len(parts[0])
        while missing > 0:
            words = np.asarray(self._bits.random_raw(min(CHUNK, (missing + 3) // 4)))
            shifts = np.array([0, 16, 32, 48], dtype=np.uint64)
            pieces = (words[:, None] >> shifts) & np.uint64(0xFFFF)
            flat = pieces.astype(np.int64).ravel()
            parts.append(flat[:missing])
            self._left = flat[missing:]
            missing -= len(parts[-1])
        return np.concatenate(parts)

    def normals(self, count: int) -> NDArray[np.int64]:
        """Return standard normal numbers in millionths."""
        return normal_table()[self.sixteen(count)]

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """Return numbers in (0, 1) with 32 random bits each."""
        halves = self.sixteen(2 * count).reshape(count, 2)
        whole = halves[:, 0] * 65_536 + halves[:, 1]
        return (whole.astype(np.float64) + 0.5) / 4_294_967_296.0

    def chi_square(self, df: int, count: int) -> NDArray[np.float64]:
        """Return chi-square numbers with a whole number of degrees of freedom."""
        total = np.zeros(count, dtype=np.int64)
        for _ in range(df):
            z = self.normals(count)
            total += z * z
        return total.astype(np.float64) * (UNIT * UNIT)

    def dirichlet(self, parameters: list[float], count: int) -> NDArray[np.float64]:
        """Return shares of shape (len(parameters), count) that add up to 1.

        A parameter is rounded to a multiple of ½, at least ½; one of 0 stays a share of 0.
        """
        gammas = [
            self.chi_square(max(1, round(2 * a)), count) if a else np.zeros(count)
            for a in parameters
        ]
        total = np.zeros(count)
        for gamma in gammas:
            total = total + gamma
        return np.stack([gamma / total for gamma in gammas])
