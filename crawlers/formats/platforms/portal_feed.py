"""Turns an opportunity of another city's portal (its feeds/opportunities.json) back into a draft.

What the other city has made sense of goes on as values that mean one thing; what it could not, in its source's words.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.draft import Draft, DraftMeeting, DraftSession

Node = Mapping[str, Any]


def draft_of(told: Node, licences: Mapping[str, str], city: str, fetched_on: dt.date) -> Draft:
    """The draft of one opportunity. licences: by source of the other city. city: what the other portal is called.

    fetched_on: places left are as of a day; those of an older day are left out.
    """
    provider, ages, words = _node(told.get("provider")), told.get("ages"), _node(told.get("words"))
    assumed = isinstance(ages, dict) and ages.get("assumed") is True
    low, high = (text(ages.get("low")), text(ages.get("high"))) if isinstance(ages, dict) else (None, None)
    stated = None if isinstance(ages, dict) else text(words.get("ages"))
    if isinstance(ages, dict) and low is None and high is None:
        stated = "all ages"
    credential = _node(told.get("credential"))
    issuer = text(credential.get("issuer"))
    said = list(_listings(told))
    return Draft(
        native_id=text(told.get("id")),
        url=text(told.get("page")),
        title=text(told.get("title")),
        text=text(told.get("text")),
        language=text(told.get("language")),
        provider=text(provider.get("name")),
        provider_url=text(provider.get("url")),
        sector=text(provider.get("sector")),
        safeguarding=text(provider.get("safeguarding")),
        topics=_texts(told.get("topics")),
        ages=stated,
        age_from=None if assumed else low,
        age_to=None if assumed else high,
        ages_assumed=(f"{low}-{high}" if high else f"{low}+") if assumed and low else None,
        level=text(told.get("level")),
        role=text(told.get("role")),
        eligibility=text(told.get("eligibility")),
        gender=text(told.get("gender")),
        signs_up=text(told.get("signs_up")),
        support=_texts(told.get("support")),
        access=_texts(told.get("access")),
        credential=" – ".join(filter(None, (text(credential.get("name")), issuer))) or None,
        languages=_texts(told.get("languages")),
        licence="; ".join(dict.fromkeys(filter(None, (_licence(one, licences) for one in said)))) or None,
        attribution=attribution(told, city),
        sessions=tuple(_session(one, fetched_on) for one in _nodes(told.get("sessions"))),
    )


def attribution(told: Node, city: str) -> str:
    """Whom to name: each source of the other city as it asks for it, and that city's own page.

    The addresses in it show through which portals an opportunity has come, so that it never goes in a circle.
    """
    provider = text(_node(told.get("provider")).get("name"))
    sources = [text(one.get("attribution")) or text(one.get("url")) or provider for one in _listings(told)]
    via = " ".join(filter(None, (city, f"({told.get('page')})" if told.get("page") else None)))
    return "; ".join(dict.fromkeys(filter(None, (*sources, f"via {via}"))))


def came_from(told: Node, portal: str) -> bool:
    """Whether all that the other city knows of an opportunity came from this portal, directly or through others."""
    said = [f"{one.get('url') or ''} {one.get('attribution') or ''}" for one in _listings(told)]
    inside = portal.rstrip("/") + "/"
    return bool(said) and all(inside in words for words in said)


def _session(told: Node, fetched_on: dt.date) -> DraftSession:
    place, price, signing_up = (_node(told.get(name)) for name in ("place", "price", "registration"))
    words = _node(told.get("words"))
    zone = text(_node(told.get("start")).get("zone")) or next(_zones(told), None)
    online = told.get("online")
    as_of = text(told.get("places_as_of"))
    fresh = as_of is not None and as_of[:10] >= (fetched_on - dt.timedelta(days=1)).isoformat()
    hidden = place.get("visibility") in {"area", "on_booking"}
    endless = told.get("open_ended") is True
    dated = told.get("start") is not None
    when = text(words.get("when"))
    return DraftSession(
        native_id=text(told.get("id")),
        url=text(told.get("url")),
        when=(when or "no stated end") if endless else None if dated else when,
        start=_moment(told.get("start"), zone),
        end=None if endless else _moment(told.get("end"), zone),
        timezone=zone,
        meetings=tuple(
            DraftMeeting(
                start=start,
                end=_moment(one.get("end"), zone),
                status="cancelled" if one.get("cancelled") is True else None,
            )
            for one in _nodes(told.get("meetings"))
            if (start := _moment(one.get("start"), zone))
        ),
        place=text(place.get("name")) or (text(place.get("area")) or "address given on booking" if hidden else None),
        address=text(place.get("address")),
        postcode=text(place.get("postcode")),
        latitude=text(place.get("latitude")),
        longitude=text(place.get("longitude")),
        area=text(place.get("area")),
        online=None if online is None else "yes" if online is True else "no",
        price=_price(price) or text(words.get("price")),
        currency=text(price.get("currency")),
        registration=text(signing_up.get("state")),
        opens=_moment(signing_up.get("opens"), zone),
        closes=_moment(signing_up.get("closes"), zone),
        register_url=text(signing_up.get("url")),
        capacity=text(told.get("capacity")),
        places_left=text(told.get("places_left")) if fresh else None,
        status=text(told.get("status")),
    )


def _price(told: Node) -> str | None:
    """The price in plain words: "12.50 GBP per course, concessions 5 GBP"."""
    low, high, currency = text(told.get("low")), text(told.get("high")), text(told.get("currency")) or ""
    if low is None:
        return None
    none = all(part is None or part.strip("0.") == "" for part in (low, high))
    if none and (told.get("donation") is True or high is not None):
        welcome = told.get("donation") is True
        return "donation" if high is None else "free, donations welcome" if welcome else "free"
    if told.get("donation") is True:
        return f"donation from {low} {currency}"
    amount = (
        f"from {low} {currency}" if high is None else f"{low} {currency}" if low == high else f"{low}-{high} {currency}"
    )
    basis, reduced = text(told.get("basis")), text(told.get("concession"))
    amount += f" per {basis}" if basis else ""
    return amount + (f", concessions {reduced} {currency}" if reduced else "")


def _moment(told: Any, zone: str | None) -> str | None:
    """A day, or a wall time in the session's zone; with its offset where it is in another, or told twice that day."""
    day, time = (text(_node(told).get(name)) for name in ("date", "time"))
    if day is None or time is None:
        return day
    own, fold = text(_node(told).get("zone")), _node(told).get("fold") == 1
    wall = f"{day}T{time}"
    if own in {None, zone} and not fold:
        return wall
    try:
        return dt.datetime.fromisoformat(wall).replace(tzinfo=zoneinfo.ZoneInfo(own or ""), fold=int(fold)).isoformat()
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return wall


def _zones(told: Node) -> Iterator[str]:
    signing_up = _node(told.get("registration"))
    moments = [told.get("end"), *(one.get("start") for one in _nodes(told.get("meetings")))]
    for one in (*moments, signing_up.get("opens"), signing_up.get("closes")):
        if zone := text(_node(one).get("zone")):
            yield zone


def _licence(listing: Node, licences: Mapping[str, str]) -> str | None:
    return text(listing.get("licence")) or text(licences.get(str(listing.get("source"))))


def _listings(told: Node) -> Iterator[Node]:
    yield from _nodes(told.get("listings"))


def text(value: Any) -> str | None:
    """A string or a number as text; None for everything else, and for nothing."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(text, value))) if isinstance(value, list) else ()


def _node(value: Any) -> Node:
    return value if isinstance(value, dict) else {}


def _nodes(value: Any) -> list[Node]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
