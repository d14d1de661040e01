"""One source of feeds of changes being read: what to ask next, and what becomes of each answer. It sends nothing.

What the pages of a feed say is merged into the present state of its items, and the next crawl goes on where this one
ended. See the README, "Feeds of changes".
"""

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urldefrag

import msgspec

from crawlers.asking import manners
from crawlers.asking.answers import Answer, Ask
from crawlers.draft import Draft, Refusal
from crawlers.errors import BadStatus, CityOfLearningError, SourceError, WrongContent
from crawlers.items import Item, Items, merge, sweep
from crawlers.keep import Crawl, Feed, KeptPage
from crawlers.kinds import kind_of, options_of
from crawlers.page import Page
from crawlers.readings.chain import Chain, Marks
from crawlers.readings.fingerprint import fingerprint
from crawlers.readings.reading import Reading, extracted, failure, faults, hosts_of, rights_of, starts_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source

STALE = dt.timedelta(days=1)
"""For so long drafts of unchanged items are good: what is long over is left out when they are made."""

EXPIRED = frozenset({400, 404, 410})
"""What a host answers to a cursor that it does not know any more."""


def reading_of(
    source: Source, settings: CrawlSettings, kept: Crawl | None, clock: Callable[[], dt.datetime]
) -> "Reading | FeedReading":
    """How the source's kind is read. Raises OptionError."""
    return (FeedReading if kind_of(source).assemble else Reading)(source, settings, kept, clock)


