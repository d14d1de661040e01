"""Which addresses of the net are nobody's public site, and are never asked unless the city file allows their host.

What a provider writes, a redirect or a name server could otherwise lead the crawler into the city's own network. The
check is made on the address that is connected to: a name is resolved once, and what was checked is what is used.
"""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote, urlsplit

from crawlers.errors import PrivateAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to addresses, as the system gives them, the best first. Raises OSError."""

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(one)
    for one in (
        # IANA's registry of special-purpose IPv4 addresses (RFC 6890), all that is not globally reachable
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598), and one cloud's metadata
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # a public address, behind which one cloud's machines find their metadata
        # the same of IPv6; what it embeds is looked at besides
        "::/128",
        "::1/128",
        "64:ff9b:1::/48",  # NAT64 of one network's own (RFC 8215)
        "100::/64",
        "2001:2::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",  # unique local, and the metadata of clouds
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_LOCAL = re.compile(r"(?:.+\.)?(?:localhost|localdomain|local|internal|home\.arpa)")
"""Names that a public name server knows nothing of (RFC 6761, 6762, 8375, and ICANN's "internal")."""


class NotPublic(Exception):
    """A host of which no public site may lie where it leads. where: an address, or what its name says."""

    def __init__(self, host: str, where: str) -> None:
        self.host, self.where = host, where
        super().__init__(f"{host} leads to {where}")


def is_public(address: Address) -> bool:
    """Whether a public site may lie there. What is embedded in an IPv6 address counts as well."""
    if any(one.version == address.version and address in one for one in _NOT_PUBLIC):
        return False
    if address.version == 4:
        return True
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    embedded += [last] if address in _NAT64 or address in _COMPATIBLE else []
    return all(is_public(one) for one in embedded if one is not None)


def literal(host: str) -> Address | None:
    """The address that a host is, however it is spelt: "127.1", "0x7f.1", "2130706433", "[::1]"; None for a name."""
    plain = _plain(host).partition("%")[0]
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(plain)) if re.fullmatch(r"[0-9a-fA-FxX.]+", plain) else None
    except OSError:
        return None


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that the system knows for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Guard:
    """Says where a request may go. allowed: hosts (names or addresses) that the city file allows to be private.

    resolve: what names are resolved with.
    """

    def __init__(self, allowed: Iterable[str] = (), *, resolve: Resolve = resolve) -> None:
        allowed = list(allowed)
        self._names = frozenset(_plain(one) for one in allowed)
        self._addresses = frozenset(found for one in allowed if (found := literal(one)))
        self._resolve = resolve

    def check(self, source: str, url: str) -> None:
        """Raises PrivateAddress for an address whose host says itself that it is not public. It asks nobody."""
        host = urlsplit(url).hostname or ""
        address, name = literal(host), _plain(host)
        if self._allows(host) or (address is not None and self._fine(address)):
            return
        if address is not None:
            raise refused(source, NotPublic(host, str(address)))
        if "." not in name or _LOCAL.fullmatch(name):
            raise refused(source, NotPublic(host, "by its name"))

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses that may be connected to. Raises NotPublic where one of them is not public, and OSError."""
        found = [str(address)] if (address := literal(host)) else list(self._resolve(host, port))
        if not self._allows(host):
            for one in found:
                if not self._fine(ipaddress.ip_address(one.partition("%")[0])):
                    raise NotPublic(host, one)
        return found

    def _allows(self, host: str) -> bool:
        return _plain(host) in self._names

    def _fine(self, address: Address) -> bool:
        return is_public(address) or address in self._addresses


def refused(source: str, error: NotPublic) -> PrivateAddress:
    """The error of a host that is not public."""
    todo = (
        "Check the source's 'url'. If it is the city's own and meant to be read, name it in 'private_hosts' "
        "of the city file's [crawl] table."
    )
    came = f"{error.host} is in a private network ({error.where})"
    return PrivateAddress(source, expected="a host on the public internet", came=came, todo=todo)


def _plain(host: str) -> str:
    """A host as it is compared, however it is written: full-width digits, escapes, brackets, a last dot."""
    return unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").strip("[]").lower().rstrip(".")
