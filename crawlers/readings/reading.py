"""One source being read: what to ask next, and what becomes of each answer. Both engines use it; it sends nothing."""

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urldefrag

import msgspec

from crawlers import addresses
from crawlers.asking import manners
from crawlers.asking.answers import GONE, NOBODY_THERE, Answer, Ask
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import BadStatus, CityOfLearningError, OptionError, SourceError, TooLarge, Unreachable, Unreadable
from crawlers.items import Item
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import Kind, kind_of, options_of
from crawlers.page import Page
from crawlers.readings.fingerprint import fingerprint
from crawlers.settings import CrawlSettings
from crawlers.source import Source

FRESH = dt.timedelta(days=7)
"""An unchanged page is extracted again after this long: extraction may look at the day (a calendar's horizon)."""

PATIENCE = 3
"""Addresses in a row without an answer, after which a host is left alone until the next crawl."""


class Reading:
    """The state of one source's crawl: ask(), then came() or failed(), until ask() gives None; then close().

    requests: counted by the engine. hosts: whose pages are read. clock: aware UTC.
    Raises OptionError where kind or options are wrong.
    """

    def __init__(
        self, source: Source, settings: CrawlSettings, kept: Crawl | None, clock: Callable[[], dt.datetime]
    ) -> None:
        self.source, self.requests, self.hosts = source, 0, hosts_of(source)
        self._kind, self._options = kind_of(source), options_of(source)
        self._settings, self.clock, self._started_at = settings, clock, clock()
        self._fingerprint = fingerprint(self._kind, source)
        self._last, self._kept = kept, {page.url: page for page in kept.pages} if kept else {}
        self._same_code = kept is not None and kept.fingerprint == self._fingerprint
        self._starts = starts_of(source)
        self._waiting, self._met = deque(self._starts), set(self._starts)
        self._pages: dict[str, KeptPage] = {}
        self._failed_starts: dict[str, SourceError] = {}
        self._bodies: set[str] = set()
        self._strange_hosts: set[str] = set()
        self._asked = self._unchanged = self._bytes = self._silent = 0

    def ask(self) -> Ask | None:
        """The next address, conditional where the kept answer is of use; None where there is no more to read."""
        if not self._waiting or self._asked >= self._settings.max_pages or self._silent >= PATIENCE:
            return None
        self._asked += 1
        url = self._waiting.popleft()
        kept = self._reusable(url)
        return Ask(url=url, etag=kept.etag, last_modified=kept.last_modified) if kept else Ask(url=url)

    def came(self, ask: Ask, answer: Answer) -> None:
        """Takes an answer in: extracts the page, or reuses what is kept of it where nothing has changed."""
        self._silent = 0
        kept, page = self._reusable(ask.url), answer.page
        if page is None and kept is None:
            raise AssertionError("only a conditional request is answered by 304")
        sha256 = hashlib.sha256(page.body).hexdigest() if page else kept.sha256 if kept else ""
        self._bytes += len(page.body) if page else 0
        if sha256 in self._bodies and not self._kind.alike:  # an endless "next", or a page that needs scripts to differ
            self._add(self._note(ask.url, "The page is the same, byte for byte, as one already read."))
            return
        self._bodies.add(sha256)
        if kept and (page is None or (kept.sha256, kept.final_url) == (sha256, page.final_url)):
            self._unchanged += 1
            self._add(msgspec.structs.replace(kept, checked_at=self.clock(), error=None, **_validators(answer, kept)))
        elif page:
            try:
                self._add(self._extracted(ask.url, answer, page, sha256))
            except SourceError as error:
                self.failed(ask, error)

    def failed(self, ask: Ask, error: SourceError) -> None:
        """Takes a failure in. What an earlier crawl found there stays, unless the page is gone for good."""
        nobody = isinstance(error, Unreachable) or (isinstance(error, BadStatus) and error.status in NOBODY_THERE)
        self._silent = self._silent + 1 if nobody else 0
        if ask.url in self._starts:
            self._failed_starts[ask.url] = error
        elif isinstance(error, BadStatus) and error.status in GONE:
            self._add(self._note(ask.url, f"The page is gone ({error.status})."))
            return
        self._add(self._unread(ask.url, error))
        if len(self._failed_starts) == len(self._starts):
            self._waiting.clear()

    def close(self) -> Crawl:
        """The whole crawl. Where no start could be read: the error, and the pages of the last crawl."""
        if len(self._failed_starts) == len(self._starts):
            error = next(iter(self._failed_starts.values()))
            return failure(self.source, self._last, error, self._started_at, self.clock(), requests=self.requests)
        if self._silent >= PATIENCE:
            self._keep_the_rest()
        elif self._waiting:
            error = TooLarge(
                self.source.name,
                expected=f"at most {self._settings.max_pages:,} pages",
                came=f"there are at least {len(self._waiting):,} more",
                todo="Narrow the source's options, or raise 'max_pages' in the city file's [crawl] table.",
            )
            for url in (self._waiting[0], *(url for url in self._waiting if url in self._kept)):
                self._pages[url] = self._unread(url, error)
        return Crawl(
            source=self.source.name,
            kind=self.source.kind,
            fingerprint=self._fingerprint,
            started_at=self._started_at,
            finished_at=self.clock(),
            requests=self.requests,
            unchanged=self._unchanged,
            bytes=self._bytes,
            pages=tuple(self._pages.values()),
        )

    def _keep_the_rest(self) -> None:
        """What is not asked any more stays as an earlier crawl found it, with all that it had led to."""
        error = Unreachable(
            self.source.name,
            expected=f"an answer from {' or '.join(sorted(self.hosts))}",
            came=f"{PATIENCE} addresses in a row gave none, so the rest was not asked",
            todo="The next crawl tries again; what was read before stays.",
        )
        while self._waiting:
            url = self._waiting.popleft()
            if url in self._kept:
                self._add(self._unread(url, error))

    def _reusable(self, url: str) -> KeptPage | None:
        kept = self._kept.get(url) if self._same_code else None
        return kept if kept and kept.sha256 and self.clock() - kept.fetched_at < FRESH else None

    def _extracted(self, url: str, answer: Answer, page: Page, sha256: str) -> KeptPage:
        found, followed = extracted(self._kind, page, self.source, self._options)
        led = (addresses.absolute(page.final_url, link) for link in followed)
        links = [urldefrag(url).url for url in led if url]
        refusals = [one for one in found if isinstance(one, Refusal)]
        refusals += self._strange(url, links)
        return KeptPage(
            url=url,
            fetched_at=page.fetched_at,
            checked_at=page.fetched_at,
            final_url=page.final_url,
            content_type=page.content_type,
            sha256=sha256,
            bytes=len(page.body),
            drafts=tuple(one for one in found if isinstance(one, Draft)),
            refusals=tuple(refusals),
            rights=rights_of(found),
            follow=tuple(dict.fromkeys(link for link in links if manners.host(link) in self.hosts)),
            **_validators(answer),
        )

    def _strange(self, url: str, links: list[str]) -> list[Refusal]:
        """One refusal for each host that is not the source's, however often it is linked."""
        new = dict.fromkeys(manners.host(link) for link in links if manners.host(link) not in self.hosts)
        new = {host: None for host in new if host not in self._strange_hosts}
        self._strange_hosts.update(new)
        reason, todo = "A link leads to a host that is not the source's.", "If it is, name it in the options' 'hosts'."
        return [Refusal(where=url, reason=reason, wrote=host, todo=todo) for host in new]

    def _note(self, url: str, reason: str) -> KeptPage:
        now, refusal = self.clock(), Refusal(where=url, reason=reason)
        return KeptPage(url=url, fetched_at=now, checked_at=now, refusals=(refusal,))

    def _unread(self, url: str, error: SourceError) -> KeptPage:
        now = self.clock()
        page = self._kept.get(url) or KeptPage(url=url, fetched_at=now, checked_at=now)
        if not self._same_code:  # else a later "unchanged" would bless what older code extracted
            page = msgspec.structs.replace(page, etag=None, last_modified=None, sha256="")
        return msgspec.structs.replace(page, error=str(error))

    def _add(self, page: KeptPage) -> None:
        self._pages[page.url] = page
        new = [link for link in page.follow if link not in self._met]
        self._met.update(new)
        self._waiting.extend(new)


