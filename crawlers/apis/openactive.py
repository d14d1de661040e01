"""Pulls OpenActive's feeds (RPDE 1.0): sessions, courses and events of sport and activity, kept up to date by changes.

The source's `url` is an organisation's dataset site, the page that names its feeds: all of them are read, those of
facilities for hire only where `slots` asks for it. Or it is one feed, of the things that are listed, usually of
SessionSeries; what belongs to them then comes in further feeds. Each is read to its end once; after that only what has
changed is asked for, and what a feed marks as deleted is withdrawn at once. A data catalogue is no source: it names
the dataset sites of many organisations, and each of those is one.

Options:

    scheduled   the address of the feed of ScheduledSessions, where `url` is a feed
    feeds       addresses of further feeds, in any order: of Course, CourseInstance, Event, EventSeries, Place …
    slots       true: facilities for hire are listed too, their free slots of the next 14 days as sessions
    hosts       further hosts that a feed may lead to (those of the feeds that a dataset site names are known)

One draft is made for each SessionSeries (its ScheduledSessions are the sessions), Course (its CourseInstances are),
Event, HeadlineEvent and OnDemandEvent. Events of an EventSeries without a name of their own are sessions of the series.
An event or run that is sold as a whole is one session, its dates are the meetings; what inherits what stands in
crawlers/formats/openactive/inherited.py. A Schedule is written out where no dates are to come, from 30 days ago to a
year ahead.
What refers to a series that has not come is held: a refusal says so until it comes. Sessions that ended more than 30
days ago are left out and counted. Without `slots`, a facility for hire (Slot, FacilityUse) is counted, and is no
opportunity. Where a feed breaks RPDE's order, so that changes may be missed, a refusal says so.

No ageRange means 18+, says the standard: the draft says so in `ages_assumed`, and what its words or the city file say
goes before it. Leaders, contacts, pictures and `beta:` properties are dropped before anything is kept.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import SourceError, WrongContent
from crawlers.formats.openactive import drafts, nodes, rpde
from crawlers.formats.openactive import sites as openactive_sites
from crawlers.formats.openactive import tree as openactive_tree
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "OpenActive: Realtime Paged Data Exchange 1.0, Modelling Opportunity Data 2.x, Dataset API Discovery"
COMPLETENESS = "tombstoned"
TRIED = "28 real entries of feeds, 2 dataset sites, 2 catalogues, the standard's own examples"

_SHOWN = 40
"""Dataset sites of a catalogue that a person is shown."""

_CURSORS = frozenset({"afterTimestamp", "afterId", "afterChangeNumber"})


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    scheduled: str | None = None
    feeds: tuple[str, ...] = ()
    slots: bool = False
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for address in (*self.feeds, *([self.scheduled] if self.scheduled else [])):
            if not address.startswith(("http://", "https://")):
                raise ValueError(f"feeds: {address!r} is no address; write it with http:// or https://")


def start(source: Source, options: Options) -> Iterable[str]:
    """The first address of each feed, or the dataset site that names them."""
    return dict.fromkeys(filter(None, (source.url, options.scheduled, *options.feeds)))


def extract(page: Page, source: Source, options: Options) -> Iterator[Item | Refusal | Rights]:
    """The page's entries, in one spelling and without people. Raises WrongContent and Unreadable, see rpde.read.

    Of a dataset site: which of its feeds are not read. Raises WrongContent for one of which none can be read.
    """
    if site := _site(page, source):
        if site.rights:
            yield site.rights
        yield from _wanted(site, source, options)[1]
        return
    feed = rpde.read(page, source.name)
    if feed.licence:
        yield Rights(licence=feed.licence)
    yield from rpde.disordered(feed, page)
    for entry in feed.entries:
        if isinstance(entry, Refusal) or entry.data is None:
            yield entry
            continue
        node = nodes.whole(msgspec.json.decode(entry.data), entry.kind, slots=options.slots)
        yield msgspec.structs.replace(entry, data=msgspec.Raw(msgspec.json.encode(node)))


def names(page: Page, source: Source, options: Options) -> Iterable[str] | None:
    """The feeds that a dataset site names. Raises WrongContent as `extract` does."""
    site = _site(page, source)
    return _wanted(site, source, options)[0] if site else None


def follow(page: Page, source: Source, options: Options) -> Iterable[str]:
    """The next page of the feed; at its end, the page's own address. Of a dataset site its feeds."""
    named = names(page, source, options)
    return (rpde.next_of(page, source.name),) if named is None else named


