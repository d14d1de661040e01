"""Writes an opportunity as schema.org JSON-LD: an Event when it happens once, otherwise a Course with its instances.

https://schema.org/Course, https://schema.org/CourseInstance, https://schema.org/EducationEvent
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from indexer.opportunity import Moment, Opportunity, Place, Price, Session
from portal import when
from portal.address import outward

STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "cancelled": "https://schema.org/EventCancelled",
    "postponed": "https://schema.org/EventPostponed",
    "rescheduled": "https://schema.org/EventRescheduled",
}
_AVAILABILITY = {
    "open": "https://schema.org/InStock",
    "not_yet": "https://schema.org/PreOrder",
    "full": "https://schema.org/SoldOut",
    "waiting_list": "https://schema.org/SoldOut",
    "closed": "https://schema.org/Discontinued",
}


MEETINGS = 8
"""Meetings that a page tells machines, the next ones; the calendar has them all."""
_PASTED = 3


def json_ld(opportunity: Opportunity, *, url: str, today: dt.date) -> str:
    """The text of a <script type="application/ld+json">; nothing in it can end the script element.

    url: the opportunity's absolute address. Sessions that are past on `today` are left out, unless all are.
    """
    data = {"@context": "https://schema.org", **_node(opportunity, url, today)}
    return msgspec.json.encode(data).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")


def to_paste(opportunity: Opportunity, *, url: str, today: dt.date) -> str:
    """What a provider puts into its own page so that this and every search engine can read it; one session, indented.

    url: the page's own address. Our ids and the meetings after the first few are left out, to keep it short.
    """
    coming = [s for s in opportunity.sessions if not s.past(today)] or list(opportunity.sessions)
    shown = tuple(msgspec.structs.replace(s, meetings=s.meetings[:_PASTED]) for s in coming[:1])
    node = _node(msgspec.structs.replace(opportunity, sessions=shown, listings=()), url, today)
    for one in (node, *node.get("hasCourseInstance", ())):
        one.pop("identifier", None)
    text = msgspec.json.format(msgspec.json.encode({"@context": "https://schema.org", **node}), indent=1).decode()
    return '<script type="application/ld+json">\n' + text.replace("<", "\\u003c") + "\n</script>"


def _node(opportunity: Opportunity, url: str, today: dt.date) -> dict[str, Any]:
    coming = [s for s in opportunity.sessions if not s.past(today)] or list(opportunity.sessions)
    dated = [s for s in coming if s.start]
    if len(coming) == 1 and dated and not coming[0].meetings:
        return known({"@type": "EducationEvent", **_about(opportunity, url), **_session(opportunity, coming[0], today)})
    instances = [
        known({"@type": "CourseInstance", "courseMode": _mode(s), **_session(opportunity, s, today)}) for s in coming
    ]
    return known({"@type": "Course", **_about(opportunity, url), "hasCourseInstance": instances or None})


def _about(opportunity: Opportunity, url: str) -> dict[str, Any]:
    credential = opportunity.credential
    return {
        "@id": url,
        "url": url,
        "name": opportunity.title,
        "description": opportunity.text or opportunity.title,
        "inLanguage": list(opportunity.languages) or opportunity.language,
        "provider": known(
            {"@type": "Organization", "name": opportunity.provider.name, "url": outward(opportunity.provider.url)}
        ),
        "about": list(opportunity.topics) or None,
        "typicalAgeRange": _ages(opportunity),
        "educationalLevel": opportunity.level,
        "educationalCredentialAwarded": credential.name if credential else None,
        "sameAs": [found for listing in opportunity.listings if (found := outward(listing.url))] or None,
    }


def _ages(opportunity: Opportunity) -> str | None:
    ages = opportunity.ages
    if ages is None or ages.assumed or (ages.low is None and ages.high is None):
        return None
    return f"{ages.low or 0}-{'' if ages.high is None else ages.high}"


def _session(opportunity: Opportunity, session: Session, today: dt.date) -> dict[str, Any]:
    coming = [meeting for meeting in session.meetings if meeting.start.date >= today]
    return {
        "identifier": session.id,
        "startDate": iso(session.start),
        "endDate": iso(session.end),
        "eventStatus": STATUS[session.status],
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode"
        if session.online
        else "https://schema.org/OfflineEventAttendanceMode"
        if session.online is False or session.place
        else None,
        "location": place_node(session.place),
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": session.places_left,
        "isAccessibleForFree": None if session.price is None else session.price.free,
        "offers": offer_node(session, session.price) if session.price else None,
        "organizer": {"@type": "Organization", "name": opportunity.provider.name},
        "subEvent": [
            known(
                {
                    "@type": "Event",
                    "startDate": iso(meeting.start),
                    "endDate": iso(meeting.end),
                    "eventStatus": STATUS["cancelled"] if meeting.cancelled else None,
                }
            )
            for meeting in coming[:MEETINGS]
        ]
        or None,
    }


def iso(moment: Moment | None) -> str | None:
    """ISO 8601: a date where there is no time, otherwise local time with its offset."""
    if moment is None:
        return None
    if moment.time is not None and (offset := when.offset(moment.date, moment.zone)):
        return f"{moment.date.isoformat()}T{moment.time.isoformat()}{offset}"
    instant = moment.instant()
    if instant is None:
        return moment.date.isoformat()
    return instant.astimezone(ZoneInfo(moment.zone)).isoformat()


def _mode(session: Session) -> str | None:
    return None if session.online is None else "online" if session.online else "onsite"


def place_node(place: Place | None) -> dict[str, Any] | None:
    """A Place as far as everybody may know it; None where nothing may be."""
    if place is None or place.visibility == "on_booking":
        return None
    seen = place.shown()
    address = known(
        {
            "@type": "PostalAddress",
            "streetAddress": seen.address,
            "postalCode": seen.postcode,
            "addressLocality": seen.area,
        }
    )
    geo = None
    if seen.latitude is not None and seen.longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": seen.latitude, "longitude": seen.longitude}
    return known({"@type": "Place", "name": seen.name or seen.area, "address": address, "geo": geo})


def offer_node(session: Session, price: Price) -> dict[str, Any]:
    """An Offer, or an AggregateOffer where the price is a range."""
    registration = session.registration
    offer: dict[str, Any] = {
        "@type": "Offer",
        "price": str(price.low),
        "priceCurrency": price.currency,
        "availability": _AVAILABILITY.get(registration.state or "") if registration else None,
        "validFrom": iso(registration.opens) if registration else None,
        "url": outward(registration.url if registration else None),
    }
    if price.high is not None and price.high != price.low:
        offer |= {
            "@type": "AggregateOffer",
            "price": None,
            "lowPrice": str(price.low),
            "highPrice": str(price.high),
        }
    return known(offer)


def known(data: dict[str, Any]) -> dict[str, Any]:
    """What of it is known: None is left out."""
    return {key: value for key, value in data.items() if value is not None}
