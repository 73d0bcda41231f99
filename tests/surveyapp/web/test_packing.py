"""Pieces join to one gzip stream in any order, and secrets are not compressed."""

from __future__ import annotations

import gzip
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.web import packing

CODE = b"Z5X81BQCWT36KNRDXSC4VK5SN4EV"


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=300)), max_size=6))
def test_a_stream_unpacks_to_its_pieces(parts: list[tuple[bool, bytes]]) -> None:
    pieces = [packing.pack(plain) if pressed else packing.store(plain) for pressed, plain in parts]
    assert gzip.decompress(packing.gzip(pieces)) == packing.join(pieces)
    assert packing.join(pieces) == b"".join(plain for _, plain in parts)


def test_pieces_refer_to_nothing_outside_themselves() -> None:
    pieces = [packing.pack(b"dimension one " * 9), packing.pack(b"dimension two " * 9, b"end")]
    for order in permutations(pieces):
        assert gzip.decompress(packing.gzip(order)) == packing.join(order)


def test_a_long_secret_is_stored_in_several_blocks() -> None:
    plain = bytes(range(256)) * 1000
    assert gzip.decompress(packing.gzip([packing.store(plain)])) == plain


def test_the_length_of_a_page_tells_nothing_about_the_secret_in_it() -> None:
    page = packing.pack(b'<input name="code" value="' + CODE * 5)
    lengths = {len(packing.gzip([page, packing.store(s)])) for s in (CODE, CODE[::-1], b"x" * 28)}
    assert len(lengths) == 1
    assert CODE in packing.gzip([page, packing.store(CODE)])


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_a_stream_is_filled_up_to_a_multiple(plain: bytes, step: int) -> None:
    page = packing.gzip([packing.pack(plain)], step)
    assert len(page) % step == 0
    assert gzip.decompress(page) == plain
    assert len(packing.fill_up(plain, step)) % step == 0
