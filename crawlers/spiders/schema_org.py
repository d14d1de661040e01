"""Pages that carry schema.org data, as JSON-LD or microdata: courses, programmes and events of every subtype.

The source's `url` is a sitemap (also an index of sitemaps, also gzipped), an overview page, or a page with data itself.

Options:

    only    text that an address of the sitemap must contain, such as "/courses/"
    links   on overview pages: the links to the pages that carry the data, as a CSS selector, such as "main h3 a"
    next    on overview pages: the link to the next page, as a CSS selector
    hosts   further hosts whose pages may be read

The addresses of an ItemList are followed too. A listing that stands on an overview and on its own page is one; its own
page speaks for it (crawlers/complete.py). No date or price is understood here; a Schedule is written out as meetings.
"""

from collections.abc import Iterable, Iterator

import msgspec
from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawlers.draft import Draft, Refusal
from crawlers.formats import json_ld, markup, microdata, schema, sitemap
from crawlers.formats.nodes import Graph, types
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "schema.org as JSON-LD 1.1 and HTML microdata; sitemaps.org 0.9"
COMPLETENESS = "snapshot"
TRIED = "73 real pages with linked data"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    only: str | None = None
    links: str | None = None
    next: str | None = None
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for css in (self.links, self.next):
            try:
                HTMLTranslator().css_to_xpath(css or "a")
            except SelectorError as error:
                raise ValueError(f"{css!r} is no CSS selector: {error}") from None


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """The drafts of a page; nothing for a sitemap; a refusal for a page with neither data nor anything to follow."""
    if sitemap.addresses(page, source.name) is not None:
        return
    root = markup.selector(page, source.name)
    graph, refusals = _graph(root, page)
    yield from refusals
    found = list(schema.drafts(graph, markup.base(root, page), page.url))
    language = markup.language(root)
    for one in found:
        yield msgspec.structs.replace(one, language=language) if isinstance(one, Draft) else one
    if not found and not refusals and not list(_followed(root, graph, page, options)):
        yield Refusal(
            where=page.url,
            reason="The page carries no course or event as schema.org data.",
            wrote=(root.css("title::text").get() or "").strip()[:200],
            todo="If the page shows one, ask the provider for the data, or read it with the kind html.",
        )


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """What a sitemap lists; what an overview links to; what an ItemList names; the next page."""
    listed = sitemap.addresses(page, source.name, options.only)
    if listed is not None:
        return listed
    root = markup.selector(page, source.name)
    return dict.fromkeys(_followed(root, _graph(root, page)[0], page, options))


def _followed(root: Selector, graph: Graph, page: Page, options: Options) -> Iterator[str]:
    base = markup.base(root, page)
    if options.links:
        yield from markup.links(root, options.links, base)
    for node in graph.nodes:
        if "ListItem" in types(node):
            told = graph.one(node, "item")
            named = told if isinstance(told, str) else graph.text(node, "url")
            if url := markup.join(base, named):
                yield url
    if options.next:
        yield from markup.links(root, options.next, base)[:1]


def _graph(root: Selector, page: Page) -> tuple[Graph, list[Refusal]]:
    values, refusals = [], []
    for script in json_ld.scripts(root):
        try:
            values += json_ld.values(script)
        except ValueError as error:
            reason, todo = "The page's JSON-LD is broken.", f"Tell the provider: {error}"
            refusals.append(Refusal(where=page.url, reason=reason, wrote=" ".join(script.split())[:200], todo=todo))
    values += microdata.items(root, markup.base(root, page))
    return Graph(values), refusals
