"""A Source is a place that is read: one `[[source]]` table of the city file."""

from typing import Any

import msgspec


class Expect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a healthy crawl finds, in listings, until the source has a history of its own."""

    at_least: int = 1
    at_most: int | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is read, how, where, how often.

    name: part of every listing's id, so it never changes; a-z, 0-9 and -.
    kind: the name of a file in crawlers/apis or crawlers/spiders.
    timezone: IANA zone of times that come without one; None means the city's.
    language: of the texts where the source does not say; None means the city's first.
    defaults: draft fields that hold for every listing that does not say otherwise.
    options: the kind's own settings, checked against its Options.
    review: listings are held back until somebody says yes.
    paused: why this source is not read at present.
    trusted: its place in the ranking of a field, 0 first; the city file says it in [trust].
    """

    name: str
    provider: str
    kind: str
    url: str
    every: str = "1d"
    timezone: str | None = None
    language: str | None = None
    licence: str | None = None
    attribution: str | None = None
    permission: str | None = None
    expect: Expect = Expect()
    defaults: dict[str, Any] = {}
    options: dict[str, Any] = {}
    review: bool = False
    paused: str | None = None
    trusted: dict[str, int] = {}
