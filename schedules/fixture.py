"""Makes fixtures of what a source answered on a broken day, with private people masked first."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape

from crawlers import fixtures, keep
from crawlers.draft import Draft, Refusal
from crawlers.errors import OptionError, SourceError
from crawlers.kinds import kind_of, options_of
from crawlers.memory import replaying, runs
from crawlers.memory.masking.masked import find, mask
from crawlers.memory.masking.masks import Masks
from crawlers.page import Page
from crawlers.readings.reading import extracted, starts_of
from crawlers.source import Source
from schedules import run as line
from schedules.home import Home

MOST = 5
"""Pages of which fixtures are made where nobody says which: one for each thing that is wrong."""

MOST_OF_FEED = 20
"""Pages of a feed of changes that one fixture has."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was written. why: of each folder. masked: how often each sort was; persons: different names. left: pages."""

    folders: tuple[tuple[Path, str], ...]
    masked: dict[str, int]
    persons: int
    left: int


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    why: str
    pages: tuple[Page, ...]
    feeds: tuple[str, ...] = ()


def make(
    home: Home, name: str, here: Path, *, run: str | None = None, case: str | None = None, only: Sequence[str] = ()
) -> Made:
    """Writes fixtures below `here`: in a checkout of this project among its own, else in fixtures/.

    Raises CityFileError, SourceError (nothing is remembered, or somebody cannot be masked), OptionError (a folder or an
    address that is not there). Nothing is written then.
    """
    source = line.chosen(home, [name])[0]
    kept = keep.load(home.crawls, name)
    made = replaying.replay(source, home.city.crawl, home.memory, home.crawls, kept, run)
    came = list({page.url: page for page in made.pages}.values())
    if not came:
        todo = "Choose an earlier run with --run; the folders of var/memory/ are named after them."
        raise SourceError(name, expected="a page in the memory", came="there is none of this run", todo=todo)
    if only:
        came = [_page_of(address, came, name) for address in only]
    before = {page.url: page.drafts for page in kept.pages} if kept else {}
    wanted = _feed(source, came) if kind_of(source).assemble else _involved(source, came, before, chosen=bool(only))
    title = case or f"{name}-{made.runs[-1][:8]}"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,80}", title):
        raise OptionError(f"--case: expected a name of a-z, 0-9, - and _, but it is {title!r}.")
    places = [_root(here) / source.kind / (title if at == 1 else f"{title}-{at}") for at in range(1, len(wanted) + 1)]
    for place in places:
        if place.exists():
            raise OptionError(f"{place}: there is a case of this name already. Choose another one with --case NAME.")
    masks = Masks(find(name, [page.body for one in wanted for page in one.pages]), [source.provider, home.city.name])
    written = [_masked(source, one, masks) for one in wanted]  # all of them, before any is written
    fields = _fields(source, masks)
    for place, one in zip(places, written, strict=True):
        fixtures.write(place, fields, one.pages, one.feeds)
    return Made(
        folders=tuple((place, one.why) for place, one in zip(places, wanted, strict=True)),
        masked=dict(masks.counts),
        persons=masks.persons,
        left=len(came) - sum(len(one.pages) for one in wanted),
    )


def show(made: Made, console: Console) -> None:
    """Prints what was written and masked, and what a person has to do."""
    for folder, why in made.folders:
        console.print(f"{escape(str(folder))}: {escape(why)}", highlight=False)
    if made.left:
        console.print(f"   {made.left:,} other pages were left out; --page ADDRESS takes one of them.", highlight=False)
    said = ", ".join(f"{sort} {count:,} ×" for sort, count in sorted(made.masked.items()))
    people = f" ({made.persons:,} different people)" if made.persons else ""
    console.print(f"Masked: {escape(said or 'nothing')}{people}.", highlight=False)
    console.print(
        "Read the inputs before you commit them: no machine finds a name in running text without any sign of one. "
        "Then read expected.json, which is what today's code makes of them, and correct it to what is right.",
        highlight=False,
    )


