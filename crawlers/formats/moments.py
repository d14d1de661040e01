"""Machine-written days and moments of platforms, as first and last: day-long entries become days."""

import datetime as dt
import re
from typing import NamedTuple

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE | re.ASCII
)
ENDS_EARLY = "Its end lies before its start and counts as not stated."


class Moment(NamedTuple):
    """A day, with a wall time and an offset from UTC ("", "Z", "+10:00") where they are stated."""

    day: dt.date
    time: str
    offset: str

    @property
    def iso(self) -> str:
        """As ISO 8601."""
        return f"{self.day}T{self.time}{self.offset}" if self.time else str(self.day)

    @property
    def instant(self) -> dt.datetime:
        """For comparing: aware where there is an offset."""
        return dt.datetime.fromisoformat(self.iso)


def moment(words: str | None) -> Moment | None:
    """The moment that ISO 8601 words name, also with a space for the T; None for all else."""
    found = _MOMENT.fullmatch((words or "").strip())
    if not found:
        return None
    offset = (found[3] or "").upper()
    if len(offset) == 5:
        offset = f"{offset[:3]}:{offset[3:]}"
    try:
        made = Moment(dt.date.fromisoformat(found[1]), found[2] or "", offset)
        dt.datetime.fromisoformat(made.iso)
    except ValueError:
        return None
    return made


def span(
    begins: Moment | None, ends: Moment | None, *, whole_days: bool | None = None, last_is_excluded: bool = False
) -> tuple[str | None, str | None, str | None]:
    """Start, end and a doubt. An end that is the start is none: platforms write it where they know no end.

    whole_days: whether the platform says so; None: it is seen from 00:00 to 23:59. last_is_excluded: a day-long entry
    that ends at midnight ends the day before, as iCalendar's do.
    """
    if begins is None:
        return None, None, None
    if whole_days is None:
        whole_days = begins.time[:5] == "00:00" and ends is not None and ends.time[:5] == "23:59"
    if whole_days:
        last = ends.day if ends else begins.day
        if ends and last_is_excluded and ends.time in {"", "00:00", "00:00:00"}:
            last -= dt.timedelta(days=1)
        return str(begins.day), str(last) if last > begins.day else None, None
    if ends is None or ends == begins:
        return begins.iso, None, None
    return (begins.iso, None, ENDS_EARLY) if _early(begins, ends) else (begins.iso, ends.iso, None)


def with_offset(local: Moment | None, universal: Moment | None) -> Moment | None:
    """The local moment with the offset that lies between it and the same moment in UTC, where that is a real one."""
    if not local or not universal or not local.time or not universal.time or local.offset:
        return local
    apart = local.instant - universal._replace(offset="").instant
    minutes = round(apart.total_seconds() / 60)
    if abs(minutes) > 14 * 60 or minutes % 15:
        return local
    sign = "-" if minutes < 0 else "+"
    return local._replace(offset=f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}")


def _early(begins: Moment, ends: Moment) -> bool:
    if bool(begins.offset) != bool(ends.offset) or not begins.time or not ends.time:
        return ends.day < begins.day
    return ends.instant < begins.instant
