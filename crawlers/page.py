"""A Page is one answer of a source, as it came: the whole input of extraction."""

import datetime as dt

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One fetched address.

    url: the address that was asked for, absolute, without fragment.
    final_url: the address after redirects; relative links are resolved against it.
    fetched_at: aware UTC; it is the only clock an extractor may look at.
    content_type: media type in lower case without parameters ("" where none was sent).
    charset: of the Content-Type header, or None.
    body: decompressed bytes.
    """

    url: str
    final_url: str
    fetched_at: dt.datetime
    body: bytes
    status: int = 200
    content_type: str = ""
    charset: str | None = None
