"""Reads RSS and Atom feeds of calendars: an entry's own date counts, never that of its publication.

Understood are the fields that LibCal, Trumba and CivicPlus add, the RSS event module (ev:), xCal, and dates that a feed
writes into its titles ("Chess — Sat Aug 22, 10:00 AM — Library"), if nearly all of its titles have one. Times are given
as they are written: a wall time, a moment with its offset, or words, which go on as `when`.

An entry with no date of its own is refused as news. Feeds show a part of what there is, so what has left one is not
gone: prefer the platform's calendar or API where there is one.

Options:

    undated   true: the feed lists courses or clubs, so an entry without a date is a listing without dates
    ignore    words in a title that mark what is not for the public; ["STAFF ONLY"] where nothing is said
    fields    what a calendar's own fields mean (Trumba): {"Who can come" = "eligibility", "Room layout" = ""}; ""
              leaves one out. Cost, Venue, Age, Bookings and the like are known; people and pictures are left out
    hosts     further hosts that belong to the source

Authors and contacts are not kept.
"""

import re
from collections.abc import Iterable, Iterator

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal, Rights
from crawlers.formats import pasted
from crawlers.formats.feeds import feed_drafts, feed_xml
from crawlers.page import Page
from crawlers.source import Source

STANDARD = (
    "RSS 0.9x, 1.0 and 2.0, Atom (RFC 4287, RFC 5005), with the fields of LibCal, Trumba, CivicPlus, xCal and ev:"
)
COMPLETENESS = "capped"
TRIED = "4 real feeds with dates in their titles, 12 test feeds; fields of LibCal, Trumba, CivicPlus as published"

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "text/xml", "application/xml"}
)
_COMMENTS = re.compile(r"/comments/|comments?\b.{0,20}\bfeed|\bfeed\b.{0,20}\bcomments?|oembed", re.IGNORECASE)
_TRUMBA = re.compile(r"\$?Trumba\.(?:addSpud|spuds?)\s{0,5}\(?|\bwebName[\"']?\s{0,5}:", re.IGNORECASE)
_WEB_NAME = re.compile(r"\bwebName[\"']?\s{0,5}:\s{0,5}[\"']([\w.-]{1,100})[\"']", re.IGNORECASE)
_CIVICPLUS = re.compile(r"/(?:RSSFeed|common/modules/iCalendar/iCalendar)\.aspx\?", re.IGNORECASE)


class Options(feed_drafts.Entries, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    hosts: tuple[str, ...] = ()


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal | Rights]:
    """Drafts of a feed's entries. Raises WrongContent, Unreadable and TooLarge."""
    yield from feed_drafts.found(feed_xml.read(source.name, page), page, options)


def follow(page: Page, source: Source, _options: Options) -> Iterable[str]:
    """The next page, where the feed names one."""
    return feed_drafts.next_page(feed_xml.read(source.name, page), page)


def recognise(page: Page) -> Iterator[Candidate]:
    """The page itself where it is a feed; feeds that it names; Trumba's and CivicPlus's beside their calendars."""
    if feed_xml.is_feed(page):
        yield Candidate(kind="rss", url=page.final_url, why="the address is a feed", score=45)
        return
    met = set()
    for link in pasted.links(page, "alternate", "rssfeed.aspx"):
        named = link.tag == "link" and "alternate" in link.rel and link.type in _TYPES
        civic = _CIVICPLUS.search(link.url) and "rssfeed" in link.url.lower()
        if not (named or civic) or link.url in met or _COMMENTS.search(f"{link.url} {link.title}"):
            continue
        met.add(link.url)
        calendar = bool(civic) or re.search(
            r"calend|event|kalend|veranstalt", f"{link.url} {link.title}", re.IGNORECASE
        )
        why = f"the page names it as a feed{f' ({link.title[:60]!r})' if link.title else ''}"
        yield Candidate(kind="rss", url=link.url, why=why, score=40 if calendar else 20)
    words = pasted.words(page)
    if "trumba" in words.lower() and _TRUMBA.search(words):
        for name in dict.fromkeys(_WEB_NAME.findall(words)):
            url = f"https://www.trumba.com/calendars/{name}.rss"
            yield Candidate(kind="rss", url=url, why="the page shows a Trumba calendar of this name", score=50)
