"""Bodies that come compressed: unpacked in small pieces, and whole or not at all.

httpx and Scrapy both take a gzip stream that was cut off for the whole of a shorter body, and rows would be missing
without a word.
"""

import zlib
from collections.abc import Iterable, Iterator

CODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
"""Content codings (RFC 9110, 8.4.1) and what zlib calls them."""

PIECE = 1 << 18
"""Bytes that are unpacked at a time, so that a body which packs very tightly cannot fill the memory at once."""

_MEMBER = b"\x1f"
"""How a member of gzip begins."""


def unpacked(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The body in pieces. Raises zlib.error where it is broken, EOFError where it ends before its end.

    coding: one of CODINGS; anything else is passed on as it is.
    """
    if coding not in CODINGS:
        yield from pieces
        return
    unpacker, head = zlib.decompressobj(CODINGS[coding]), b""
    begun = framed = False
    for piece in pieces:
        left = piece
        while left:
            if unpacker.eof:  # several members are one body; what else may follow is of no matter
                if coding == "deflate" or left[:1] != _MEMBER:
                    break
                unpacker = zlib.decompressobj(CODINGS[coding])
            try:
                found = unpacker.decompress(left, PIECE)
            except zlib.error:
                if framed or coding != "deflate":
                    raise
                # some hosts leave zlib's frame out, which shows in its first two bytes
                unpacker, left, framed = zlib.decompressobj(-zlib.MAX_WBITS), head + left, True
                continue
            begun, head = True, b"" if framed else head + left
            if found:
                framed = True
                yield found
            left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    yield unpacker.flush()
    if begun and not unpacker.eof:
        raise EOFError
