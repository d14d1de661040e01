"""Publishes everything that is made from the catalogue, in one place for `run`, `publish` and the timetable."""

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from itertools import chain

import msgspec

from crawlers.errors import SearchError
from indexer.contents import Contents
from indexer.search.rows import documents
from indexer.search.server import SearchServer, access
from portal import made_of, search_cards
from portal.build import build
from portal.changes import changes
from portal.i18n import languages
from portal.publish import Published
from portal.publish import publish as publish_files
from schedules import city as city_file
from schedules import staff
from schedules.home import Home
from schedules.needs import Need

EMBEDDED = "embedded search serves it"
DOWN = "embedded search serves it, as the search server does not; the next run catches up"


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What was published. search: which search serves, as a clause. needs: what is left for a person to do."""

    portal: Published
    search: str
    needs: tuple[Need, ...] = ()


def publish(
    home: Home,
    contents: Contents,
    revisions: Mapping[str, tuple[int, dt.datetime]],
    now: dt.datetime,
    *,
    environment: Mapping[str, str] | None = None,
) -> Publication:
    """Brings the search server, public/ and staff/ up to date with the contents.

    environment: holds the search server's key; None: the process's own. Raises PublishError; what was published before
    stays then. A search server that fails is no failure: the embedded search serves.
    """
    portal = city_file.portal_settings(home.city, home.folder)
    today = city_file.today(home.city, now)
    server, search, unsearched = _search(home, contents, today, os.environ if environment is None else environment)
    holidays = home.city.holiday
    whole = made_of.portal(contents, portal, today, holidays=holidays, revisions=revisions, server=server)
    files = build(contents, portal, today, holidays=holidays, revisions=revisions, server=server)
    changed = changes(contents, portal, home.state, now)
    portal_files = publish_files(chain(files, changed), home.public, home.state, whole)
    _, needs = staff.publish(home, contents, now)
    return Publication(portal=portal_files, search=search, needs=(*unsearched, *needs))


def _search(
    home: Home, contents: Contents, today: dt.date, environment: Mapping[str, str]
) -> tuple[SearchServer | None, str, tuple[Need, ...]]:
    """Brings the search server up to date, where the city has one. Whatever it does, the portal is published."""
    try:
        to = access(home.city.search, home.city.name, environment)
        if to is None:
            return None, EMBEDDED, ()
        from indexer.search.update import update  # noqa: PLC0415  (slow to load, and most cities have no server)

        held = documents(contents, today)
        spoken = languages(home.city.languages, home.city.country)
        done = update(held, {one.code: search_cards.cards(held, one, home.city.timezone) for one in spoken}, to)
    except Exception as error:
        ours = "" if isinstance(error, SearchError) else f"Our own code failed ({type(error).__name__}). "
        return None, DOWN, (Need(key="search", sentence=f"{ours}{error}", urgency="soon"),)
    refused = (Need(key=f"search:{one.id}", sentence=one.sentence, urgency="later") for one in done.report.refused)
    return done.server, done.report.clause, tuple(refused)


def mark(contents: Contents) -> str:
    """A digest of what publishing shows of the contents: other when anything changes but when it was checked.

    That a source was read and says the same as yesterday is shown by the next publication, which is made every day.
    """
    digest = hashlib.sha256()
    for one in contents.opportunities:
        listings = [(listing.id, listing.url, listing.title) for listing in one.listings]
        sessions = [msgspec.structs.replace(session, places_as_of=None) for session in one.sessions]
        digest.update(msgspec.json.encode((msgspec.structs.replace(one, listings=(), sessions=()), sessions, listings)))
    digest.update(msgspec.json.encode(contents.aliases))
    for state in contents.sources:
        same = msgspec.structs.replace(state, last_crawl_at=None, checked_at=None, requests=0, unchanged=0)
        digest.update(msgspec.json.encode(same))
    return digest.hexdigest()[:16]
