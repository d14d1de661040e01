"""What crawling needs to know of a city: the `[crawl]` table of the city file."""

import re

import msgspec

from crawlers.asking.network import literal


class CrawlSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Manners and limits of every request.

    contact: goes into the User-Agent, so that a provider can reach the city.
    delay: pause between two requests to one host ("1s", "250ms", "0s").
    timeout: longest wait for an answer, and again between two pieces of it.
    max_bytes: cap on one decompressed body. max_pages: cap on the pages of one source.
    tries: how often an address is asked in all when it does not answer or answers 429 or 5xx.
    proxy: address of an HTTP proxy for every request, or None. Those of the environment are not used.
    private_hosts: names or addresses of hosts that may lie in a private network (this machine, an intranet); of every
    other such host nothing is asked. "127.0.0.1" allows that address by whatever name.
    keep: how long a past opportunity stays in the catalogue.
    memory: how long answers are kept as they came, so that they can be read again ("0d": not at all). memory_bytes: how
    much of the disk they may take in all.
    """

    contact: str
    delay: str = "1s"
    timeout: str = "30s"
    max_bytes: int = 50_000_000
    max_pages: int = 5_000
    tries: int = 3
    proxy: str | None = None
    private_hosts: tuple[str, ...] = ()
    keep: str = "30d"
    memory: str = "30d"
    memory_bytes: int = 2_000_000_000

    def __post_init__(self) -> None:
        """Raises ValueError for a private host that is neither a name nor an address."""
        for host in self.private_hosts:
            if literal(host) is None and not re.fullmatch(r"[^\s/:@*]+", host):
                raise ValueError(
                    f'private_hosts: expected a name such as "intranet.example" or an address such as "10.0.0.7", '
                    f"not {host!r}"
                )
