"""Millbrook Leisure Trust's feeds of changes (OpenActive, RPDE 1.0): courses and their runs, series and sessions.

What costs by the course is a Course; what one pays for each time is a SessionSeries, and each of its days a
ScheduledSession. The state of a day is worked out from that day and those before it: what changed keeps the moment of
its change, what went is a tombstone for a week, and a feed asked again at its end has nothing to say.
"""

import datetime as dt
import json
import re
import urllib.parse
from collections.abc import Callable, Iterator
from functools import cache
from zoneinfo import ZoneInfo

from schedules.millbrook.history import Json, history
from schedules.millbrook.host import frame
from schedules.millbrook.linked_data import amounts, place, script
from schedules.millbrook.material import Listing, Session, material, sessions
from schedules.millbrook.server import Answer, Site

ROOT = "http://leisure.millbrook.example"
PAGE = 100
AHEAD = dt.timedelta(weeks=8)
"""How far ahead single sessions are put into the booking system."""


def leisure(today: dt.date) -> Site:
    """The feeds /openactive/session-series, /scheduled-sessions and /course-instances, and their dataset site."""
    feeds = {f"/openactive/{name}": name for name in _FEEDS}
    home = frame(
        "Millbrook Leisure Trust",
        '<h1>Move more in Millbrook</h1>\n<p>Three pools, two halls. <a href="/openactive/">Open data</a></p>',
    )
    pages = {"/": home, "/openactive/": frame("Open data | Millbrook Leisure Trust", _DATASET, head=script(_dataset()))}

    def answer(path: str) -> Answer | None:
        address, _, query = path.partition("?")
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /basket\n", "text/plain; charset=utf-8")
        if path in pages:
            return pages[path]
        if address not in feeds:
            return None
        asked = dict(urllib.parse.parse_qsl(query))
        after = int(asked.get("afterTimestamp", "-1")), asked.get("afterId", "")
        return _page(feeds[address], _changes(feeds[address], today), after, f"{ROOT}{path}")

    return answer


def runs_and_sessions(today: dt.date) -> list[Json]:
    """All that people sign up for on a day, as the feeds have it."""
    return [
        item["data"]
        for kind in ("course-instances", "scheduled-sessions")
        for item in _changes(kind, today)
        if "data" in item
    ]


def _page(kind: str, changes: tuple[Json, ...], after: tuple[int, str], own: str) -> Answer:
    """Up to a hundred changes after a moment and an id; `next` names the last of them, at the end the page itself."""
    items = [one for one in changes if (one["modified"], one["id"]) > after][:PAGE]
    last = {"afterTimestamp": items[-1]["modified"], "afterId": items[-1]["id"]} if items else {}
    following = f"{ROOT}/openactive/{kind}?{urllib.parse.urlencode(last)}" if items else own
    page = {"next": following, "items": items, "license": "https://creativecommons.org/licenses/by/4.0/"}
    return Answer(json.dumps(page, ensure_ascii=False).encode(), "application/json")


@cache
def _changes(kind: str, today: dt.date) -> tuple[Json, ...]:
    """All that the feed says on a day, in the order of the changes."""
    entries, word = _FEEDS[kind]
    known = history(lambda day: dict(entries(day)), today)
    items = [
        {"state": "updated", "kind": data["@type"], "id": name, "modified": _moment(known.changed[name]), "data": data}
        for name, data in known.state.items()
    ]
    items += [
        {"state": "deleted", "kind": word, "id": name, "modified": _moment(day)} for name, day in known.gone.items()
    ]
    return tuple(sorted(items, key=lambda item: (item["modified"], item["id"])))


