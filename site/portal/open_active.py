"""Opportunities and sessions in OpenActive's words: a Course and the CourseInstances that one signs up for.

Modelling Opportunity Data 2.0 (https://openactive.io/modelling-opportunity-data/). Nothing depends on the day on which
it is written, so that only what changed is told again. An age that is not stated is left out; by the standard it then
means 18 and over, which is also what we know of an assumed one.
"""

from typing import Any

from indexer.opportunity import Ages, Meeting, Opportunity, Session
from indexer.values.topics import INTERESTS
from portal import address
from portal.licences import licence
from portal.schema_org import STATUS, iso, known, offer_node, place_node

CONTEXT = "https://openactive.io/"
COURSE, RUN = "Course", "CourseInstance"
_GENDERS = {"female": "FemaleOnly", "male": "MaleOnly", "none": "NoRestriction"}
_LABELS = {interest.key: interest.label for interest in INTERESTS}


def course(opportunity: Opportunity, url: str) -> dict[str, Any]:
    """A Course without its runs. url: of its page, which is its name too."""
    o = opportunity
    licences = {found.url for listing in o.listings if (found := licence(listing.licence)) and found.url}
    return known(
        {
            "@context": CONTEXT,
            "@type": COURSE,
            "@id": url,
            "identifier": o.id,
            "url": url,
            "name": o.title,
            "description": o.text,
            "provider": known(
                {"@type": "Organization", "name": o.provider.name, "url": address.outward(o.provider.url)}
            ),
            "category": [_LABELS[key] for key in o.topics if key in _LABELS] or None,
            "ageRange": _ages(o.ages),
            "genderRestriction": f"{CONTEXT}{_GENDERS[o.gender]}" if o.gender else None,
            "level": [o.level] if o.level else None,
            "inLanguage": list(o.languages) or None,
            "educationalCredentialAwarded": o.credential.name if o.credential else None,
            "sameAs": [one for listing in o.listings if (one := address.outward(listing.url))] or None,
            "license": sorted(licences) or None,
        }
    )


def run(session: Session, url: str) -> dict[str, Any]:
    """A CourseInstance of the Course with this address; each dated meeting is an Event of it."""
    s = session
    return known(
        {
            "@context": CONTEXT,
            "@type": RUN,
            "@id": f"{url}#s-{s.id}",
            "identifier": s.id,
            "url": f"{url}#s-{s.id}",
            "instanceOfCourse": url,
            "startDate": iso(s.start),
            "endDate": None if s.open_ended else iso(s.end),
            "eventStatus": STATUS[s.status],
            "eventAttendanceMode": _mode(s),
            "location": place_node(s.place),
            "maximumAttendeeCapacity": s.capacity,
            "remainingAttendeeCapacity": s.places_left,
            "isAccessibleForFree": s.price.free if s.price else None,
            "offers": _offers(s),
            "subEvent": [_meeting(one) for one in s.meetings] or None,
        }
    )


def _meeting(meeting: Meeting) -> dict[str, Any]:
    off = STATUS["cancelled"] if meeting.cancelled else None
    return known({"@type": "Event", "startDate": iso(meeting.start), "endDate": iso(meeting.end), "eventStatus": off})


def _offers(session: Session) -> list[dict[str, Any]] | None:
    if session.price is None:
        return None
    return [offer_node(session, session.price)]


def _ages(ages: Ages | None) -> dict[str, Any] | None:
    if ages is None or ages.assumed:
        return None
    return known({"@type": "QuantitativeValue", "minValue": ages.low or 0, "maxValue": ages.high})


def _mode(session: Session) -> str | None:
    if session.online is None and session.place is None:
        return None
    mode = "Mixed" if session.online and session.place else "Online" if session.online else "Offline"
    return f"https://schema.org/{mode}EventAttendanceMode"
