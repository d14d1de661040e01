"""Web pages with no data in them: CSS selectors say where each field is.

Options:

    item          the element of one listing, such as "article.event"
    field         our field -> selector within the item: { title = "h3", url = "h3 a::attr(href)", when = ".date" }
    label         our field -> what the page calls it: { price = "Cost" } is what stands beside the <dt> or <th> "Cost",
                  or in the column "Cost" of the table that the item is a row of; also on the listing's own page
    group         our field -> selector of a heading that holds for all items up to the next one: { when = "h2.day" }
    next          the link to the next page of the overview; "iframe::attr(src)" is a page within the page
    detail        the link, within an item, to the listing's own page
    detail_field  our field -> selector on that page
    hosts         further hosts whose pages may be read

Fields are those of crawlers/draft.py by name; one that only a session has (when, price, place …) goes to the listing's
session. A selector ends in ::text or ::attr(name), or else takes all text of the first match; `text` then takes its
HTML, so that paragraphs survive. Fields with several values (topics) take every match.

With `detail`, the overview's items and their own pages are both read, and what a listing's own page says wins over
what the overview said of it (crawlers/complete.py). A page on which nothing matches `item` is taken for a listing's
own, so `item` must not match the "see also" boxes there. A table's row of headings is no item. Of `when`, what a
group's heading and the item say is put together: the day above, the hours below. No date or price is understood here:
words are passed on.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urldefrag

import msgspec
from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal
from crawlers.errors import SourceError
from crawlers.formats import fields, labels, markup, repeated
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "Selectors Level 4 as parsel reads them (CSS, with ::text and ::attr)"
COMPLETENESS = "snapshot"
TRIED = "real pages of nine sites"

ADDRESSES = frozenset({"url", "provider_url", "register_url", "session.url", "session.register_url"})


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    item: str
    field: dict[str, str]
    label: dict[str, str] = {}
    group: dict[str, str] = {}
    next: str | None = None
    detail: str | None = None
    detail_field: dict[str, str] = {}
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        fields.check_names((*self.field, *self.detail_field, *self.label, *self.group))
        if self.detail_field and not self.detail:
            raise ValueError("detail_field needs detail, the selector of the link to a listing's own page")
        selectors = (*self.field.values(), *self.detail_field.values(), *self.group.values())
        for css in (self.item, self.next, self.detail, *selectors):
            try:
                HTMLTranslator().css_to_xpath(css or "a")
            except SelectorError as error:
                raise ValueError(f"{css!r} is no CSS selector: {error}") from None


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """One draft for each item of an overview, or one for a listing's own page."""
    root = markup.selector(page, source.name)
    base, items = markup.base(root, page), _items(root, options)
    groups = {name: labels.above(root, items, css) for name, css in options.group.items()}
    for number, item in enumerate(items, 1):
        own = markup.links(item, options.detail, base)[:1] if options.detail else []
        said = _said(item, options.field, options.label, base, root)
        for name, headings in groups.items():
            said[name] = _under(headings[number - 1], said.get(name), name)
        said["url"] = said.get("url") or (urldefrag(own[0]).url if own else None)
        draft = fields.draft_of(said)
        if draft and (draft.title or own):
            yield draft
        else:
            reason = "No title: nothing in the listing matches the option field.title."
            wrote = markup.words(item)[:200]
            yield Refusal(where=f"{page.url} listing {number}", reason=reason, wrote=wrote, todo="Mend the selector.")
    if not items:
        own_page = _is_own_page(page, source) and (options.detail_field or (options.detail and options.label))
        draft = fields.draft_of(_said(root, options.detail_field, options.label, base, root)) if own_page else None
        if draft:
            yield msgspec.structs.replace(draft, url=draft.url or page.url)
        else:
            yield Refusal(
                where=page.url,
                reason="No listing on the page: nothing matches the option item.",
                wrote=(root.css("title::text").get() or "").strip()[:200],
                todo="Open the page; if it shows listings, mend the selector.",
            )


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The listings' own pages, then the next page."""
    root = markup.selector(page, source.name)
    base = markup.base(root, page)
    if options.detail:
        for item in _items(root, options):
            yield from markup.links(item, options.detail, base)[:1]
    if options.next:
        yield from markup.links(root, options.next, base)[:1]


def recognise(page: Page) -> Iterator[Candidate]:
    """The page itself, with selectors that are guessed, where it has blocks that repeat."""
    if len(page.body) > repeated.LARGEST or page.body.count(b"<") > repeated.MOST:
        return
    try:
        guess = repeated.guess(markup.selector(page, page.url))
    except SourceError:
        return
    if guess:
        options = {"item": guess.item, "field": guess.field} | ({"next": guess.next} if guess.next else {})
        why = f"{guess.blocks} blocks of the page look alike and have titles and days; the selectors are guessed"
        yield Candidate(kind="html", url=page.url, options=options, why=why, score=20)


def _items(root: Selector, options: Options) -> list[Selector]:
    return [item for item in labels.apart(root.css(options.item)) if not labels.is_heading_row(item)]


def _under(heading: str | None, said: Any, name: str) -> Any:
    """What an item says under a heading: the day above and the hours below are one `when`."""
    if name in fields.LISTS:
        return (*((heading,) if heading else ()), *(said or ()))
    if heading and said and name == "when":
        return f"{heading}, {said}"
    return said or heading


def _is_own_page(page: Page, source: Source) -> bool:
    return page.url != urldefrag(source.url).url


def _said(
    part: Selector, where: dict[str, str], called: dict[str, str], base: str, root: Selector
) -> dict[str, str | tuple[str, ...] | None]:
    said = {name: _value(part, name, css, base) for name, css in where.items()}
    for name, label in called.items():
        words = said.get(name) or labels.labelled(part, label)
        said[name] = (words,) if isinstance(words, str) and name in fields.LISTS else words
    if any(said.values()):
        said.setdefault("language", markup.language(root))
    return said


def _value(part: Selector, name: str, css: str, base: str) -> str | tuple[str, ...] | None:
    found = part.css(css)
    if name in fields.LISTS:
        return tuple(dict.fromkeys(text for one in found if (text := markup.words(one))))
    if name in ADDRESSES:
        return next(iter(markup.links(part, css, base)), None)
    if css.rstrip().endswith("::text"):
        return " ".join(" ".join(found.getall()).split()) or None
    if name == "text" and found and not markup.has_pseudo_element(css):
        return found[0].get() if markup.words(found[0]) else None
    return markup.words(found[0]) or None if found else None