class FeedReading:
    """The state of one source's crawl, as Reading has it: ask(), then came() or failed(); then close().

    requests: counted by the engine. hosts: whose pages are read. clock: aware UTC.
    Raises OptionError where kind or options are wrong.
    """

    def __init__(
        self, source: Source, settings: CrawlSettings, kept: Crawl | None, clock: Callable[[], dt.datetime]
    ) -> None:
        self.source, self.requests, self.hosts = source, 0, hosts_of(source)
        self._kind, self._options = kind_of(source), options_of(source)
        self._settings, self.clock, self._started_at = settings, clock, clock()
        self._fingerprint, self._last = fingerprint(self._kind, source), kept
        self._same_code = kept is not None and kept.fingerprint == self._fingerprint
        self._known = {feed.start: feed for feed in kept.feeds} if kept else {}
        self._chains = [self._chain(start) for start in starts_of(source)]
        self._open = deque(self._chains)
        self._starts = {chain.stands.start for chain in self._chains}
        self._state: Items = {}
        read = self._starts.union(*(chain.stands.names for chain in self._chains))
        merge(self._state, (item for item in kept.items if item.feed in read) if kept else ())
        self._asked = self._unchanged = self._bytes = 0

    def ask(self) -> Ask | None:
        """The next address; None where there is no more to read. Feeds take turns, so one without end starves none."""
        if not self._open or self._asked >= self._settings.max_pages:
            return None
        self._asked += 1
        return self._open[0].ask()

    def came(self, ask: Ask, answer: Answer) -> None:
        """Takes an answer in: merges what the page says, or leaves all as it is where nothing has changed."""
        chain, page = self._open[0], answer.page
        sha256 = hashlib.sha256(page.body).hexdigest() if page else chain.stands.sha256
        marks = Marks(sha256=sha256, etag=answer.etag, last_modified=answer.last_modified)
        self._bytes += len(page.body) if page else 0
        if chain.is_known(sha256):
            self._unchanged += 1
            chain.is_still(marks, self.clock())
            self._open.popleft()
            self._lead(chain)
        elif page is None:
            raise AssertionError("only a conditional request is answered by 304")
        else:
            try:
                goes_on = self._take(chain, msgspec.structs.replace(page, url=chain.at), marks)
            except SourceError as error:
                self.failed(ask, error)
                return
            self._open.rotate(-1)
            if not goes_on:
                self._open.pop()

    def failed(self, _ask: Ask, error: SourceError) -> None:
        """Takes a failure in: what was read so far counts. A cursor that its host does not know begins all anew."""
        chain = self._open[0]
        expired = isinstance(error, BadStatus) and error.status in EXPIRED
        if expired and chain.first and not chain.full:
            chain.begin_anew()
            return
        chain.error = error
        self._open.popleft()
        self._lead(chain)

    def close(self) -> Crawl:
        """The whole crawl. Where nothing could be read, or be made of what was read: the error, and all as it was."""
        now = self.clock()
        errors = [chain.error for chain in self._chains if chain.error and not chain.pages]
        if len(errors) == len(self._chains):
            return failure(self.source, self._last, errors[0], self._started_at, now, requests=self.requests)
        for chain in self._open:
            reason = f"The feed goes on after {self._settings.max_pages:,} pages, which is all that a crawl may read."
            chain.pause(
                reason, "The next crawl goes on from there; 'max_pages' in the city file's [crawl] table sets it."
            )
        try:
            pages, assembled_at = self._pages(now)
        except CityOfLearningError as error:
            return failure(self.source, self._last, error, self._started_at, now, requests=self.requests)
        return Crawl(
            source=self.source.name,
            kind=self.source.kind,
            fingerprint=self._fingerprint,
            started_at=self._started_at,
            finished_at=now,
            requests=self.requests,
            unchanged=self._unchanged,
            bytes=self._bytes,
            feeds=tuple(chain.left() for chain in self._chains),
            assembled_at=assembled_at,
            pages=pages,
            items=tuple(self._state.values()),
        )

    def _take(self, chain: Chain, page: Page, marks: Marks) -> bool:
        """Merges a page. Whether the feed goes on."""
        found, links = extracted(self._kind, page, self.source, self._options)
        feed, reading = chain.stands.start, chain.reading
        with faults(self._kind, self.source, f"to read {page.url}"):
            items = [_kept(item, feed, reading) for item in found if isinstance(item, Item)]
        refusals = [one for one in found if isinstance(one, Refusal)]
        names, rights = self._names(chain, page), rights_of(found)
        if names is None and chain.stands.start not in self._starts:
            rights = None  # the page that names the feed has spoken for it, and says whom to name
        chain.took(marks, page.final_url, refusals, rights, self.clock())
        if names is not None:
            for start in set(chain.stands.names) - set(names):
                chain.changed |= sweep(self._state, start, -1)
            chain.is_directory(names)
            self._lead(chain)
            return False
        chain.changed |= merge(self._state, items)
        if chain.goes_on(self.source.name, page.final_url, links, items, self.hosts):
            return True
        if chain.stands.stopped:
            return False
        chain.changed |= sweep(self._state, feed, reading)
        if self._kind.resume is None:
            chain.end(chain.stands.cursor if links else None)
            return False
        with faults(self._kind, self.source, f"to say where {feed} goes on"):
            own = [item for item in self._state.values() if item.feed == feed]
            cursor = self._kind.resume(own, self.source, self._options)
        if cursor is None and not chain.full:
            chain.begin_anew()
            return True
        chain.end(cursor)
        return False

    def _chain(self, start: str) -> Chain:
        return Chain(self._known.get(start, Feed(start=start)), self._started_at, same_code=self._same_code)

    def _names(self, chain: Chain, page: Page) -> tuple[str, ...] | None:
        """The feeds that a page names which is none itself; None of a page of a feed. Raises CityOfLearningError."""
        if self._kind.names is None:
            return None
        with faults(self._kind, self.source, f"to say which feeds {page.url} names"):
            named = self._kind.names(page, self.source, self._options)
        if named is None:
            return None
        if not (chain.full and chain.first and chain.stands.start in self._starts):
            raise WrongContent(
                self.source.name,
                expected=f"a page of a feed at {page.url}",
                came="it is one that names feeds",
                todo="Tell the provider; what was read before stays.",
            )
        return tuple(dict.fromkeys(urldefrag(url).url for url in named))

    def _lead(self, chain: Chain) -> None:
        """Begins the feeds that a page names, which may be on hosts of their own: their publisher says so."""
        for start in chain.left().names:
            if start not in {one.stands.start for one in self._chains}:
                made = self._chain(start)
                self._chains.append(made)
                self._open.append(made)
                self.hosts |= {manners.host(start)}

    def _pages(self, now: dt.datetime) -> tuple[tuple[KeptPage, ...], dt.datetime]:
        """A page for each feed, and when the drafts were made. All drafts are on the first page.

        It changed when any feed did, and is as old as the oldest.
        """
        before = {page.url: page for page in self._last.pages} if self._last else {}
        pages = [_page(chain, self.source.url, before.get(chain.stands.start), now) for chain in self._chains]
        made = self._assembled(before.get(pages[0].url), now)
        pages[0] = msgspec.structs.replace(
            pages[0],
            fetched_at=max(page.fetched_at for page in pages),
            checked_at=min(page.checked_at for page in pages),
            drafts=made.drafts,
            refusals=made.refusals,
        )
        return tuple(pages), made.at

    def _assembled(self, before: KeptPage | None, now: dt.datetime) -> "_Assembled":
        """Drafts of all items; those of the last crawl where nothing has changed since, for a day."""
        last = self._last.assembled_at if self._last and self._same_code else None
        if before and last and abs(now - last) < STALE and not any(chain.changed for chain in self._chains):
            return _Assembled(before.drafts, before.refusals, last)
        assert self._kind.assemble
        with faults(self._kind, self.source, "to put its items together"):
            found = list(self._kind.assemble(list(self._state.values()), self.source, self._options, now))
        drafts = tuple(one for one in found if isinstance(one, Draft))
        return _Assembled(drafts, tuple(one for one in found if isinstance(one, Refusal)), now)


class _Assembled(NamedTuple):
    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]
    at: dt.datetime


def _kept(item: Item, feed: str, reading: int) -> Item:
    """The item as it is kept: of its feed, on one line. Raises ValueError where there is nothing to keep."""
    if item.data is None and not item.deleted:
        raise ValueError(f"the item {item.id!r} has no data and is not deleted")
    data = None if item.data is None or item.deleted else msgspec.Raw(msgspec.json.format(bytes(item.data), indent=-1))
    return msgspec.structs.replace(item, feed=feed, reading=reading, data=data)


def _page(chain: Chain, shown: str, before: KeptPage | None, now: dt.datetime) -> KeptPage:
    feed = chain.left()
    read_at = feed.read_at or now
    return KeptPage(
        url=feed.start,
        final_url=shown,  # what the city wrote is for people; a start may be a question to an API
        fetched_at=before.fetched_at if before and not chain.changed else read_at,
        checked_at=read_at,
        error=str(chain.error) if chain.error else None,
    )
