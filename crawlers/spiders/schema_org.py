"""Pages that carry schema.org data in whatever form: courses, programmes and events of every subtype.

JSON-LD, microdata and RDFa are read, and the older microformats h-event and hCalendar. The source's `url` is a sitemap
(also an index of sitemaps, a list of addresses, RSS or Atom, each also gzipped), an overview page, or a page with data.

Options:

    only        text that an address of the sitemap must contain, such as "/courses/"
    links       on overview pages: the links to the pages that carry the data, as a CSS selector, such as "main h3 a"
    next        on overview pages: the link to the next page, as a CSS selector
    guess_next  true: a link that is called "Next", "Older", "»" and the like is one to the next page
    hosts       further hosts whose pages may be read

A link to the next page that says so itself (rel=next) is followed from the overview; so are the addresses of an
ItemList. A listing that stands on an overview and on its own page is one; its own page speaks for it
(crawlers/complete.py). No date or price is understood here; a Schedule is written out as meetings.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urldefrag, urlsplit

import msgspec
from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import SourceError
from crawlers.formats import markup, sitemap
from crawlers.formats.linked_data import item_list, linked, schema
from crawlers.formats.linked_data.linked import Linked
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "schema.org 29 as JSON-LD 1.1, microdata, RDFa Lite 1.1; microformats h-event, hCalendar 1.0; sitemaps 0.9"
COMPLETENESS = "snapshot"
TRIED = "49 real pages of 17 sites, and schema.org's own examples of courses and schedules"

_NEXT = re.compile(
    r"(?:next(?: page)?|older(?: posts| events)?|(?:more|later) events|(?:tudalen )?nesaf|suivante?|weiter|siguiente)?"
    r"\s*(?:[›»→>]{0,2})",
    re.IGNORECASE,
)
_LONG = 2_000_000
"""Bytes beyond which a page is not read only to recognise it."""
_MANY = 50
"""Courses and events of a page that are read to recognise it."""
_PAGING = re.compile(r"/(?:page|p|seite|tudalen)?[/-]?\d{1,4}/?$", re.IGNORECASE)


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    only: str | None = None
    links: str | None = None
    next: str | None = None
    guess_next: bool = False
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for css in (self.links, self.next):
            try:
                HTMLTranslator().css_to_xpath(css or "a")
            except SelectorError as error:
                raise ValueError(f"{css!r} is no CSS selector: {error}") from None


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal | Rights]:
    """The drafts of a page; nothing for a sitemap; a refusal for a page with neither data nor anything to follow."""
    listed = sitemap.read(page, source.name)
    if listed is not None:
        yield from doubtful(listed, page, source)
        return
    said = linked.read(page, source.name)
    yield from said.broken
    yield from told(said, page)
    if not said.broken and not schema.has_any(said.graph) and not list(followed(said, page, source, options)):
        yield Refusal(
            where=page.url,
            reason="The page carries no course or event as schema.org data.",
            wrote=linked.title_of(page, source.name),
            todo="If the page shows one, ask the provider for the data, or read it with the kind html.",
        )


def told(said: Linked, page: Page) -> Iterator[Draft | Refusal | Rights]:
    """What a page's linked data says of courses and events, and on which terms."""
    some = False
    for one in schema.drafts(said.graph, said.base, page.url):
        some = some or isinstance(one, Draft)
        yield msgspec.structs.replace(one, language=said.language) if isinstance(one, Draft) else one
    if some and (rights := schema.rights(said.graph)):
        yield rights


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """What a sitemap lists; what an overview links to; what an ItemList names; the next page."""
    listed = sitemap.read(page, source.name)
    if listed is None:
        return dict.fromkeys(followed(linked.read(page, source.name), page, source, options))
    if listed.is_index:
        return listed.addresses if _is_start(page, source) else []
    return [url for url in listed.addresses if not options.only or options.only in url]


def recognise(page: Page) -> Iterator[Candidate]:
    """The page itself where it carries courses or events; a sitemap; an overview whose list names their pages."""
    if len(page.body) > _LONG:
        if sitemap.looks_like(page.body):
            yield Candidate(kind="schema_org", url=page.url, why="it is a long sitemap", score=40)
        return
    try:
        listed = sitemap.read(page, "")
        said = linked.read(page, "") if listed is None else None
    except SourceError:
        return
    if said is None:
        if listed and listed.addresses:
            why = f"it is a sitemap of {len(listed.addresses):,} {'sitemaps' if listed.is_index else 'pages'}"
            yield Candidate(kind="schema_org", url=page.url, why=why, score=40)
        return
    named = len(list(item_list.addresses(said.graph, said.base)))
    found = sum(isinstance(one, Draft) for one in schema.drafts(said.graph, said.base, page.url, _MANY))
    if found:
        told = f"{found} or more" if found == _MANY else str(found)
        why = f"the page says {told} course{'s' * (found > 1)} or event{'s' * (found > 1)} as schema.org data"
        yield Candidate(kind="schema_org", url=page.final_url, why=why, score=60 if found > 1 or named else 45)
    elif named:
        yield Candidate(
            kind="schema_org", url=page.final_url, why=f"the page lists {named} pages as schema.org data", score=50
        )


def doubtful(listed: sitemap.Sitemap, page: Page, source: Source) -> Iterator[Refusal]:
    """What is to be said of a sitemap that cannot be followed, or not to its end."""
    if listed.cut:
        yield Refusal(
            where=page.url,
            reason="The sitemap is longer than its protocol allows, and was not read to its end.",
            todo="Point the source at one of the site's smaller sitemaps.",
        )
    if listed.is_index and not _is_start(page, source):
        yield Refusal(
            where=page.url,
            reason="A sitemap index names another index, which the protocol forbids.",
            todo="If the site's pages are in there, point the source at it.",
        )
    elif not listed.addresses:
        yield Refusal(where=page.url, reason="The sitemap lists nothing.", todo="Look whether the site has another.")


def followed(said: Linked, page: Page, source: Source, options: Options) -> Iterator[str]:
    """What a page leads to: the options' links, its ItemList's addresses, its next page."""
    if options.links:
        yield from markup.links(linked.tree(page, source.name), options.links, said.base)
    yield from item_list.addresses(said.graph, said.base)
    if options.next:
        yield from markup.links(linked.tree(page, source.name), options.next, said.base)[:1]
    elif _is_overview(page, source):
        yield from _next(page, source, said.base, options)


def _next(page: Page, source: Source, base: str, options: Options) -> Iterator[str]:
    if not options.guess_next and b"next" not in page.body.lower():
        return
    root = linked.tree(page, source.name)
    own = root.css("link[rel~=next i], a[rel~=next i]")
    found = next((url for one in own if (url := markup.join(base, one.attrib.get("href")))), None)
    if found is None and options.guess_next:
        called = (one.attrib["href"] for one in root.css("a[href]") if _looks_next(one))
        found = next((url for link in called if (url := markup.join(base, link))), None)
    if found:
        yield found


def _looks_next(link: Selector) -> bool:
    words = markup.words(link) or link.attrib.get("aria-label", "").strip() or link.attrib.get("title", "").strip()
    return bool(words) and _NEXT.fullmatch(words[:60]) is not None


def _is_start(page: Page, source: Source) -> bool:
    return page.url == urldefrag(source.url).url


def _is_overview(page: Page, source: Source) -> bool:
    """The source's own address, or a further page of it: the same path with another query or a number at its end."""
    return _path(page.url) == _path(source.url)


@lru_cache(maxsize=16)
def _path(url: str) -> str:
    try:
        return _PAGING.sub("", urlsplit(url).path).rstrip("/")
    except ValueError:
        return url
