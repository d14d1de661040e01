"""Pulls OpenActive's feeds (RPDE 1.0): sessions, courses and events of sport and activity, kept up to date by changes.

The source's `url` is the feed of the things that are listed, usually of SessionSeries; what belongs to them comes in
further feeds. An organisation's dataset page names its feeds. Each is read to its end once; after that only what has
changed is asked for, and what a feed marks as deleted is withdrawn at once.

Options:

    scheduled   the address of the feed of ScheduledSessions
    feeds       addresses of further feeds, in any order: of Course, CourseInstance, Event, EventSeries, Place …
    hosts       further hosts that a feed may lead to

One draft is made for each SessionSeries (its ScheduledSessions are the sessions), Course (its CourseInstances are),
Event, HeadlineEvent and OnDemandEvent. Events of an EventSeries without a name of their own are sessions of the series.
An event or run that is sold as a whole is one session, its dates are the meetings; what inherits what stands in
crawlers/formats/openactive_inherited.py. A Schedule is written out where no dates are to come, from 30 days ago to a
year ahead.
What refers to a series that has not come is held: a refusal says so until it comes. Sessions that ended more than 30
days ago are left out and counted. A facility for hire (Slot, FacilityUse) is counted, and is no opportunity.

No ageRange means 18+, says the standard: the draft says so in `ages_assumed`, and what its words or the city file say
goes before it. Leaders, contacts, pictures and `beta:` properties are dropped before anything is kept.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from crawlers.draft import Draft, Refusal
from crawlers.formats import openactive_drafts, openactive_nodes, openactive_tree, rpde
from crawlers.items import Item
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "OpenActive: Realtime Paged Data Exchange 1.0, Modelling Opportunity Data 2.x"
COMPLETENESS = "tombstoned"
TRIED = "real pages and entries of OpenActive feeds"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    scheduled: str | None = None
    feeds: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for address in (*self.feeds, *([self.scheduled] if self.scheduled else [])):
            if not address.startswith(("http://", "https://")):
                raise ValueError(f"feeds: {address!r} is no address; write it with http:// or https://")


def start(source: Source, options: Options) -> Iterable[str]:
    """The first address of each feed."""
    return dict.fromkeys(filter(None, (source.url, options.scheduled, *options.feeds)))


def extract(page: Page, source: Source, _options: Options) -> Iterator[Item | Refusal]:
    """The page's entries, in one spelling and without people. Raises WrongContent and Unreadable, see rpde.read."""
    for entry in rpde.read(page, source.name).entries:
        if isinstance(entry, Refusal) or entry.data is None:
            yield entry
            continue
        node = openactive_nodes.whole(msgspec.json.decode(entry.data), entry.kind)
        yield msgspec.structs.replace(entry, data=msgspec.Raw(msgspec.json.encode(node)))


def follow(page: Page, source: Source, _options: Options) -> Iterable[str]:
    """The next page of the feed; at its end, the page's own address."""
    return (rpde.next_of(page, source.name),)


def assemble(items: Sequence[Item], source: Source, _options: Options, now: dt.datetime) -> Iterator[Draft | Refusal]:
    """The drafts of all entries, and what was refused, held, left out."""
    tree = openactive_tree.grow(items)
    yield from openactive_drafts.drafts(tree, source.url, now)
    yield from openactive_tree.refused(tree)