def extracted(
    kind: Kind, page: Page, source: Source, options: Any
) -> tuple[list[Draft | Refusal | Item | Rights], list[str]]:
    """What the kind finds on a page, and the links that it would follow. Raises CityOfLearningError."""
    with faults(kind, source, f"to read {page.url}"):
        return list(kind.extract(page, source, options)), list(kind.follow(page, source, options))


def rights_of(found: Sequence[Draft | Refusal | Item | Rights]) -> Rights | None:
    """On which terms a page says that it may be used; one statement counts, the last."""
    return next((one for one in reversed(found) if isinstance(one, Rights)), None)


@contextmanager
def faults(kind: Kind, source: Source, what: str) -> Iterator[None]:
    """One kind's fault must not end the crawl of the other sources: within, all but our own errors are Unreadable."""
    try:
        yield
    except CityOfLearningError:
        raise
    except Exception as error:
        raise Unreadable(
            source.name,
            expected=f"the kind {kind.name!r} {what}",
            came=f"it failed with {type(error).__name__}: {error}",
            todo="This is a fault of the kind; please report it with the address.",
        ) from error


def starts_of(source: Source) -> tuple[str, ...]:
    """The first addresses of a source. Raises OptionError, also where one of them is none that can be asked."""
    starts: list[str] = []
    if addresses.may_be_typed(source.url):
        starts = [urldefrag(url).url for url in kind_of(source).start(source, options_of(source))] or [source.url]
    if not starts or not all(map(addresses.is_web, starts)):
        raise OptionError(
            f"{source.name}: expected a web address such as https://library.example/events in 'url', but it is "
            f"{source.url[:200]!r}. Copy it from the browser."
        )
    return tuple(dict.fromkeys(starts))


def hosts_of(source: Source) -> frozenset[str]:
    """The hosts that a source is read from: those of its first addresses, and its option `hosts`."""
    further = getattr(options_of(source), "hosts", ())
    return frozenset(manners.host(url) for url in starts_of(source)) | {manners.host(f"//{name}") for name in further}


def failure(
    source: Source,
    last: Crawl | None,
    error: CityOfLearningError,
    started_at: dt.datetime,
    finished_at: dt.datetime,
    *,
    requests: int = 0,
) -> Crawl:
    """A crawl that read nothing: the error's sentence, and the pages of the last one under their own fingerprint."""
    return Crawl(
        source=source.name,
        kind=source.kind,
        fingerprint=last.fingerprint if last else "",
        started_at=started_at,
        finished_at=finished_at,
        requests=requests,
        error=str(error),
        feeds=last.feeds if last else (),
        assembled_at=last.assembled_at if last else None,
        pages=last.pages if last else (),
        items=last.items if last else (),
    )


def _validators(answer: Answer, kept: KeptPage | None = None) -> dict[str, str | None]:
    return {
        "etag": answer.etag or (kept.etag if kept else None),
        "last_modified": answer.last_modified or (kept.last_modified if kept else None),
    }
