"""What most of Millbrook's providers return: how many people signed up for a session and came, never who.

They are counts of the last month that ended two weeks ago or more, so that they can be released. A session's counts
never change, so that what is returned again agrees with what has been released.
"""

import csv
import datetime as dt
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawlers.draft import Draft, DraftSession
from indexer.reconciling.reconcile import listing_id
from indexer.sessions import session_ids
from schedules.millbrook import calendars, words
from schedules.millbrook.activity_feeds import runs_and_sessions
from schedules.millbrook.material import Listing, Session, material, sessions

HEAD = ("session", "enrolled", "attended", "as_of")
AHEAD = dt.timedelta(days=120)
"""How long before a course people sign up for it: a term."""
SMALLEST, LARGEST = 12, 32
"""People in a room whose places nobody counted."""

Rows = Iterator[tuple[str, ...]]


class _Named(NamedTuple):
    """A listing and one of its sessions, as far as the source's feed names them: what their ids are made of."""

    listing: Draft
    session: DraftSession


def write(folder: Path, today: dt.date) -> None:
    """Writes a file for each of SOURCES into the folder, as they are on a day."""
    folder.mkdir(parents=True, exist_ok=True)
    for source, rows in SOURCES.items():
        out = io.StringIO(newline="")
        csv.writer(out).writerows([HEAD, *rows(source, today)])
        path, text = folder / f"{source}.csv", out.getvalue()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="")


def last_month(today: dt.date) -> dt.date:
    """The last day of the last month that ended two weeks ago or more."""
    end = today.replace(day=1) - dt.timedelta(days=1)
    return end if (today - end).days >= 14 else end.replace(day=1) - dt.timedelta(days=1)


def _bookings(source: str, today: dt.date) -> Rows:
    """Leisure: those who had signed up by then for what begins in the weeks after."""
    as_of = last_month(today)
    for about in runs_and_sessions(today):
        begins = dt.date.fromisoformat(about["startDate"][:10])
        if as_of < begins <= as_of + AHEAD:
            above = about.get("instanceOfCourse", {}).get("@id") or about["superEvent"]
            enrolled = about["maximumAttendeeCapacity"] - about["remainingAttendeeCapacity"]
            named = _Named(Draft(native_id=above), DraftSession(native_id=about["@id"]))
            yield _id(source, named), str(enrolled), "", f"{as_of}"


def _terms(source: str, today: dt.date) -> Rows:
    """Music: those who had signed up for, and those who came to, the terms that had begun by then."""
    as_of = last_month(today)
    for listing in material(source).listings:
        for session in sessions(listing, today):
            if session.first <= as_of and session.last >= today:
                enrolled = _people(listing, session)
                attended = max(enrolled - zlib.crc32(session.id.encode()) % 4, 0)
                yield _id(source, _by_key(listing, session)), str(enrolled), str(attended), f"{as_of}"


def _signed_up(source: str, today: dt.date) -> Rows:
    """Those who had signed up by then for what begins in the weeks after and could be booked already."""
    as_of = last_month(today)
    file, named = _NAMES[source]
    for listing in _own(file):
        for session in _told_apart(source, listing, today):
            bookable = session.state != "cancelled" and (session.opens is None or session.opens <= as_of)
            if bookable and as_of < session.first <= as_of + AHEAD:
                yield _id(source, named(listing, session)), str(_people(listing, session)), "", f"{as_of}"


def _clubs_too(source: str, today: dt.date) -> Rows:
    """The same, and those who came to the clubs of the school year, where nobody signs up."""
    yield from _signed_up(source, today)
    as_of = last_month(today)
    for listing in _own(_NAMES[source][0]):
        year = calendars.club(listing, today) if listing.club and not listing.endless else None
        if year and year.first <= as_of:
            yield _id(source, _by_calendar(listing, year)), "", str(_people(listing, year)), f"{as_of}"


def _own(file: str) -> list[Listing]:
    """What nobody else lists too, as the catalogue may have it under either's id; and nothing that is the staff's."""
    files = ["music", *(other for other, _ in _NAMES.values())]
    named = Counter(one.title for other in files for one in material(other).listings)
    return [one for one in material(file).listings if named[one.title] == 1 and not one.title.startswith("STAFF")]


