"""Everything that is published, in one function read from top to bottom: pages, feeds, the search, the assets."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from indexer.contents import Contents
from indexer.opportunity import Opportunity
from indexer.search.server import SearchServer
from indexer.settings import Holiday
from portal import address, feeds, listing_help, lists, machines, map_feeds, search_page
from portal.areamap import area_map
from portal.assets import Assets
from portal.calendars import Calendars, Revision, opens_later
from portal.file import File
from portal.gather import Gathered, gather
from portal.i18n import languages
from portal.pages import pages
from portal.settings import PortalSettings


def build(
    contents: Contents,
    settings: PortalSettings,
    today: dt.date,
    *,
    holidays: Sequence[Holiday],
    revisions: Mapping[str, Revision],
    server: SearchServer | None = None,
) -> Iterator[File]:
    """Every file of the portal; the same bytes for the same contents on the same day.

    today: in the city's zone. revisions: of opportunities and sessions, by id. server: what browsers search with; where
    there is none, with the search that is published. Raises CityFileError.
    """
    assets = Assets.of(settings)
    search = search_page.prepare(contents, settings, today, holidays=holidays, assets=assets, server=server)
    drawn = area_map(settings)
    gathered = gather(contents, today, [area.name for area in drawn.areas] if drawn else ())
    paths: list[str] = []
    asked = address.host(server.url) if server else ""
    for page in pages(
        contents, settings, today, assets=assets, search=search.page, drawn=drawn, gathered=gathered, search_host=asked
    ):
        paths.append(page.path)
        yield page
    yield from listing_help.sheets(today)
    yield from _feeds(contents, gathered, settings, today, revisions)
    yield from machines.files(paths, contents, settings, {key: when for key, (_, when) in revisions.items()})
    yield from assets.files()
    yield from search.files


def _feeds(
    contents: Contents,
    gathered: Gathered,
    settings: PortalSettings,
    today: dt.date,
    revisions: Mapping[str, Revision],
) -> Iterator[File]:
    """The whole catalogue, then each list and each opportunity; the same for every language, so at the root only."""
    first, *_ = languages(settings.languages, settings.country)
    base = settings.site.url
    urls = {o.id: address.absolute(base, first, address.opportunity(o)) for o in contents.opportunities}
    calendars = Calendars(host=urlsplit(base).hostname or settings.name, urls=urls, revisions=revisions)
    changed = {key: when for key, (_, when) in revisions.items()}
    coming = [entry.opportunity for entry in gathered.entries]
    title = settings.site.title
    yield File("feeds/opportunities.json", feeds.catalogue_json(contents, settings, urls, today))
    yield File("feeds/opportunities.csv", feeds.opportunities_csv(contents.opportunities, urls, today))
    table = feeds.SessionsTable(urls)
    yield File("feeds/sessions.csv", table.of(contents.opportunities))
    yield File("feeds/opportunities.ics", calendars.of_list(title, coming, today))
    atom = "feeds/opportunities.atom"
    yield File(atom, feeds.atom(coming, settings, urls, changed, address.absolute(base, first, atom)))
    reader = "feeds/feed.json"
    yield File(reader, map_feeds.json_feed(coming, settings, urls, changed, address.absolute(base, first, reader)))
    yield File("feeds/opportunities.geojson", map_feeds.geojson(coming, urls, today))
    soon = first.gettext("Opening soon")

    def opening(of: str) -> str:
        return first.gettext("Sign-up opens: %(title)s", title=of)

    yield File("feeds/opening-soon.ics", calendars.openings(f"{soon} · {title}", coming, today, opening))
    for one in lists.lists(gathered):
        if one.entries:
            listed = [entry.opportunity for entry in one.entries]
            name = f"{lists.title(one, gathered, first)} · {title}"
            since, until = _days(one, today)
            yield File(f"{one.path}calendar.ics", calendars.of_list(name, listed, since, until))
            yield File(f"{one.path}sessions.csv", table.of(listed))
    for o in contents.opportunities:
        if _dated(o, today):
            yield File(f"{address.opportunity(o)}calendar.ics", calendars.of_one(o, today))
        if any(opens_later(session, today) for session in o.sessions):
            yield File(f"{address.opportunity(o)}opens.ics", calendars.openings(o.title, [o], today, opening))


def _days(one: lists.List, today: dt.date) -> tuple[dt.date, dt.date | None]:
    """The days that a list's calendar is about: its week, or from today on."""
    if one.kind != "week":
        return today, None
    (monday,) = one.key
    return max(today, monday), monday + dt.timedelta(days=6)


def _dated(opportunity: Opportunity, today: dt.date) -> bool:
    return any(session.start and not session.past(today) for session in opportunity.sessions)
