"""Reads the rows of tests/tables/recurrence, and says in the same words which meetings a draft has."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crawlers.draft import Draft, DraftMeeting, DraftSession

TABLES = Path(__file__).parent / "tables" / "recurrence"
PAST = dt.timedelta(days=30)


class Meeting(NamedTuple):
    """One meeting, as text: ISO 8601 in the row's zone, or in UTC with Z. end: None says nothing, "" says none."""

    start: str
    end: str | None = None
    cancelled: bool = False


class Row(NamedTuple):
    """One row of a table. zone: "" for none, None where it does not matter. ends: "never", a moment, or None.

    refused: a word of the reason; "" where there is a draft.
    """

    file: str
    name: str
    note: str
    fetched: dt.date
    horizon: int
    source_zone: str | None
    beside: tuple[str, ...]
    lines: tuple[str, ...]
    zone: str | None
    meetings: tuple[Meeting, ...]
    ends: str | None
    refused: str

    @property
    def body(self) -> bytes:
        """The whole calendar, as a host would send it."""
        inside = self.lines
        if not any(line.startswith("BEGIN:") for line in inside):
            inside = ("BEGIN:VEVENT", "UID:row", "SUMMARY:Club", *inside, "END:VEVENT")
        whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Row//EN", *self.beside, *inside, "END:VCALENDAR", "")
        return "\r\n".join(whole).encode()

    @property
    def repeats(self) -> bool:
        return any(re.match("(?i)RRULE|RDATE", line) for line in self.lines)

    @property
    def in_utc(self) -> bool:
        return any(meeting.start.endswith("Z") for meeting in self.meetings)


def rows() -> Iterator[Row]:
    """Every row of every table, in order."""
    for path in sorted(TABLES.glob("*.txt")):
        for part in re.split(r"^(?=\[)", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            yield _row(path.stem, part.rstrip("\n").split("\n"))


def _row(file: str, lines: Sequence[str]) -> Row:
    name, note = re.fullmatch(r"\[(.+?)\] (.+)", lines[0]).groups()  # type: ignore[union-attr]
    said: dict[str, str] = {}
    beside, inside, meetings = [], [], []
    within = False
    for line in lines[1:]:
        word, _, rest = line.partition(" ")
        if line in {"in no zone", "any zone"} or word == "in":
            said["in"], within = line, True
        elif not line or line.startswith("#"):
            continue
        elif word in {"fetched", "horizon", "zone", "ends", "refused"}:
            said[word] = rest
        elif word == "calendar":
            beside.append(rest)
        elif within:
            meetings += _meetings(line.strip())
        else:
            inside.append(line)
    where = said.get("in", "any zone")
    zone = {"in no zone": "", "any zone": None}.get(where, where.removeprefix("in "))
    return Row(
        file, name, note,
        fetched=dt.date.fromisoformat(said["fetched"]), horizon=int(said.get("horizon", 365)),
        source_zone=said.get("zone"), beside=tuple(beside), lines=tuple(inside), zone=zone,
        meetings=tuple(sorted(meetings)), ends=said.get("ends"),
        refused=said.get("refused", ""),
    )  # fmt: skip


def _meetings(line: str) -> Iterator[Meeting]:
    """The meetings of one line: "1997-09 2-4,8 09:00-10:00 cancelled"."""
    if line == "nothing":
        return
    if span := re.fullmatch(r"([\d-]+)\.\.([\d-]+)", line):
        yield Meeting(span[1], span[2])
        return
    found = re.fullmatch(
        r"(\d{4}-\d\d) ([\d,-]+)(?: (\d\d:\d\d)(?:-(\d\d:\d\d)(\+1)?)?(Z)?)?( no end)?( cancelled)?", line
    )
    assert found, line
    month, days, start, end, later, utc, none, cancelled = found.groups()
    for part in days.split(","):
        first, _, last = part.partition("-")
        for day in range(int(first), int(last or first) + 1):
            date = dt.date.fromisoformat(f"{month}-{day:02}")
            until = f"{date + dt.timedelta(days=bool(later))}T{end}{utc or ''}" if end else "" if none else None
            yield Meeting(f"{date}T{start}{utc or ''}" if start else str(date), until, bool(cancelled))


def said(row: Row, drafts: Sequence[Draft]) -> list[Meeting]:
    """The meetings of the drafts in the spelling of the row, with no more about their ends than the row asks."""
    begins = str(row.fetched - PAST)
    found = []
    for session in (one for draft in drafts for one in draft.sessions):
        came = session.meetings or (
            (DraftMeeting(start=session.start, end=session.end),)
            if session.start and (not row.repeats or session.start >= begins)
            else ()
        )
        found += [_as_row(row, session, meeting) for meeting in came]
    asked = {meeting.start: meeting.end for meeting in row.meetings}
    return sorted(one._replace(end=one.end if asked.get(one.start) is not None else None) for one in found)


def _as_row(row: Row, session: DraftSession, meeting: DraftMeeting) -> Meeting:
    start = spelt(row, session, meeting.start)
    end = spelt(row, session, meeting.end) if meeting.end else ""
    if end == start and "T" not in start:
        end = ""
    status = (meeting.status or session.status or "").lower()
    return Meeting(start, end, "cancel" in status)


def spelt(row: Row, session: DraftSession, text: str) -> str:
    """A moment in the row's spelling: what a clock leaves out or shows twice is told as the instant it stands for."""
    if "T" not in text:
        return text
    moment = dt.datetime.fromisoformat(text)
    zone = ZoneInfo(row.zone or session.timezone or "UTC") if row.zone != "" else dt.UTC
    if moment.tzinfo and row.in_utc:
        return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M}Z"
    if moment.tzinfo or row.zone:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC).astimezone(zone)
    return f"{moment:%Y-%m-%dT%H:%M}"


def shown(meetings: Sequence[Meeting]) -> str:
    """For a failure that reads by itself: one meeting a line, with its weekday."""
    return "\n".join(
        f"{calendar.day_abbr[dt.date.fromisoformat(one.start[:10]).weekday()]} {one.start}"
        f"{'' if one.end is None else f' to {one.end}'}{' cancelled' if one.cancelled else ''}"
        for one in meetings
    )
