"""Everything that is published, in one function read from top to bottom: pages, feeds, the search, the assets."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from indexer.contents import Contents
from indexer.search.server import SearchServer
from indexer.settings import Holiday
from portal import (
    address,
    listing_help,
    machines,
    offline,
    plan_data,
    plan_page,
    playlist_pages,
    search_page,
    unseen,
)
from portal.all_feeds import all_feeds
from portal.areamap import area_map
from portal.assets import Assets
from portal.calendars import Revision
from portal.file import File
from portal.gather import gather
from portal.made_of import MadeOf
from portal.next_steps import NextSteps
from portal.pages import pages
from portal.scene import Scene
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
    contents = unseen.without(contents)
    assets = Assets.of(settings)
    drawn = area_map(settings)
    gathered = gather(contents, today, [area.name for area in drawn.areas] if drawn else ())
    search = search_page.prepare(
        contents, settings, today, holidays=holidays, assets=assets, server=server, complete=gathered.complete
    )

    def beside(scene: Scene) -> Iterator[File]:
        yield from search.page(scene)
        yield plan_page.plan_page(scene, holidays)
        yield from playlist_pages.playlist_pages(scene, search.held)

    steps = NextSteps(gathered, settings.playlists, search.held)
    paths: list[str] = []
    digests = MadeOf(settings.timezone)
    asked = address.host(server.url) if server else ""
    for page in pages(
        contents,
        settings,
        today,
        assets=assets,
        search=beside,
        drawn=drawn,
        gathered=gathered,
        steps=steps,
        search_host=asked,
        made_of=digests,
    ):
        paths.append(page.path)
        yield page
    yield from listing_help.sheets(today)
    yield from plan_data.files(contents, settings, today, digests)
    yield from all_feeds(contents, gathered, settings, today, revisions, digests)
    yield from machines.files(paths, contents, settings, {key: when for key, (_, when) in revisions.items()})
    yield from assets.files()
    yield from search.files
    yield from offline.files(contents, settings, search.scripts)
