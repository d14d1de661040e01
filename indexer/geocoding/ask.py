"""Asks for the addresses that lack a position: few in a run, one a second, and never for what is not public."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from crawlers.asking import manners
from crawlers.asking.answers import Ask
from crawlers.durations import span
from crawlers.errors import SourceError
from crawlers.fetch import Fetcher
from crawlers.settings import CrawlSettings
from indexer.geocoding import answer
from indexer.geocoding.kept import FILE, Kept, Known, digest, load, save
from indexer.opportunity import Opportunity
from indexer.settings import GeocoderSettings, IndexSettings
from indexer.values import positions
from indexer.values.gazetteer import Gazetteer

LOG = logging.getLogger("cityoflearning")

NAME = "geocoder"
SLOWEST = dt.timedelta(seconds=1)
"""At least so long between two requests; what the public servers of Nominatim ask for."""


class Wanted(NamedTuple):
    """An address without a position; everything that a geocoder is told."""

    address: str
    postcode: str | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a round. left: addresses for the next one. failure: why it ended early, "" where it did not."""

    asked: int = 0
    found: int = 0
    left: int = 0
    failure: str = ""


def wanted(opportunities: Iterable[Opportunity]) -> list[Wanted]:
    """The addresses that are shown to everybody and have no position, those of most sessions first."""
    counts = Counter(
        Wanted(place.address, place.postcode)
        for opportunity in opportunities
        for session in opportunity.sessions
        if (place := session.place) and place.visibility == "exact" and place.latitude is None and place.address
        if any(c.isdigit() for c in place.address) or place.postcode
    )
    return [one for one, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))]


def ask(
    opportunities: Iterable[Opportunity],
    settings: IndexSettings,
    crawl: CrawlSettings,
    gazetteer: Gazetteer,
    clock: Callable[[], dt.datetime],
) -> Told:
    """One round; its answers are kept for the next run. Nothing where the city has no `[geocoder]`. It raises nothing.

    clock: aware UTC.
    """
    geocoder = settings.geocoder
    if geocoder is None:
        return Told()
    path = settings.folder / FILE
    kept = load(path)
    due = [one for one in wanted(opportunities) if _is_due(kept.known.get(_key(one, settings)), clock())]
    if not due:
        return Told()
    patient = msgspec.structs.replace(
        crawl, delay=f"{max(span(geocoder.delay), SLOWEST).total_seconds():g}s", tries=1, max_bytes=1_000_000
    )
    told = Told(left=len(due))
    try:
        with Fetcher(patient, clock) as fetcher:
            told = _round(due, kept, geocoder, settings, gazetteer, fetcher, clock)
    finally:
        try:
            save(kept, path)
        except OSError as error:
            LOG.warning("geocoder: its answers could not be kept: %s", error)
    return told


def _round(
    due: list[Wanted],
    kept: Kept,
    geocoder: GeocoderSettings,
    settings: IndexSettings,
    gazetteer: Gazetteer,
    fetcher: Fetcher,
    clock: Callable[[], dt.datetime],
) -> Told:
    asked = found = 0
    for one in due[: geocoder.most]:
        asked += 1
        key, url = _key(one, settings), _url(one, geocoder, settings)
        try:
            came = fetcher.get(NAME, Ask(url=url), permitted=geocoder.permission is not None).page
            point = answer.point(came.body if came else b"")
        except (SourceError, ValueError) as error:
            before = kept.known.get(key)
            kept.known[key] = Known(state="failed", at=clock(), tries=(before.tries if before else 0) + 1)
            return Told(asked=asked, found=found, left=len(due) - asked + 1, failure=_why(error, url))
        if point and is_in_city(point.latitude, point.longitude, settings, gazetteer):
            found += 1
            kept.known[key] = Known(
                state="found",
                at=clock(),
                latitude=point.latitude,
                longitude=point.longitude,
                attribution=geocoder.attribution or point.attribution,
            )
        else:
            kept.known[key] = Known(state="none", at=clock())
    return Told(asked=asked, found=found, left=len(due) - asked)


def is_in_city(latitude: float, longitude: float, settings: IndexSettings, gazetteer: Gazetteer) -> bool:
    """Whether a position lies within the city's bounds and, where it has areas, in one of them."""
    lat, _, _ = positions.position(f"{latitude:.7f}", f"{longitude:.7f}", settings, gazetteer)
    return lat is not None and (not gazetteer.areas or gazetteer.area_at(latitude, longitude) is not None)


def _why(error: SourceError | ValueError, url: str) -> str:
    """Without the address that was asked for: it may hold a key."""
    if isinstance(error, SourceError):
        return error.came.replace(url, manners.host(url))
    return f"{manners.host(url)} answered what cannot be read: {error}"[:200]


def _is_due(known: Known | None, now: dt.datetime) -> bool:
    return known is None or known.due(now)


def _key(one: Wanted, settings: IndexSettings) -> str:
    return digest(one.address, one.postcode, settings.country)


def _url(one: Wanted, geocoder: GeocoderSettings, settings: IndexSettings) -> str:
    asked = {
        "q": ", ".join(part for part in one if part)[:300],
        "format": "jsonv2",
        "limit": "3",
        "countrycodes": settings.country.lower(),
    }
    if settings.bounds:
        south, west, north, east = settings.bounds
        asked |= {"viewbox": f"{west},{north},{east},{south}", "bounded": "1"}
    return f"{geocoder.url}{'&' if '?' in geocoder.url else '?'}{urlencode(asked)}"
