"""One feed of changes in one crawl: a chain of pages, each leading to the next; where it stands and goes on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from urllib.parse import urldefrag, urljoin

import msgspec

from crawlers.asking import manners
from crawlers.asking.answers import Ask
from crawlers.draft import Refusal, Rights
from crawlers.errors import SourceError
from crawlers.items import Item
from crawlers.keep import Feed

TRUSTED = dt.timedelta(days=7)
"""How long a cursor is good for: RPDE keeps tombstones for so long, so later a deletion could have been missed."""


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """By what an answer is known again."""

    sha256: str
    etag: str | None = None
    last_modified: str | None = None


class Chain:
    """A feed while it is read. at: the address to ask next, with its fragment. full: it is read from its start.

    stands: brought up to date with each page that comes. pages: how many came. changed: whether they said anything new.
    first: nothing has come since it was begun, or begun anew. error: why no more can be read.
    """

    def __init__(self, kept: Feed, now: dt.datetime, *, same_code: bool) -> None:
        trusted = same_code and kept.read_at is not None and abs(now - kept.read_at) <= TRUSTED
        self._kept = kept if same_code else unmarked(kept, cursor="")
        self.stands, self.pages, self.changed = self._kept, 0, False
        self.error: SourceError | None = None
        if trusted:
            self._go(kept.cursor)
        else:
            self.begin_anew()

    def begin_anew(self) -> None:
        """Reads all from the start, whatever is kept."""
        self.stands = unmarked(self.stands, cursor="")
        self._go("")

    def _go(self, cursor: str) -> None:
        self.full, self.first = not cursor, True
        self.at = cursor or self.stands.start
        self._met = {bare(self.at)}
        self._said: set[int] = set()
        self._answers: dict[str, Marks] = {}

    def ask(self) -> Ask:
        """The next question, conditional where it is known what was answered last."""
        known = self.stands if self.first else None
        return Ask(
            url=bare(self.at),
            etag=known.etag if known else None,
            last_modified=known.last_modified if known else None,
        )

    def is_known(self, sha256: str) -> bool:
        """Whether this answer is the last one again."""
        return self.first and bool(sha256) and self.stands.sha256 == sha256

    def is_still(self, marks: Marks, now: dt.datetime) -> None:
        """Nothing has changed since the last crawl."""
        etag, last_modified = marks.etag or self.stands.etag, marks.last_modified or self.stands.last_modified
        marked = msgspec.structs.replace(marks, etag=etag, last_modified=last_modified)
        self.stands = _marked(msgspec.structs.replace(self.stands, read_at=now), marked)
        self.pages += 1

    @property
    def reading(self) -> int:
        """Number of the full reading that the next page belongs to."""
        return self.stands.reading + (self.full and self.first)

    def took(
        self, marks: Marks, final_url: str, refusals: Iterable[Refusal], rights: Rights | None, now: dt.datetime
    ) -> None:
        """A page came and was understood."""
        kept = () if self.full and self.first else self.stands.refusals
        said = tuple(dict.fromkeys((*kept, *refusals)))
        self.stands = unmarked(
            self.stands,
            cursor=self.at,
            reading=self.reading,
            read_at=now,
            stopped=None,
            refusals=said,
            rights=rights or self.stands.rights,
        )
        self._answers |= {bare(self.at): marks, bare(final_url): marks}
        self.first, self.pages = False, self.pages + 1

    def goes_on(
        self, source: str, final_url: str, links: Sequence[str], items: Sequence[Item], hosts: Iterable[str]
    ) -> bool:
        """Whether there is a next page. Where not, the feed ends here, or has stopped because it cannot be followed."""
        said = {hash((item.kind, item.id, item.modified, item.deleted, bytes(item.data or b""))) for item in items}
        again, self._said = bool(said) and said <= self._said, self._said | said
        if not links:
            return False
        try:
            link = urljoin(final_url, links[0])
            manners.check_address(source, link, hosts)
        except (SourceError, ValueError):
            todo = "If that host is the source's, name it in the options' 'hosts'."
            self.stop("The next page is at an address that is not the source's.", links[0], todo, here=True)
            return False
        own = bare(link) in {bare(self.at), bare(final_url)}
        if own and not items:
            self.stands = msgspec.structs.replace(self.stands, cursor=link)
        elif own:
            self.stop("The page leads to itself although it has entries.", link, _BROKEN, here=True)
        elif bare(link) in self._met:
            self.stop("The feed leads back to a page that was read already.", link, _BROKEN)
        elif again:
            self.stop("The page repeats what the feed has said before.", link, _BROKEN)
        else:
            self._met.add(bare(link))
            self.at = link
            self.stands = msgspec.structs.replace(self.stands, cursor=link)
            return True
        return False

    def stop(self, reason: str, wrote: str = "", todo: str = "", *, here: bool = False) -> None:
        """Says why the feed does not go on. here: the next crawl asks this page again; otherwise it begins anew."""
        refusal = Refusal(where=bare(self.at), reason=reason, wrote=wrote[:200], todo=todo)
        self.stands = msgspec.structs.replace(self.stands, stopped=refusal, cursor=self.at if here else "")
        if here and (marks := self._answers.get(bare(self.at))):
            self.stands = _marked(self.stands, marks)

    def pause(self, reason: str, todo: str) -> None:
        """Says why this crawl does not read on; the next one does."""
        if self.pages:
            stopped = Refusal(where=self.stands.start, reason=reason, todo=todo)
            self.stands = msgspec.structs.replace(self.stands, stopped=stopped)

    def end(self, cursor: str | None) -> None:
        """The end was reached. cursor: where the next crawl goes on; None: at the start."""
        of_all = len(self._met) == 1  # one page is the whole feed: where that is the same again, nothing has changed
        marks = self._answers.get(bare(cursor or (self.stands.start if of_all else "")))
        self.stands = unmarked(self.stands, cursor=cursor or "")
        if marks:
            self.stands = _marked(self.stands, marks)

    def is_directory(self, names: tuple[str, ...]) -> None:
        """The start is no feed, but names some. It is asked again by the next crawl."""
        self.stands = msgspec.structs.replace(self.stands, names=names)
        self.end(None)

    def left(self) -> Feed:
        """What is kept of the feed: as it was where nothing came."""
        return self.stands if self.pages else self._kept


_BROKEN = "Tell the provider that its feed is broken; what was read so far counts."


def bare(url: str) -> str:
    """The address without its fragment, in which a kind may keep what it wants to know again."""
    return urldefrag(url).url


def unmarked(feed: Feed, **changes: object) -> Feed:
    """The feed, changed, whose next answer is read whatever it is."""
    return msgspec.structs.replace(feed, etag=None, last_modified=None, sha256="", **changes)


def _marked(feed: Feed, marks: Marks) -> Feed:
    return msgspec.structs.replace(feed, etag=marks.etag, last_modified=marks.last_modified, sha256=marks.sha256)