def _involved(source: Source, pages: Sequence[Page], before: dict[str, Any], *, chosen: bool) -> list[_Wanted]:
    """The pages with which something is wrong, one for each thing; where nothing is, the first page."""
    kind, options = kind_of(source), options_of(source)
    if chosen:
        return [_Wanted(why=page.url, pages=(page,)) for page in pages]
    found: dict[str, Page] = {}
    for page in sorted(pages, key=lambda page: len(page.body)):
        for why in _wrong(kind, options, source, page, before):
            found.setdefault(why, page)
    by_page: dict[str, list[str]] = {}
    for why, page in found.items():
        by_page.setdefault(page.url, []).append(why)
    if not by_page:
        return [_Wanted(why=f"{pages[0].url} (nothing is wrong with any page)", pages=(pages[0],))]
    whole = {page.url: page for page in pages}
    return [
        _Wanted(why=f"{url}: {'; '.join(reasons)}", pages=(whole[url],))
        for url, reasons in list(by_page.items())[:MOST]
    ]


def _wrong(kind: Any, options: Any, source: Source, page: Page, before: dict[str, Any]) -> list[str]:
    """What today's code says against a page, or makes of it otherwise than what is kept."""
    try:
        came, _ = extracted(kind, page, source, options)
    except SourceError as error:
        return [f"it cannot be read ({error.came})"]
    reasons = Counter(one.reason for one in came if isinstance(one, Refusal))
    drafts = tuple(one for one in came if isinstance(one, Draft))
    changed = ["other drafts than those that are kept"] if page.url in before and drafts != before[page.url] else []
    return [*changed, *reasons]


def _feed(source: Source, pages: Sequence[Page]) -> list[_Wanted]:
    """All pages of a feed of changes, as its drafts are made of all of them."""
    if len(pages) > MOST_OF_FEED:
        raise SourceError(
            source.name,
            expected=f"at most {MOST_OF_FEED} pages for a fixture",
            came=f"its feeds have {len(pages)}",
            todo="Name those that matter with --page ADDRESS, in the order of reading.",
        )
    feeds, starts = dict[str, str](), starts_of(source)
    options = options_of(source)
    for page in pages:
        feeds.setdefault(page.url, page.url if page.url in starts else starts[0])
        try:
            _, links = extracted(kind_of(source), page, source, options)
        except SourceError:
            continue
        feeds |= {replaying.absolute(page, link): feeds[page.url] for link in links}
    return [_Wanted(why=f"{len(pages)} pages", pages=tuple(pages), feeds=tuple(feeds[page.url] for page in pages))]


def _masked(source: Source, one: _Wanted, masks: Masks) -> _Wanted:
    pages = tuple(
        msgspec.structs.replace(
            page,
            body=mask(source.name, page.body, masks),
            url=masks.text(page.url),
            final_url=masks.text(page.final_url),
        )
        for page in one.pages
    )
    return msgspec.structs.replace(one, pages=pages, feeds=tuple(masks.text(feed) for feed in one.feeds))


def _fields(source: Source, masks: Masks) -> dict[str, Any]:
    """What of the source its kind may look at; tokens are named there, and never stand there."""
    said = {name: getattr(source, name) for name in fixtures.SEEN_BY_KINDS if getattr(source, name)}
    return {**said, "url": masks.text(source.url)}


def _page_of(address: str, pages: Sequence[Page], name: str) -> Page:
    for page in pages:
        if runs.written(address) in {runs.written(page.url), runs.written(page.final_url)}:
            return page
    few = ", ".join(page.url for page in pages[:MOST])
    raise OptionError(f"--page: expected an address of which the memory holds an answer of {name}, such as {few}.")


def _root(here: Path) -> Path:
    own = here / "tests" / "fixtures"
    return own if own.is_dir() and (here / "crawlers" / "kinds.py").is_file() else here / "fixtures"
