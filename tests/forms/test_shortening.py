"""The comment that is named for shortening is the right one, and the cut is enough."""

from __future__ import annotations

import json
import re
import secrets
import zlib

from hypothesis import given
from hypothesis import strategies as st

from forms.shortening import to_shorten
from tests.forms.instruments import speaking


def packed(answers: dict[str, object]) -> int:
    text = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    return len(zlib.compress(text.encode(), 9))


def noise(length: int) -> str:
    """Text that does not compress: no two runs of characters are alike."""
    return "".join(chr(0x900 + secrets.randbelow(0x100)) for _ in range(length))


@given(st.integers(50, 900), st.integers(50, 900))
def test_who_cuts_what_is_said_fits(first: int, second: int) -> None:
    answers: dict[str, object] = {"rating": 3, "easier": noise(first), "harder": noise(second)}
    room = packed(answers) - 30
    fault = to_shorten(answers, room)
    text = str(answers[fault.item])
    with speaking():
        (cut,) = map(int, re.findall(r"\d+", str(fault.message)))
    assert len(text) >= max(first, second) * 0.9
    assert packed({**answers, fault.item: text[:-cut]}) <= room
