"""Renders listings as schema.org data in JSON-LD: a Course with its CourseInstances, or an Event with its dates."""

import datetime as dt
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from schedules.millbrook.material import Listing, Place, Session

_AMOUNT = re.compile(r"£(\d+(?:\.\d\d)?)")
_AVAILABILITY = {
    "open": "InStock",
    "full": "SoldOut",
    "waiting": "BackOrder",
    "later": "PreOrder",
    "cancelled": "SoldOut",
}


def script(data: dict[str, Any]) -> str:
    """The script element. "<" is written as an escape, so that no text can end the element."""
    words = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{words}\n</script>'


def course(listing: Listing, given: list[Session], *, url: str, provider: str, site: str) -> dict[str, Any]:
    """A Course; each session is a CourseInstance."""
    data = _about(listing, url) | {
        "@type": "Course",
        "provider": {"@type": "Organization", "name": provider, "url": site},
        "educationalLevel": listing.level,
        "educationalCredentialAwarded": listing.credential,
        "hasCourseInstance": [_instance(listing, one, url) for one in given],
    }
    return {key: value for key, value in data.items() if value not in (None, [])}


def event(listing: Listing, given: list[Session], *, url: str, provider: str, site: str) -> dict[str, Any]:
    """An Event; an EventSeries with a subEvent for each where there are several sessions."""
    data = _about(listing, url) | {
        "@type": "Event",
        "organizer": {"@type": "Organization", "name": provider, "url": site},
    }
    if len(given) == 1:
        return data | _dates(given[0]) | _held(listing, given[0])
    shape = {"startDate": given[0].first.isoformat(), "endDate": given[-1].last.isoformat()}
    shape |= _held(listing, given[0])
    shape["eventStatus"] = "https://schema.org/EventScheduled"
    name = {"name": listing.title}
    parts = [{"@type": "Event", "@id": f"{url}#{one.id}"} | name | _dates(one) | _held(listing, one) for one in given]
    return data | shape | {"@type": "EventSeries", "subEvent": parts}


def place(where: Place) -> dict[str, Any]:
    """A Place with its address and position."""
    address = {"streetAddress": where.address, "addressLocality": "Millbrook", "postalCode": where.postcode}
    return {
        "@type": "Place",
        "name": where.name,
        "address": {"@type": "PostalAddress"} | address | {"addressCountry": "GB"},
        "geo": {"@type": "GeoCoordinates", "latitude": where.latitude, "longitude": where.longitude},
    }


def _about(listing: Listing, url: str) -> dict[str, Any]:
    data = {
        "@id": url,
        "url": url,
        "name": listing.title,
        "description": listing.text,
        "typicalAgeRange": listing.ages,
        "keywords": ", ".join(listing.topics),
        "inLanguage": list(listing.languages),
    }
    return {key: value for key, value in data.items() if value}


def _instance(listing: Listing, session: Session, url: str) -> dict[str, Any]:
    data = {"@type": "CourseInstance", "@id": f"{url}#{session.id}", "url": f"{url}#{session.id}"}
    data |= {"courseMode": "online" if listing.online else "onsite"}
    return data | _schedule(session, "courseSchedule") | _held(listing, session)


def _schedule(session: Session, name: str) -> dict[str, Any]:
    """First and last day, and under a name the weekly Schedule between them."""
    shape: dict[str, Any] = {"startDate": session.first.isoformat(), "endDate": session.last.isoformat()}
    if session.begins and session.ends:
        shape[name] = {
            "@type": "Schedule",
            "byDay": [f"https://schema.org/{day:%A}" for day in {d.weekday(): d for d in session.days}.values()],
            **shape,
            "startTime": f"{session.begins:%H:%M}",
            "endTime": f"{session.ends:%H:%M}",
            "repeatFrequency": "P1W",
            "scheduleTimezone": "Europe/London",
            "exceptDate": [day.isoformat() for day in _missing(session)],
        }
    return shape


def _missing(session: Session) -> list[dt.date]:
    weekdays = {day.weekday() for day in session.days}
    between = (session.first + dt.timedelta(days=n) for n in range((session.last - session.first).days))
    return [day for day in between if day.weekday() in weekdays and day not in session.days]


def _dates(session: Session) -> dict[str, Any]:
    """Start and end with the offset of the day; only the day where no time is stated."""
    zone, found = ZoneInfo("Europe/London"), {"startDate": session.first.isoformat()}
    if len(session.days) > 1:
        return _schedule(session, "eventSchedule")
    if session.begins:
        found["startDate"] = dt.datetime.combine(session.first, session.begins, zone).isoformat()
    if session.ends:
        found["endDate"] = dt.datetime.combine(session.last, session.ends, zone).isoformat()
    elif session.last != session.first:
        found["endDate"] = session.last.isoformat()
    return found


def _held(listing: Listing, session: Session) -> dict[str, Any]:
    """Where, for how much, and whether there is room."""
    data: dict[str, Any] = {}
    if session.state == "cancelled":
        data["eventStatus"] = "https://schema.org/EventCancelled"
    if listing.online:
        data["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode"
        data["location"] = {
            "@type": "VirtualLocation",
            "name": "Online",
            "url": "http://college.millbrook.example/online",
        }
    elif session.place:
        data["location"] = place(session.place)
    if listing.capacity:
        data["maximumAttendeeCapacity"] = listing.capacity
        data["remainingAttendeeCapacity"] = session.left(listing.capacity)
    if offers := _offers(listing, session):
        data["offers"] = offers
    return data


def amounts(price: str) -> list[str]:
    """The amounts in a price's words, the full one first; "0" only where it is free for everyone."""
    return _AMOUNT.findall(price) or (["0"] if price == "Free" else [])


def _offers(listing: Listing, session: Session) -> list[dict[str, Any]]:
    if listing.price is None:
        return []
    offer: dict[str, Any] = {"@type": "Offer", "availability": f"https://schema.org/{_AVAILABILITY[session.state]}"}
    if session.opens:
        offer["validFrom"] = session.opens.isoformat()
    named = zip(("Full price", "Concession"), amounts(listing.price), strict=False)
    offers = [{"name": name, **offer, "price": amount, "priceCurrency": "GBP"} for name, amount in named]
    return offers or [{**offer, "description": listing.price}]
