"""The catalogue as feeds of changes: what was told is remembered beside the record of what was published."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec

from crawlers.keep import write_whole
from indexer.contents import Contents
from portal import address, open_active, rpde, unseen
from portal.file import File
from portal.i18n import languages
from portal.licences import licence
from portal.settings import PortalSettings

OPPORTUNITIES, SESSIONS = "rpde/opportunities/", "rpde/sessions/"
LICENCES = "data/#licences"
"""Where the portal says on what terms each source is, for a feed of sources with different ones."""
FILE = "told.json"


class _Told(msgspec.Struct, frozen=True):
    """By the feed's folder."""

    feeds: dict[str, rpde.Memory] = {}


def changes(contents: Contents, settings: PortalSettings, state: Path, now: dt.datetime) -> Iterator[File]:
    """The pages of both feeds. state: the folder that remembers; now: aware.

    It remembers before a page is published: whoever is killed in between tells next time what nobody was told.
    """
    before, after = _load(state), dict[str, rpde.Memory]()
    feeds = _feeds(unseen.without(contents), settings)
    for feed in feeds:
        after[feed.path] = rpde.remembered(feed.entries, before.feeds.get(feed.path, rpde.Memory()), now)
    write_whole(state / FILE, [msgspec.json.encode(_Told(after))])
    for feed in feeds:
        yield from rpde.pages(feed, after[feed.path])


def _feeds(contents: Contents, settings: PortalSettings) -> tuple[rpde.Feed, ...]:
    first, *_ = languages(settings.languages, settings.country)
    base = settings.site.url
    encode = msgspec.json.Encoder().encode
    courses: dict[str, bytes] = {}
    runs: dict[str, bytes] = {}
    for o in contents.opportunities:
        url = address.absolute(base, first, address.opportunity(o))
        courses[o.id] = encode(open_active.course(o, url))
        runs |= {s.id: encode(open_active.run(s, url)) for s in o.sessions}
    terms = _licence(contents, f"{base.rstrip('/')}/{first.prefix}{LICENCES}")
    return (
        rpde.Feed(open_active.COURSE, OPPORTUNITIES, base, terms, courses),
        rpde.Feed(open_active.RUN, SESSIONS, base, terms, runs),
    )


def _licence(contents: Contents, told: str) -> str:
    """The one that all listings share, else where the portal tells each source's."""
    stated = {listing.licence for o in contents.opportunities for listing in o.listings}
    found = licence(stated.pop()) if len(stated) == 1 else None
    return found.url if found and found.url else told


def _load(state: Path) -> _Told:
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=_Told)
    except (FileNotFoundError, msgspec.DecodeError):
        return _Told()
