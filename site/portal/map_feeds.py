"""Writes the catalogue as GeoJSON and as JSON Feed, for maps and readers; bytes depend on content and day only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from indexer.opportunity import Opportunity, Place, Session
from portal import address
from portal.settings import PortalSettings

JSON_FEED = "https://jsonfeed.org/version/1.1"


def geojson(opportunities: Sequence[Opportunity], urls: Mapping[str, str], today: dt.date) -> bytes:
    """A FeatureCollection (RFC 7946), a point for each place that an opportunity has.

    Only where everybody may know the exact place, and its position is known; `without_position` counts the others.
    """
    features, without = [], 0
    for o in opportunities:
        found = _by_position(o)
        without += not found
        features += [_feature(o, place, held, urls[o.id], today) for place, held in found]
    return msgspec.json.encode({"type": "FeatureCollection", "without_position": without, "features": features})


def json_feed(
    opportunities: Sequence[Opportunity],
    settings: PortalSettings,
    urls: Mapping[str, str],
    changed: Mapping[str, dt.datetime],
    here: str,
) -> bytes:
    """JSON Feed 1.1, the newest change first. changed: aware UTC by opportunity id, else its first sight.

    here: the feed's own address.
    """

    def updated(o: Opportunity) -> dt.datetime:
        return changed.get(o.id) or min(listing.first_seen for listing in o.listings)

    newest = sorted(opportunities, key=lambda o: (updated(o), o.id), reverse=True)
    return msgspec.json.encode(
        {
            "version": JSON_FEED,
            "title": settings.site.title,
            "home_page_url": settings.site.url,
            "feed_url": here,
            "authors": [{"name": settings.site.operator}],
            "items": [_item(o, urls[o.id], updated(o)) for o in newest],
        }
    )


def _item(o: Opportunity, url: str, updated: dt.datetime) -> dict[str, Any]:
    stamp = updated.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    item: dict[str, Any] = {
        "id": url,
        "url": url,
        "title": o.title,
        "content_text": o.text or "",
        "date_modified": stamp,
    }
    site = address.outward(o.provider.url)
    item["authors"] = [{"name": o.provider.name} | ({"url": site} if site else {})]
    if o.topics:
        item["tags"] = list(o.topics)
    if o.language:
        item["language"] = o.language
    return item


def _by_position(o: Opportunity) -> list[tuple[Place, list[Session]]]:
    found: dict[tuple[float, float], tuple[Place, list[Session]]] = {}
    for session in o.sessions:
        place = session.place.shown() if session.place else None
        if place and place.latitude is not None and place.longitude is not None:
            found.setdefault((place.longitude, place.latitude), (place, []))[1].append(session)
    return list(found.values())


def _feature(o: Opportunity, place: Place, held: Sequence[Session], url: str, today: dt.date) -> dict[str, Any]:
    days = [day for s in held if s.status != "cancelled" and (day := s.next_day(today))]
    said: dict[str, Any] = {
        "opportunity": o.id,
        "title": o.title,
        "page": url,
        "provider": o.provider.name,
        "place": place.name,
        "area": place.area,
        "topics": list(o.topics) or None,
        "age_from": o.ages.low if o.ages else None,
        "age_to": o.ages.high if o.ages else None,
        "free": _free(held),
        "next_day": min(days).isoformat() if days else None,
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {name: value for name, value in said.items() if value is not None},
    }


def _free(held: Sequence[Session]) -> bool | None:
    """Whether it is free for everyone there; None where the sessions differ, or one does not say."""
    said = {session.price.free if session.price else None for session in held}
    return said.pop() if len(said) == 1 else None