def _moment(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def _series(_day: dt.date) -> Iterator[tuple[str, Json]]:
    for listing in _listings(by_session=True):
        yield listing.key, _about(listing) | {"@type": "SessionSeries"} | _offers(listing) | _leader(listing)
    where = {"@type": "Place", "name": "Fenwick Park Leisure Centre"}
    court: Json = {"@id": f"{ROOT}/facilities/squash", "name": "Squash court", "url": f"{ROOT}/hire/squash"}
    yield "squash", court | {"@type": "FacilityUse", "location": where}


def _scheduled(day: dt.date) -> Iterator[tuple[str, Json]]:
    for listing in _listings(by_session=True):
        for session in sessions(listing, day):
            for date in session.days:
                if listing.weeks == 1 or day - dt.timedelta(days=1) <= date <= day + AHEAD:
                    name = f"{session.id}-{date:%m%d}"
                    about = {"@type": "ScheduledSession", "@id": f"{ROOT}/sessions/{name}", "identifier": name}
                    yield (
                        name,
                        about | {"superEvent": _address(listing)} | _times(session, date) | _room(listing, session),
                    )


def _runs(day: dt.date) -> Iterator[tuple[str, Json]]:
    for listing in _listings(by_session=False):
        course = _about(listing) | {"@type": "Course"}
        for session in sessions(listing, day):
            about: Json = {"@type": "CourseInstance", "@id": f"{ROOT}/runs/{session.id}", "identifier": session.id}
            about |= {"name": listing.title, "startDate": f"{session.first}", "endDate": f"{session.last}"}
            about |= {"url": f"{ROOT}/book/{listing.key}#{session.id}", "instanceOfCourse": course}
            yield (
                session.id,
                about | _dates(listing, session) | _offers(listing) | _leader(listing) | _room(listing, session),
            )


_FEEDS: dict[str, tuple[Callable[[dt.date], Iterator[tuple[str, Json]]], str]] = {
    "session-series": (_series, "SessionSeries"),
    "scheduled-sessions": (_scheduled, "ScheduledSession"),
    "course-instances": (_runs, "CourseInstance"),
}


_DATASET = "<h1>Sessions and courses of Millbrook Leisure Trust</h1>\n<p>Open data under CC BY 4.0.</p>"


def _dataset() -> Json:
    """What the dataset site says for machines (OpenActive's Dataset API Discovery)."""
    feeds = [
        {
            "@type": "DataDownload",
            "name": word,
            "additionalType": f"https://openactive.io/{word}",
            "encodingFormat": "application/vnd.openactive.rpde+json; version=1",
            "contentUrl": f"{ROOT}/openactive/{name}",
        }
        for name, (_, word) in _FEEDS.items()
    ]
    return {
        "@context": ["https://schema.org/", "https://openactive.io/"],
        "@type": "Dataset",
        "@id": f"{ROOT}/openactive/",
        "url": f"{ROOT}/openactive/",
        "name": "Sessions and courses of Millbrook Leisure Trust",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "publisher": {"@type": "Organization", "name": "Millbrook Leisure Trust"},
        "distribution": feeds,
    }


def _listings(*, by_session: bool) -> list[Listing]:
    """The listings that are paid for each time, or by the course."""
    return [one for one in material("leisure").listings if _by_session(one) == by_session]


def _by_session(listing: Listing) -> bool:
    return listing.weeks == 1 or "a session" in (listing.price or "")


def _address(listing: Listing) -> str:
    return f"{ROOT}/{'series' if _by_session(listing) else 'courses'}/{listing.key}"


def _about(listing: Listing) -> Json:
    bounds = dict(zip(("minValue", "maxValue"), map(int, re.findall(r"\d+", listing.ages or "")), strict=False))
    help_ = [f"You come as a {listing.role.lower()}."] if listing.role else []
    help_ += [f"{one}." for one in listing.support]
    help_ += [f"Leads to: {listing.credential}."] if listing.credential else []
    help_ += [f"Free for {listing.eligibility}."] if listing.eligibility else []
    said: Json = {
        "@id": _address(listing),
        "identifier": listing.key,
        "url": f"{ROOT}/book/{listing.key}",
        "name": listing.title,
        "description": listing.text,
        "attendeeInstructions": " ".join(help_),
        "activity": [{"@type": "Concept", "prefLabel": topic} for topic in listing.topics],
        "ageRange": {"@type": "QuantitativeValue"} | bounds if bounds else None,
        "genderRestriction": f"https://openactive.io/{'FemaleOnly' if listing.gender else 'NoRestriction'}",
        "accessibilitySupport": [{"@type": "Concept", "prefLabel": one} for one in listing.access],
        "organizer": {"@type": "Organization", "name": material("leisure").provider, "url": f"{ROOT}/"},
    }
    return {name: value for name, value in said.items() if value}


def _offers(listing: Listing) -> Json:
    given = zip(("Standard", "Concession"), amounts(listing.price or ""), strict=False)
    offers = [
        {"@type": "Offer", "name": name, "price": float(amount), "priceCurrency": "GBP"} for name, amount in given
    ]
    book = {"url": f"{ROOT}/book/{listing.key}"}
    free = {"isAccessibleForFree": True} if listing.price == "Free" else {}
    return {"offers": [offer | book for offer in offers]} | free if offers else {}


def _leader(listing: Listing) -> Json:
    """A coach by name, as booking systems publish them; no page of the portal may show one."""
    return {"leader": [{"@type": "Person", "name": f"Coach {listing.title.split()[0]}"}]}


def _room(listing: Listing, session: Session) -> Json:
    assert session.place is not None
    called_off = {"eventStatus": "https://schema.org/EventCancelled"} if session.state == "cancelled" else {}
    places = listing.capacity or 12
    return called_off | {
        "location": place(session.place),
        "maximumAttendeeCapacity": places,
        "remainingAttendeeCapacity": session.left(places),
    }


def _dates(listing: Listing, session: Session) -> Json:
    """The days of a course one by one, or the rule that they follow where there is only one round of it."""
    if len(listing.runs) * len(listing.at) > 1 or len({day.weekday() for day in session.days}) > 1:
        return {"subEvent": [{"@type": "Event"} | _times(session, day) for day in session.days]}
    assert session.begins
    assert session.ends
    between = (session.first + dt.timedelta(weeks=n) for n in range((session.last - session.first).days // 7))
    schedule = {
        "@type": "Schedule",
        "scheduledEventType": "Event",
        "repeatFrequency": "P1W",
        "byDay": [f"https://schema.org/{session.first:%A}"],
        "startDate": f"{session.first}",
        "endDate": f"{session.last}",
        "startTime": f"{session.begins:%H:%M}",
        "endTime": f"{session.ends:%H:%M}",
        "scheduleTimezone": "Europe/London",
        "exceptDate": [_instant(day, session.begins) for day in between if day not in session.days],
    }
    return {"eventSchedule": [schedule]}


def _times(session: Session, day: dt.date) -> Json:
    assert session.begins
    assert session.ends
    return {"startDate": _instant(day, session.begins), "endDate": _instant(day, session.ends)}


@cache
def _instant(day: dt.date, time: dt.time) -> str:
    moment = dt.datetime.combine(day, time, ZoneInfo("Europe/London")).astimezone(dt.UTC)
    return moment.replace(tzinfo=None).isoformat() + "Z"