def assemble(items: Sequence[Item], source: Source, options: Options, now: dt.datetime) -> Iterator[Draft | Refusal]:
    """The drafts of all entries, and what was refused, held, left out."""
    tree = openactive_tree.grow(items, slots=options.slots)
    yield from drafts.drafts(tree, source.url, now)
    yield from openactive_tree.refused(tree)


def recognise(page: Page) -> Iterator[Candidate]:
    """A dataset site, the dataset sites of a catalogue, or a page of a feed."""
    found = openactive_sites.read(page)
    if isinstance(found, openactive_sites.Site):
        feeds, _ = openactive_sites.wanted(found, slots=False)
        whose = f" of {found.publisher}" if found.publisher else ""
        if feeds and not found.warning:
            why = f"it is the OpenActive dataset site{whose}, which names {len(feeds)} feeds"
            yield Candidate(kind="openactive", url=page.final_url, why=why, score=95)
        elif feeds:
            why = f"it is an OpenActive dataset site{whose} that says: {found.warning}"
            yield Candidate(kind="openactive", url=page.final_url, why=why, score=5)
        else:
            why = f"it is the OpenActive dataset site{whose}, which names only facilities for hire"
            yield Candidate(kind="openactive", url=page.final_url, options={"slots": True}, why=why, score=40)
    elif isinstance(found, openactive_sites.Catalogue):
        for url in (*found.sites, *found.catalogues)[:_SHOWN]:
            why = "the OpenActive catalogue names it; it may be of another place"
            yield Candidate(kind="openactive", url=url, why=why, score=50 if url in found.sites else 30)
    elif page.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _feed(page)


def _feed(page: Page) -> Iterator[Candidate]:
    try:
        feed = rpde.read(page, "")
    except SourceError:
        return
    parts = urlsplit(page.final_url)
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key not in _CURSORS])
    url = parts._replace(query=query, fragment="").geturl()
    sorts = ", ".join(sorted({one.kind for one in feed.entries if isinstance(one, Item) and one.kind})) or "no entries"
    yield Candidate(kind="openactive", url=url, why=f"it is a page of an OpenActive feed ({sorts[:100]})", score=80)


def _site(page: Page, source: Source) -> openactive_sites.Site | None:
    """The dataset site that a page is. Raises WrongContent for a catalogue, and for a site that is a test."""
    found = openactive_sites.read(page)
    if isinstance(found, openactive_sites.Catalogue):
        sites = found.sites or found.catalogues
        what = "dataset sites" if found.sites else "catalogues"
        raise WrongContent(
            source.name,
            expected="the dataset site of one organisation, or a feed",
            came=f"a catalogue of {len(sites)} {what} came: {', '.join(sites[:10])}{' …' if len(sites) > 10 else ''}",
            todo="Choose those of your city, and make each a source of its own with its address as 'url'.",
        )
    if found and found.warning:
        raise WrongContent(
            source.name,
            expected="a dataset site with real opportunities",
            came=f"it says of itself: {found.warning}",
            todo="Ask the publisher for the address of its real data.",
        )
    return found


def _wanted(site: openactive_sites.Site, source: Source, options: Options) -> tuple[list[str], list[Refusal]]:
    feeds, left = openactive_sites.wanted(site, slots=options.slots)
    if feeds:
        return feeds, left
    reasons = " ".join(dict.fromkeys(one.reason for one in left)) or "It names none."
    raise WrongContent(
        source.name,
        expected="a dataset site that names feeds of sessions, courses or events",
        came=f"it names none that is read: {reasons}",
        todo="Say slots = true in the source's options if facilities for hire are wanted; else remove the source.",
    )
