"""What tells machines their way: sitemap.xml, robots.txt, llms.txt."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from indexer.contents import Contents
from portal import address
from portal.file import File
from portal.i18n import languages
from portal.open_data import FEEDS
from portal.settings import PortalSettings
from portal.when import city_day

_PAGES = (
    ("data/", "what each feed is, its columns and on what terms"),
    ("about/", "how we know, and what is missing"),
    ("safety/", "what is checked, and what is not"),
    ("embed/", "a list for another site's frame"),
)
MOST = 50_000
"""Addresses of one sitemap; more are told by several, and an index of these."""
_FRAMES = "embed/"


class Page(NamedTuple):
    """One address with its alternates by language code, all absolute. changed: the day on which its facts changed."""

    address: str
    alternates: Mapping[str, str]
    changed: dt.date | None = None


def files(
    paths: Sequence[str], contents: Contents, settings: PortalSettings, changed: Mapping[str, dt.datetime]
) -> Iterator[File]:
    """paths: of every page; redirects and 404.html are left out. changed: of each opportunity, by id, aware UTC."""
    spoken = languages(settings.languages, settings.country)
    base = settings.site.url
    moved = {f"o/{old}/index.html" for old in contents.aliases}
    held = {path.removesuffix("index.html") for path in paths if path.endswith("index.html") and path not in moved}
    others = tuple(language.prefix for language in spoken[1:])
    days = {
        address.opportunity(o): city_day(
            changed.get(o.id) or min(listing.first_seen for listing in o.listings), settings.timezone
        )
        for o in contents.opportunities
    }

    def pages() -> Iterator[Page]:
        for path in sorted(path for path in held if not path.startswith(others) or not others):
            if path.startswith(_FRAMES) and path != _FRAMES:
                continue
            there = [language for language in spoken if language.prefix + path in held]
            alternates = {one.code: address.absolute(base, one, path) for one in there}
            yield from (Page(alternates[one.code], alternates, days.get(path)) for one in there)

    yield from _sitemaps(list(pages()), lambda path: address.absolute(base, spoken[0], path))
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {address.absolute(base, spoken[0], 'sitemap.xml')}\n"
    yield File("robots.txt", robots.encode())
    yield File("llms.txt", _llms(settings, lambda path: address.absolute(base, spoken[0], path)).encode())


def _sitemaps(pages: Sequence[Page], at: Callable[[str], str]) -> Iterator[File]:
    """sitemap.xml, which lists further ones where there is more than one may hold."""
    if len(pages) <= MOST:
        yield File("sitemap.xml", sitemap(pages))
        return
    parts = [pages[n : n + MOST] for n in range(0, len(pages), MOST)]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for n, part in enumerate(parts, 1):
        yield File(f"sitemap-{n}.xml", sitemap(part))
        last = max((page.changed for page in part if page.changed), default=None)
        day = f"<lastmod>{last.isoformat()}</lastmod>" if last else ""
        lines.append(f"<sitemap><loc>{escape(at(f'sitemap-{n}.xml'))}</loc>{day}</sitemap>")
    yield File("sitemap.xml", "\n".join([*lines, "</sitemapindex>\n"]).encode())


def sitemap(pages: Iterable[Page]) -> bytes:
    """Sitemap 0.9 with the alternates of each page, and <lastmod> where its day is known."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in pages:
        day = f"<lastmod>{page.changed.isoformat()}</lastmod>" if page.changed else ""
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(other)}/>'
            for code, other in page.alternates.items()
        )
        lines.append(f"<url><loc>{escape(page.address)}</loc>{day}{links}</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def _llms(settings: PortalSettings, at: Callable[[str], str]) -> str:
    """For language models (https://llmstxt.org): what this is, what may not be concluded from it, where the data is."""
    return "\n".join(
        [
            f"# {settings.site.title}",
            "",
            f"> Courses, camps, clubs and drop-ins for young people in {settings.name},",
            "> collected from what providers publish.",
            "",
            "A value that is missing is unknown: a price that is not stated is not free, an age that is not stated is",
            "not every age. Listed is not vetted. Whoever wants to go should ask the provider, whose page is named.",
            "",
            "## Data",
            "",
            *(f"- [{feed.path}]({at(feed.path)}): {feed.format}. {feed.about}" for feed in FEEDS),
            "",
            "Beside each list (an interest, an area, both, an age, a week, a provider) lie calendar.ics and",
            "sessions.csv; feeds/lists.csv names them all.",
            "",
            "## Pages",
            "",
            *(f"- [{path}]({at(path)}): {what}" for path, what in _PAGES),
            "",
        ]
    )
