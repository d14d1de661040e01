"""Which addresses can be asked, and when two are the same."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

_TRACKING = frozenset({"fbclid", "gclid", "msclkid", "mc_cid", "mc_eid"})

_WEBCAL = re.compile(r"webcals?:", re.IGNORECASE)

LONGEST = 8_000
"""Bytes of an address; servers need not understand longer ones (RFC 9110, 4.1)."""


def is_web(url: str) -> bool:
    """Whether an address can be asked: http or https, a host, and where it names a port, a number."""
    try:
        parts = urlsplit(url)
        asked = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        return asked and len(url.encode()) <= LONGEST
    except ValueError:  # a bracket that is never closed, a port that is none, a letter that no host has, half a letter
        return False


def absolute(base: str, link: str) -> str | None:
    """Where a link on the page of this address leads; None where that cannot be asked."""
    try:
        url = urljoin(base, link)
    except ValueError:  # "http://[": what people type into a link
        return None
    return url if is_web(url) else None


def may_be_typed(url: str) -> bool:
    """Whether a city file may have it: an address that can be asked, or webcal:, as calendars are handed out."""
    return is_web(_WEBCAL.sub("http:", url, count=1) if _WEBCAL.match(url) else url)


def canonical(url: str) -> str:
    """An address as it is compared: host in lower case, query sorted, no scheme, fragment or tracking."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.") + (
            f":{parts.port}" if parts.port not in (None, 80, 443) else ""
        )
    except ValueError:  # a bracket or a port that is none
        return url.strip()
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(
        sorted((k, v) for k, v in pairs if not k.lower().startswith("utm_") and k.lower() not in _TRACKING)
    )
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")
