"""By what supply and people are counted: areas, age bands, interests, ISO weeks. What is not stated is a value of each.

Age bands are five years wide, since that is how censuses publish. An opportunity counts in every band that its ages
overlap: supply is there for all of them. People are counted once, so a count of people lies in one band only.
"""

import datetime as dt
from typing import NamedTuple

from indexer.opportunity import Ages, Opportunity, Session
from indexer.values.topics import INTERESTS

ALL = "all"
"""What stands in a dimension over which a figure is summed."""
NOT_STATED = "not stated"
ONLINE = "online"
LATER = "later"
MIXED = "mixed ages"
LAST = frozenset((ALL, NOT_STATED, ONLINE, LATER, MIXED))
"""What stands after the ordinary values of a dimension."""
WEEKS_AHEAD = 26
_WIDEST = 10


class Band(NamedTuple):
    """Whole years, both inclusive; high None: and over."""

    name: str
    low: int
    high: int | None


BANDS = (
    Band("0-4", 0, 4),
    Band("5-9", 5, 9),
    Band("10-14", 10, 14),
    Band("15-19", 15, 19),
    Band("20-24", 20, 24),
    Band("25+", 25, None),
)
YOUNG = ("5-9", "10-14", "15-19", "20-24")
"""The bands of those for whom the portal is made."""

_INTERESTS = frozenset(interest.key for interest in INTERESTS)


def bands_of(ages: Ages | None) -> tuple[str, ...]:
    """Every band that the ages overlap."""
    if ages is None:
        return (NOT_STATED,)
    low, high = ages.low or 0, ages.high
    found = (b for b in BANDS if (b.high is None or low <= b.high) and (high is None or high >= b.low))
    return tuple(b.name for b in found) or (NOT_STATED,)


def band_of(ages: Ages | None) -> str:
    """The one band for people who came to it: of the middle of its ages; MIXED where they span more than ten years.

    Nobody says how old each of those who came was.
    """
    if ages is None:
        return NOT_STATED
    if ages.high is None or ages.high - (ages.low or 0) > _WIDEST:
        return MIXED
    middle = ((ages.low or 0) + ages.high) // 2
    return next(b.name for b in BANDS if b.high is None or middle <= b.high)


def interests_of(opportunity: Opportunity) -> tuple[str, ...]:
    """Keys of its interests, the first named first."""
    return tuple(key for key in dict.fromkeys(opportunity.topics) if key in _INTERESTS) or (NOT_STATED,)


def area_of(session: Session | None) -> str:
    """The area that anybody may know; ONLINE where there is nowhere to go."""
    place = session.place.shown() if session and session.place else None
    if place and place.area:
        return place.area
    return ONLINE if session and session.online else NOT_STATED


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's ISO week."""
    return day - dt.timedelta(days=day.weekday())


def week_name(day: dt.date) -> str:
    """ "2026-W48" (ISO 8601) for any day of the week."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def weeks_of(session: Session | None, today: dt.date) -> dict[str, int]:
    """The weeks from this one on in which it is held, with how many of its meetings are known to be in each.

    A session whose meetings are not known is in every week that its days touch, with 0 meetings. What begins more than
    WEEKS_AHEAD weeks ahead is LATER.
    """
    if session is None or session.start is None:
        return {NOT_STATED: 0}
    stop = monday_of(today) + dt.timedelta(weeks=WEEKS_AHEAD, days=6)
    found: dict[str, int] = {}
    if session.meetings:
        for meeting in session.meetings:
            day = meeting.start.date
            if not meeting.cancelled and (meeting.end.date if meeting.end else day) >= today:
                week = week_name(max(day, today)) if day <= stop else LATER
                found[week] = found.get(week, 0) + 1
        return found
    last = session.last_day() or (stop if session.open_ended else session.start.date)
    monday = monday_of(max(session.start.date, today))
    while monday <= min(last, stop):
        found[week_name(monday)] = 0
        monday += dt.timedelta(weeks=1)
    return found or ({LATER: 0} if session.start.date > stop else {})
