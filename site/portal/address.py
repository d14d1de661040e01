"""Addresses within the portal, below the language's prefix; every page of a language has its twin in the others."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlsplit

from indexer.opportunity import Opportunity
from portal.i18n import Language

_SAFE = ("http", "https", "mailto", "tel")


def opportunity(o: Opportunity) -> str:
    """ "o/<id>/<slug>/"."""
    return f"o/{o.id}/{o.slug}/"


def root(path: str) -> str:
    """The way from a page's folder ("", "ur/weeks/") to the portal's root: "./", "../../"."""
    return "../" * path.count("/") or "./"


def absolute(base: str, language: Language, path: str) -> str:
    """For canonical links, feeds and the sitemap. base: site.url."""
    return f"{base.rstrip('/')}/{language.prefix}{quote(path)}"


@lru_cache(maxsize=16384)
def outward(url: str | None) -> str | None:
    """An address that may become a link: http, https, mailto or tel; None for any other, such as javascript."""
    if not url or any(ord(c) <= 32 for c in url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in _SAFE or (parts.scheme.lower().startswith("http") and not parts.netloc):
        return None
    return url.strip()


def host(url: str) -> str:
    """The host as people say it, without www; of mailto and tel the address or number itself."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or parts.path or url).removeprefix("www.")
    except ValueError:
        return url


def first_outward(urls: Iterable[str | None]) -> str | None:
    """The first that may become a link."""
    return next((url for url in map(outward, urls) if url), None)
