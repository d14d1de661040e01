"""How httpx connects: to the very addresses that were checked, or to the city's proxy."""

import ssl
import time
from collections.abc import Iterable

import httpcore
import httpx

from crawlers.asking.network import Guard


class _Checked(httpcore.NetworkBackend):
    """Resolves a host once, and connects to what was checked. TLS and the Host header still name the host."""

    def __init__(self, guard: Guard) -> None:
        self._guard, self._plain = guard, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connects to the first of the host's addresses that answers, within the time-out for all of them."""
        until = None if timeout is None else time.monotonic() + timeout
        try:
            found = self._guard.addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        failure: Exception = httpcore.ConnectError(f"name resolution found no address of {host}")
        for address in found:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise httpcore.ConnectTimeout
            try:
                return self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def sleep(self, seconds: float) -> None:
        """Called by httpcore between tries."""
        self._plain.sleep(seconds)


class _Transport(httpx.HTTPTransport):
    """httpx's own, with a pool that connects through the guard."""

    def __init__(self, guard: Guard, trusted: ssl.SSLContext) -> None:
        super().__init__(verify=trusted)
        assert isinstance(self._pool, httpcore.ConnectionPool), "this httpx keeps its connections elsewhere"
        self._pool.close()
        self._pool = httpcore.ConnectionPool(ssl_context=trusted, max_connections=100, network_backend=_Checked(guard))


def transport(guard: Guard, trusted: ssl.SSLContext, proxy: str | None) -> httpx.BaseTransport:
    """What httpx sends through. The proxy is the city's choice, so it may be private; it resolves names itself."""
    return httpx.HTTPTransport(verify=trusted, proxy=proxy) if proxy else _Transport(guard, trusted)
