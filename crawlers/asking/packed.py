"""Bodies that come compressed: unpacked in small pieces, and whole or not at all.

httpx and Scrapy both take a gzip stream that was cut off for the whole of a shorter body, and rows would be missing
without a word; and what they unpack of one piece may fill the memory before anybody looks at its size.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import brotli
import zstandard

ACCEPTED = "gzip, deflate, br, zstd"
"""What we say that we take (RFC 9110, 12.5.3)."""

PIECE = 1 << 18
"""Bytes that are unpacked at a time, so that a body which packs very tightly cannot fill the memory at once."""

MOST = 2
"""Codings one within the other; more than one is a server's mistake already."""

_BITE = 128
"""Bytes of zstd that are unpacked at a time: its blocks are unpacked whole, and 4 bytes may be one of 128 KiB."""

_WINDOW = 1 << 23
"""Bytes that zstd may look back in HTTP (RFC 9659)."""

_MEMBER = b"\x1f"
"""How a member of gzip begins."""


class Broken(Exception):
    """The body is no such packed data."""


class Unknown(Exception):
    """The body is in a coding that we did not ask for; the message names it."""


def codings(header: str | None) -> list[str]:
    """What the header Content-Encoding names, in the order of packing. Raises Unknown."""
    named = [one for part in (header or "").split(",") if (one := part.strip().lower()) not in {"", "identity"}]
    if len(named) > MOST or any(one not in _UNPACK for one in named):
        raise Unknown(", ".join(named)[:100])
    return named


def unpacked(pieces: Iterable[bytes], named: Sequence[str], most: int) -> Iterator[bytes]:
    """The body in pieces. Raises Broken, EOFError where it ends before its end, OverflowError after `most` bytes.

    named: of `codings`. What comes is counted packed and unpacked: a body may pack nothing without end.
    """
    found = _capped(pieces, most)
    for coding in reversed(named):
        found = _capped(_UNPACK[coding](found), most)
    return found


def _capped(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise OverflowError
        yield piece


def _gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 1952. Several members are one body; what else may follow is of no matter."""
    unpacker, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
    for piece in pieces:
        left = piece
        while left:
            if unpacker.eof:
                if left[:1] != _MEMBER:
                    break
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            begun = True
            yield _step(unpacker, left)
            left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    yield from _rest(unpacker, begun=begun)


def _deflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 1950; some hosts leave its frame out, which shows in its first two bytes."""
    unpacker, head, framed, begun = zlib.decompressobj(), b"", False, False
    for piece in pieces:
        left = piece
        while left and not unpacker.eof:
            begun = True
            try:
                found = unpacker.decompress(left, PIECE)
            except zlib.error:
                if framed:
                    raise Broken from None
                unpacker, left, framed = zlib.decompressobj(-zlib.MAX_WBITS), head + left, True
                continue
            head = b"" if framed else head + left
            framed = framed or bool(found)
            yield found
            left = unpacker.unconsumed_tail
    yield from _rest(unpacker, begun=begun)


def _step(unpacker: "zlib._Decompress", left: bytes) -> bytes:
    try:
        return unpacker.decompress(left, PIECE)
    except zlib.error:
        raise Broken from None


def _rest(unpacker: "zlib._Decompress", *, begun: bool) -> Iterator[bytes]:
    yield unpacker.flush()
    if begun and not unpacker.eof:
        raise EOFError


def _brotli(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 7932."""
    unpacker, begun = brotli.Decompressor(), False
    try:
        for piece in pieces:
            if unpacker.is_finished():
                break
            begun = begun or bool(piece)
            found = unpacker.process(piece, output_buffer_limit=PIECE)
            while found:
                yield found
                found = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=PIECE)
    except brotli.error:
        raise Broken from None
    if begun and not unpacker.is_finished():
        raise EOFError


def _zstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 8878, with the window of RFC 9659. Several frames are one body."""
    context = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    unpacker, begun = context.decompressobj(), False
    try:
        for piece in pieces:
            for at in range(0, len(piece), _BITE):
                left = piece[at : at + _BITE]
                while left:
                    if unpacker.eof:
                        unpacker = context.decompressobj()
                    begun = True
                    yield unpacker.decompress(left)
                    left = unpacker.unused_data if unpacker.eof else b""
    except zstandard.ZstdError:
        raise Broken from None
    if begun and not unpacker.eof:
        raise EOFError


_UNPACK: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
"""Content codings (RFC 9110, 8.4.1, and IANA's registry), and what unpacks them."""
