"""The returns of two of Millbrook's providers: how many people signed up for a session and came, never who.

They are counts of the last month that ended two weeks ago or more, so that they can be released. A session's counts
never change, so that what is returned again agrees with what has been released.
"""

import csv
import datetime as dt
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from crawlers.draft import Draft, DraftSession
from indexer.reconcile import listing_id
from indexer.sessions import session_ids
from schedules.millbrook.activity_feeds import runs_and_sessions
from schedules.millbrook.material import material, sessions

HEAD = ("session", "enrolled", "attended", "as_of")
AHEAD = dt.timedelta(days=75)
"""How long before a course people sign up for it."""


def write(folder: Path, today: dt.date) -> None:
    """Writes leisure.csv and music.csv into the folder, as they are on a day."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("leisure", _leisure(today)), ("music", _music(today))):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([HEAD, *rows])
        path, text = folder / f"{name}.csv", out.getvalue()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="")


def last_month(today: dt.date) -> dt.date:
    """The last day of the last month that ended two weeks ago or more."""
    end = today.replace(day=1) - dt.timedelta(days=1)
    return end if (today - end).days >= 14 else end.replace(day=1) - dt.timedelta(days=1)


def _leisure(today: dt.date) -> Iterator[tuple[str, ...]]:
    """Those who had signed up by then for what begins in the ten weeks after."""
    as_of = last_month(today)
    for about in runs_and_sessions(today):
        begins = dt.date.fromisoformat(about["startDate"][:10])
        if as_of < begins <= as_of + AHEAD:
            above = about.get("instanceOfCourse", {}).get("@id") or about["superEvent"]
            enrolled = about["maximumAttendeeCapacity"] - about["remainingAttendeeCapacity"]
            yield _id("leisure", above, about["@id"]), str(enrolled), "", f"{as_of}"


def _music(today: dt.date) -> Iterator[tuple[str, ...]]:
    """Those who came to the terms that had begun by then."""
    as_of = last_month(today)
    for listing in material("music").listings:
        for session in sessions(listing, today):
            if session.first <= as_of and session.last >= today:
                places = listing.capacity or 1
                enrolled = places - session.left(places)
                attended = max(enrolled - zlib.crc32(session.id.encode()) % 4, 0)
                yield _id("music", listing.key, session.id), str(enrolled), str(attended), f"{as_of}"


def _id(source: str, native_id: str, session: str) -> str:
    """The session's id in the catalogue, as the portal's feeds/sessions.csv gives it to the provider."""
    listing = listing_id(source, Draft(native_id=native_id))
    return session_ids(listing, (DraftSession(native_id=session),))[0]
