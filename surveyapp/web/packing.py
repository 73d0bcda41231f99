"""Pages put together from pieces that were compressed beforehand.

Each piece is a run of deflate blocks that refers to nothing outside itself and ends on a byte, so
pieces join to one gzip stream in any order. What is secret (a code, what somebody typed) travels
in stored blocks: it never meets a compressor, and the length of a page tells nothing about it.
Pages of respondents are filled up: their length does not tell language, city or group either.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, request

PAGE = 10_240  # bytes; questionnaire and thanks fit into one, in every language
TYPED_PAGE = 32_768  # steps of pages that are not compressed

_HEADER = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x02\xff"  # deflate, comment, no time, best compression
_LAST_BLOCK = b"\x03\x00"
_LARGEST_STORED = 0xFFFF


@dataclass(frozen=True)
class Piece:
    """A part of a page: as it is read, and as a run of deflate blocks."""

    plain: tuple[bytes, ...]
    packed: bytes


def pack(*plain: bytes) -> Piece:
    """Return a compressed piece."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    parts = [packer.compress(part) for part in plain]
    return Piece(plain, b"".join(parts) + packer.flush(zlib.Z_FULL_FLUSH))


def store(plain: bytes) -> Piece:
    """Return a piece that is not compressed."""
    blocks = [plain[at : at + _LARGEST_STORED] for at in range(0, len(plain), _LARGEST_STORED)]
    packed = [struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF) + block for block in blocks]
    return Piece((plain,), b"".join(packed))


def join(pieces: Iterable[Piece]) -> bytes:
    """Return the page as it is read."""
    return b"".join(part for piece in pieces for part in piece.plain)


def gzip(pieces: Iterable[Piece], step: int = 1) -> bytes:
    """Return the page as one gzip stream whose length is a multiple of ``step`` bytes (RFC 1952).

    What is missing stands as the comment of the stream's header, which no browser shows.
    """
    packed, checksum, length = [_HEADER, b""], 0, 0
    for piece in pieces:
        packed.append(piece.packed)
        for part in piece.plain:
            checksum = zlib.crc32(part, checksum)
            length += len(part)
    packed += [_LAST_BLOCK, struct.pack("<II", checksum, length & 0xFFFFFFFF)]
    end_of_comment = b"\0"
    missing = -(sum(map(len, packed)) + len(end_of_comment)) % step
    packed[1] = b" " * missing + end_of_comment
    return b"".join(packed)


def fill_up(page: bytes, step: int) -> bytes:
    """Return a page with blank lines at its end, to a multiple of ``step`` bytes."""
    return page + b"\n" * (-len(page) % step)


def respond(
    pieces: list[Piece], content_type: str = "text/html; charset=utf-8", filled_up: bool = False
) -> Response:
    """Return an answer that is compressed if the browser takes it, and filled up if wanted."""
    if not request.accept_encodings["gzip"]:
        page = fill_up(join(pieces), TYPED_PAGE if filled_up else 1)
        return Response(page, content_type=content_type)
    response = Response(gzip(pieces, PAGE if filled_up else 1), content_type=content_type)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response
