"""What crawling needs to know of a city: the `[crawl]` table of the city file."""

import msgspec


class CrawlSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Manners and limits of every request.

    contact: goes into the User-Agent, so that a provider can reach the city.
    delay: pause between two requests to one host ("1s", "250ms", "0s").
    timeout: longest wait for an answer, and again between two pieces of it.
    max_bytes: cap on one decompressed body. max_pages: cap on the pages of one source.
    tries: how often an address is asked in all when it does not answer or answers 429 or 5xx.
    proxy: address of an HTTP proxy for every request, or None.
    keep: how long a past opportunity stays in the catalogue.
    """

    contact: str
    delay: str = "1s"
    timeout: str = "30s"
    max_bytes: int = 50_000_000
    max_pages: int = 5_000
    tries: int = 3
    proxy: str | None = None
    keep: str = "30d"
