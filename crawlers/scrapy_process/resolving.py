"""How Scrapy's reactor resolves names: once for each host in a process, and only to addresses that may be asked."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.threads import deferToThread
from zope.interface import implementer

from crawlers.asking.network import Guard


@implementer(IHostnameResolver)
class Resolver:
    """Scrapy's TWISTED_DNS_RESOLVER. Hosts that are addresses come by here too. A host that may not be asked has none.

    What was checked is what is connected to, and stays so: a name server that changes its mind is not heard.
    """

    def __init__(self, guard: Guard, reactor: Any) -> None:
        self._guard, self._reactor = guard, reactor
        self._known: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    @classmethod
    def from_crawler(cls, crawler: AsyncCrawlerProcess, reactor: Any) -> Self:
        """Called by Scrapy. The city's proxy may be private, as the city has chosen it."""
        proxy = urlsplit(crawler.settings.get("PROXY") or "").hostname
        return cls(Guard([*crawler.settings.getlist("PRIVATE_HOSTS"), *([proxy] if proxy else [])]), reactor)

    def install_on_reactor(self) -> None:
        """Called by Scrapy."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  # Twisted's name, and its names of what comes
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> HostResolution:
        """Tells the receiver the addresses of a host; none where there are none or they may not be asked."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        def complete(found: Iterable[str]) -> None:
            for one in found:
                sort = IPv6Address if ":" in one else IPv4Address
                if addressTypes is None or sort in addressTypes:
                    resolutionReceiver.addressResolved(sort("TCP", one, portNumber))
            resolutionReceiver.resolutionComplete()

        deferToThread(self.addresses, hostName).addCallbacks(complete, lambda _: complete(()))
        return resolution

    def addresses(self, host: str) -> list[str]:
        """The addresses of a host, the same each time. Raises NotPublic and OSError."""
        with self._lock:
            found = self._known.get(host)
        if found is None:
            found = self._guard.addresses(host, 0)
            with self._lock:
                found = self._known.setdefault(host, found)
        return found