def _told_apart(source: str, listing: Listing, today: dt.date) -> list[Session]:
    """The sessions but for those that fall together where a holiday moves their first day.

    A page of the Maltings that has a single session has its address as that session's id, and later as the next one's.
    """
    given = sessions(listing, today)
    ids = Counter(one.id for one in given)
    if source == "maltings" and len(given) == 1:
        return []
    return [one for one in given if ids[one.id] == 1]


def _people(listing: Listing, session: Session) -> int:
    """Those who have one of the places; where nobody counts places, what the session's id settles."""
    if listing.capacity:
        return listing.capacity - session.left(listing.capacity)
    return SMALLEST + zlib.crc32(session.id.encode()) % (LARGEST - SMALLEST)


def _by_key(listing: Listing, session: Session) -> _Named:
    return _Named(Draft(native_id=listing.key), DraftSession(native_id=session.id))


def _by_page(folder: str) -> Callable[[Listing, Session], _Named]:
    """A page for each listing, with a part for each session."""

    def named(listing: Listing, session: Session) -> _Named:
        page = f"{folder}/{listing.key}/"
        return _Named(Draft(native_id=page), DraftSession(native_id=f"{page}#{session.id}"))

    return named


def _by_words(folder: str) -> Callable[[Listing, Session], _Named]:
    """A page for each listing, which says when in words."""

    def named(listing: Listing, session: Session) -> _Named:
        return _Named(Draft(url=f"{folder}/{listing.key}"), DraftSession(when=words.when(session)))

    return named


def _by_calendar(_: Listing, session: Session) -> _Named:
    start = f"{session.first}T{session.begins}" if session.begins else f"{session.first}"
    place = session.place.line() if session.place else None
    return _Named(Draft(native_id=f"{session.id}@millbrook.example"), DraftSession(start=start, place=place))


def _by_row(listing: Listing, session: Session) -> _Named:
    """Volunteer Millbrook's sheet, which says day and hour in words."""
    start_time = words.clock(session.begins) if session.begins else None
    place = session.place.name if session.place else None
    start = DraftSession(start=words.day(session.first), start_time=start_time, place=place)
    return _Named(Draft(native_id=f"V-{listing.key}"), start)


def _by_cells(listing: Listing, session: Session) -> _Named:
    """The holiday programme's workbook, with real days and hours."""
    start_time = f"{session.begins:%H:%M}" if session.begins else None
    place = session.place.name if session.place else None
    start = DraftSession(start=f"{session.first}", start_time=start_time, place=place)
    return _Named(Draft(native_id=f"H-{listing.key}"), start)


def _id(source: str, named: _Named) -> str:
    """The session's id in the catalogue, as the portal's feeds/sessions.csv gives it to the provider."""
    return session_ids(listing_id(source, named.listing), (named.session,))[0]


_NAMES: dict[str, tuple[str, Callable[[Listing, Session], _Named]]] = {
    "college": ("college", _by_page("http://college.millbrook.example/courses")),
    "cylch": ("welsh", _by_calendar),
    "holidays": ("holidays", _by_cells),
    "libraries": ("libraries", _by_calendar),
    "maltings": ("maltings", _by_page("http://maltings.millbrook.example/event")),
    "museum": ("museum", _by_words("http://museum.millbrook.example/whats-on")),
    "parks": ("parks", _by_key),
    "riverside": ("riverside", _by_words("http://riverside.millbrook.example/flyers")),
    "shed": ("makers", _by_calendar),
    "stars": ("stargazers", _by_calendar),
    "volunteer": ("volunteer", _by_row),
}
"""The file of material that a source's listings are in, and what its feed makes of a session."""

SOURCES: dict[str, Callable[[str, dt.date], Rows]] = {
    "leisure": _bookings,
    "music": _terms,
    **dict.fromkeys(_NAMES, _signed_up),
    **dict.fromkeys(("cylch", "libraries", "shed", "stars"), _clubs_too),
}
"""The sources whose providers return counts, with what they count."""
