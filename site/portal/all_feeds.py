"""Every feed but those of changes: of the whole catalogue, of each list, of each opportunity; made when asked for."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from indexer.contents import Contents
from indexer.opportunity import Opportunity
from portal import address, columns, feeds, map_feeds, open_data
from portal.calendars import Calendars, Revision, opens_later
from portal.feed_files import Feeds
from portal.file import File
from portal.gather import Gathered
from portal.i18n import languages
from portal.list_feeds import list_feeds
from portal.made_of import MadeOf
from portal.settings import PortalSettings


def all_feeds(
    contents: Contents,
    gathered: Gathered,
    settings: PortalSettings,
    today: dt.date,
    revisions: Mapping[str, Revision],
    made_of: MadeOf,
) -> Iterator[File]:
    """The same for every language, so at the root only, in the words of the first. revisions: of opportunities and
    sessions, by id."""
    first, *_ = languages(settings.languages, settings.country)
    base, title, every = settings.site.url, settings.site.title, contents.opportunities
    urls = {o.id: address.absolute(base, first, address.opportunity(o)) for o in every}
    calendars = Calendars(host=urlsplit(base).hostname or settings.name, urls=urls, revisions=revisions)
    table = feeds.SessionsTable(urls)
    changed = {key: when for key, (_, when) in revisions.items()}
    coming = [entry.opportunity for entry in gathered.entries]
    made = Feeds(settings, today, revisions, made_of)
    feed, whole, now = made.feed, made.held(every), made.held(coming)
    atom, reader = "feeds/opportunities.atom", "feeds/feed.json"

    def opening(of: str) -> str:
        return first.gettext("Sign-up opens: %(title)s", title=of)

    def named(path: str) -> str:
        return address.absolute(base, first, path)

    terms = [(source.name, source.licence) for source in contents.sources if source.licence]
    catalogue = "feeds/opportunities.json"
    yield feed(catalogue, lambda: feeds.catalogue_json(contents, settings, urls, today), whole, terms)
    yield feed(columns.OPPORTUNITIES.path, lambda: feeds.opportunities_csv(every, urls, today), whole)
    yield feed(columns.SESSIONS.path, lambda: table.of(every), whole)
    yield feed("feeds/opportunities.ics", lambda: calendars.of_list(title, coming, today), now)
    yield feed(atom, lambda: feeds.atom(coming, settings, urls, changed, named(atom)), now)
    yield feed(reader, lambda: map_feeds.json_feed(coming, settings, urls, changed, named(reader)), now)
    yield feed("feeds/opportunities.geojson", lambda: map_feeds.geojson(coming, urls, today), now)
    opening_soon = first.gettext("Opening soon")
    soon = f"{opening_soon} · {title}"
    yield feed("feeds/opening-soon.ics", lambda: calendars.openings(soon, coming, today, opening), now)
    yield from list_feeds(gathered, settings, first, today, calendars, table, made)
    yield from open_data.descriptors(settings, [licence for _, licence in terms])
    for o in every:
        yield from _of_one(o, calendars, today, opening, made)


def _of_one(
    o: Opportunity, calendars: Calendars, today: dt.date, opening: Callable[[str], str], made: Feeds
) -> Iterator[File]:
    """Of what has a day to come, and of what opens."""
    path, held = address.opportunity(o), made.held([o])
    if any(session.start and not session.past(today) for session in o.sessions):
        yield made.feed(f"{path}calendar.ics", lambda: calendars.of_one(o, today), held)
    if any(opens_later(session, today) for session in o.sessions):
        yield made.feed(f"{path}opens.ics", lambda: calendars.openings(o.title, [o], today, opening), held)
