"""Looks at any address as a person would paste it, and finds which sources stand behind it.

Each kind knows what betrays it (its `recognise`); here it is decided which pages are looked at: the address, what the
site says of itself (robots.txt's sitemaps), and the few links that promise courses or events.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import msgspec

from crawlers.asking import manners
from crawlers.asking.answers import Ask
from crawlers.call import Candidate
from crawlers.errors import CityOfLearningError, SourceError, WrongContent
from crawlers.fetch import Fetcher
from crawlers.formats import markup, repeated
from crawlers.kinds import kinds
from crawlers.page import Page
from crawlers.readings.reading import starts_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source

TABLES = 3
"""Tables that are looked at to guess their columns."""

ALIKE = 2
"""Pages of one folder that are looked at: what one of them carries, the others do too."""

FURTHER = 6
"""Pages of the site that are looked at beside the address itself."""

_PROMISING = re.compile(
    r"what'?s[ -]?on|events?\b|calendar|diary|class(?:es)?\b|courses?\b|program(?:me)?s?\b|activit|workshops?|"
    r"sessions?\b|clubs?\b|camps?\b|holiday|timetable|noticeboard|things[ -]to[ -]do|learn|youth|young|open data|"
    r"eventos|agenda|actividades|cursos|talleres|wydarzenia|kursy|zaj[eę]cia|warsztaty|digwyddiad|cyrsiau|clybiau|"
    r"تقریبات|پروگرام|کورس",
    re.IGNORECASE,
)
_USELESS = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|css|js|zip|mp4|docx?)(?:\?|$)|/(?:login|signin|cart|basket|account|privacy|cookie)|"
    r"^(?:mailto|tel|javascript):",
    re.IGNORECASE,
)
_SITEMAP = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen. address: where the pasted one led. title: the page's own name, or "". pages: how many came.

    candidates: the likeliest first. failed: what could not be looked at, as sentences.
    """

    address: str
    title: str
    pages: int
    candidates: tuple[Candidate, ...]
    failed: tuple[str, ...]


def look(
    pasted: str, settings: CrawlSettings, clock: Callable[[], dt.datetime], tell: Callable[[str], None] = lambda _: None
) -> Look:
    """Looks at an address and a few pages near it, with the manners of a crawl.

    tell: hears each address before it is asked. Raises SourceError where the address itself gives no page.
    """
    with Fetcher(settings, clock) as fetcher:
        looking = _Looking(fetcher, tell)
        first = looking.first(addresses(pasted))
        looking.near(first)
        looking.behind(first)
        looking.at_tables()
        return Look(
            address=first.final_url,
            title=_title(first),
            pages=looking.pages,
            candidates=ranked(looking.candidates),
            failed=tuple(looking.failed),
        )


def addresses(pasted: str) -> list[str]:
    """The web addresses that somebody may mean: "webcal://…" is one of a calendar, "www.x.org" has no scheme."""
    words = pasted.strip().strip("<>\"'")
    words = re.sub(r"^webcals:", "https:", words, flags=re.IGNORECASE)
    if re.match(r"webcal://", words, re.IGNORECASE):
        words = words[len("webcal://") :]
    if re.match(r"https?://", words, re.IGNORECASE):
        return [urldefrag(words).url if not _is_state(words) else words]
    return [f"https://{words}", f"http://{words}"]


def is_address(words: str) -> bool:
    """Whether somebody means an address and not a source's name."""
    return bool(re.match(r"\s*<?(?:https?|webcals?)://", words, re.IGNORECASE)) or bool(
        re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?", words.strip())
    )


def ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each source once, the likeliest first; the first reason that was found is kept."""
    found: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        key = one.kind, one.url
        if key not in found or (one.score, len(one.options)) > (found[key].score, len(found[key].options)):
            found[key] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.score, one.kind, len(one.url))))


class _Looking:
    """Asks pages and collects what the kinds recognise in them."""

    def __init__(self, fetcher: Fetcher, tell: Callable[[str], None]) -> None:
        self._fetcher, self._tell = fetcher, tell
        self._asked = set[str]()
        self._seen = dict[str, Page]()
        self.candidates: list[Candidate] = []
        self.failed: list[str] = []
        self.pages = 0

    def first(self, urls: Sequence[str]) -> Page:
        """The first of the addresses that answers. Raises SourceError where none does."""
        errors = list[SourceError]()
        for url in urls:
            try:
                return self._page(url)
            except SourceError as error:
                errors.append(error)
        raise errors[0]

    def near(self, page: Page) -> None:
        """What the site says of itself, and the links of a page that promise most."""
        site = manners.host(page.final_url)
        for url in [*self._sitemaps(page.final_url), *_promising(page)][: FURTHER + 1]:
            if manners.host(url) == site and url not in self._asked:
                self._try(url)

    def behind(self, overview: Page) -> None:
        """Single pages with data are one source: what leads to them, the sitemap or the links of the overview."""
        ones = [one for one in self.candidates if "links" in kinds()[one.kind].options.__struct_fields__]
        pages = {one.url for one in ones if "html" in self._type(one.url)}
        single = pages - {overview.final_url}
        leads = [one for one in ones if one.url not in pages and self._names(one.url, single)]
        kind = next((one.kind for one in ones if one.url in single), None)
        if kind is None:
            return
        if leads:
            folders = {urlsplit(url).path.rstrip("/").rpartition("/")[0] for url in single}
            options = {"only": f"{folders.pop()}/"} if len(folders) == 1 and folders != {""} else {}
            why = "its sitemap leads to pages that carry courses or events as data"
            found = Candidate(kind=kind, url=leads[0].url, options=options, why=why, score=75)
        elif options := _links_to(overview, single):
            why = "it links to pages that carry courses or events as data"
            found = Candidate(kind=kind, url=overview.final_url, options=options, why=why, score=70)
        else:
            return
        self.candidates = [one for one in self.candidates if one not in leads and one.url not in single]
        self.candidates.append(found)

    def _type(self, url: str) -> str:
        return self._seen[url].content_type if url in self._seen else ""

    def _names(self, url: str, others: Iterable[str]) -> bool:
        """Whether a page that was seen, a list for machines, names one of the other addresses."""
        return url in self._seen and any(escape(other).encode() in self._seen[url].body for other in others)

    def at_tables(self) -> None:
        """The likeliest tables themselves: which column is which can only be guessed of the table."""
        unmapped = [one for one in ranked(self.candidates) if _wants_columns(one)]
        for one in unmapped[:TABLES]:
            source = Source(name="pasted", provider="", kind=one.kind, url=one.url, options=dict(one.options))
            with suppress(CityOfLearningError):
                url = one.url if kinds()[one.kind].assemble else starts_of(source)[0]
                if url not in self._asked:
                    self._try(url)

    def _sitemaps(self, url: str) -> list[str]:
        """Those that robots.txt names, else the usual one."""
        try:
            body = self._fetcher.get(manners.host(url), Ask(url=manners.robots_url(url)), permitted=True).page
        except SourceError:
            body = None
        named = [found.decode("utf-8", "replace") for found in _SITEMAP.findall(body.body)] if body else []
        return [urljoin(url, one) for one in named[:2]] or [urljoin(url, "/sitemap.xml")]

    def _try(self, url: str) -> None:
        try:
            self._page(url)
        except SourceError as error:
            if not url.endswith("/sitemap.xml"):  # nobody has promised that one
                self.failed.append(str(error))

    def _page(self, url: str) -> Page:
        self._asked.add(url)
        self._tell(url)
        page = self._fetcher.get(manners.host(url) or url, Ask(url=url)).page
        assert page is not None  # nothing was conditional
        self._asked.add(page.final_url)
        self._seen[page.final_url] = page
        self.pages += 1
        for kind in kinds().values():
            if kind.recognise:
                try:
                    self.candidates += kind.recognise(page)
                except Exception as error:  # one kind's fault keeps no other from looking
                    self.failed.append(
                        f"{url}: the kind {kind.name!r} failed at it with {type(error).__name__}: {error}. "
                        "This is a fault of the kind; please report it with the address."
                    )
        return page


def _wants_columns(candidate: Candidate) -> bool:
    fields = kinds()[candidate.kind].options.__struct_fields__
    return "columns" in fields and "columns" not in candidate.options and not candidate.needs


def _promising(page: Page) -> list[str]:
    """Links of the page's own host whose words or address promise things to do, the likeliest first."""
    try:
        root = markup.selector(page, page.url)
    except WrongContent:
        return []
    base, worth = markup.base(root, page), dict[str, int]()
    for link in root.css("a[href]")[:2_000]:
        url = markup.join(base, link.attrib.get("href"))
        if url is None or _USELESS.search(url) or manners.host(url) != manners.host(page.final_url):
            continue
        url = urldefrag(url).url
        parts = urlsplit(url)
        said = bool(_PROMISING.search(markup.words(link))) + bool(_PROMISING.search(parts.path))
        if said and url != urldefrag(page.final_url).url:
            deep = len([one for one in parts.path.split("/") if one])
            worth[url] = max(worth.get(url, -99), 10 * said - 3 * deep - bool(parts.query))
    chosen, folders = list[str](), Counter[str]()
    for url in sorted(worth, key=lambda url: -worth[url]):
        folder = urlsplit(url).path.rstrip("/").rpartition("/")[0]
        folders[folder] += 1
        if not folder or folders[folder] <= ALIKE:
            chosen.append(url)
    return chosen[:FURTHER]


def _links_to(page: Page, urls: Collection[str]) -> dict[str, str]:
    """Options by which a page's links to these addresses, and its next page, are found; {} where there are none."""
    try:
        root = markup.selector(page, page.url)
    except WrongContent:
        return {}
    css = repeated.links_to(root, markup.base(root, page), urls)
    following = repeated.next_page(root)
    return ({"links": css} | ({"next": following} if following else {})) if css else {}


def _title(page: Page) -> str:
    """What the site calls itself."""
    try:
        root = markup.selector(page, page.url)
    except WrongContent:
        return ""
    named: Any = root.css('meta[property="og:site_name"]::attr(content)').get()
    title = " ".join((named or root.css("title::text").get() or "").split())
    return title if named else re.split(r"\s[|–—·:-]\s", title)[-1]


def _is_state(url: str) -> bool:
    """Whether the fragment is more than a place in the page: single-page sites keep their state there."""
    return "#!" in url or "#/" in url
