"""Merkle trees over leaves sorted by value: a root that holds a set and tells no order.

Leaves and nodes are hashed apart, as in RFC 6962, section 2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def root(leaves: Iterable[bytes]) -> str:
    """Return the root of a set of leaves, in hexadecimal; repeated leaves count."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in sorted(leaves)]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
