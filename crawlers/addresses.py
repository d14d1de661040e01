"""When two addresses are the same."""

from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = frozenset({"fbclid", "gclid", "msclkid", "mc_cid", "mc_eid"})


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
