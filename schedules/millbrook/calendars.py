"""Renders a provider's listings as an iCalendar feed (RFC 5545)."""

import datetime as dt
from collections.abc import Iterator

from schedules.millbrook import weeks
from schedules.millbrook.material import Listing, Material, Session, places, sessions

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""
STATUS = {"cancelled": "CANCELLED"}
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar(material: Material, today: dt.date, *, name: str, labels: tuple[str, str] = ("Ages", "Cost")) -> bytes:
    """The whole feed, CRLF and folded. labels: the words before ages and cost in a description."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{material.provider}//What's on//EN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Europe/London", *ZONE.splitlines()]
    for listing in material.listings:
        for event in _club(listing, today) if listing.club else map(_dated, sessions(listing, today)):
            lines += ["BEGIN:VEVENT", *_about(listing, material.host, today, labels), *event, "END:VEVENT"]
    return ("\r\n".join(fold(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n").encode()


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets (RFC 5545, 3.1), never within a character."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 74:
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += width
    return "\r\n ".join([*pieces, piece])


def _about(listing: Listing, host: str, today: dt.date, labels: tuple[str, str]) -> Iterator[str]:
    yield f"DTSTAMP:{weeks.monday(today):%Y%m%d}T060000Z"
    yield f"SUMMARY:{_text(listing.title)}"
    facts = zip(labels, (listing.ages, listing.price), strict=True)
    said = [listing.text, *(f"{label}: {value}" for label, value in facts if value)]
    yield f"DESCRIPTION:{_text(chr(10).join(said))}"
    if listing.topics:
        yield f"CATEGORIES:{','.join(_text(topic) for topic in listing.topics)}"
    yield f"URL:http://{host}/{listing.key}"


def club(listing: Listing, today: dt.date) -> Session:
    """A club's weekly round since September: the days are its weekdays, in the holidays too."""
    (run,) = (weeks.run(words) for words in listing.runs)
    year = today.year if today.month > 7 else today.year - 1
    begin = weeks.monday(dt.date(year, 9, 8))
    end = weeks.of_year(year + 1)[3].first - dt.timedelta(days=3)
    days = [begin + dt.timedelta(days=n) for n in range((end - begin).days + 1)]
    key = run.place or next(iter(listing.at), None)
    return Session(
        id=listing.key,
        days=tuple(day for day in days if day.weekday() in run.days),
        begins=run.begins,
        ends=run.ends,
        place=places()[key] if key else None,
        state="open",
        number=year,
    )


def _club(listing: Listing, today: dt.date) -> Iterator[list[str]]:
    """The weekly round without the holidays, and the one meeting that was moved."""
    given = club(listing, today)
    days, begins, ends = given.days, given.begins, given.ends
    off = [day for day in days if listing.term and weeks.closed(day)]
    rule = f"RRULE:FREQ=WEEKLY;BYDAY={','.join(CODES[n] for n in sorted({day.weekday() for day in days}))}"
    if not listing.endless:
        rule += f";UNTIL={given.last:%Y%m%d}" + ("T225959Z" if begins else "")
    where = _where(given.place.key) if given.place else []
    uid = f"UID:{given.id}@millbrook.example"
    yield [uid, *_times(days[0], begins, ends), rule, *(_day("EXDATE", day, begins) for day in off), *where]
    month = list(weeks.months(today, 3))
    moved = [day for day in days if month[1] <= day < month[2] and day not in off]
    if listing.moved and moved and begins and ends:
        later = [time.replace(hour=time.hour + 1) for time in (begins, ends)]
        yield [uid, _day("RECURRENCE-ID", moved[0], begins), *_times(moved[0], *later), "SEQUENCE:1", *where]


def _dated(session: Session) -> list[str]:
    lines = [f"UID:{session.id}@millbrook.example", *_times(session.first, session.begins, session.ends)]
    if len(session.days) > 1:
        weekdays = sorted({day.weekday() for day in session.days})
        until = f"{session.last:%Y%m%d}" + ("T225959Z" if session.begins else "")
        lines.append(f"RRULE:FREQ=WEEKLY;BYDAY={','.join(CODES[n] for n in weekdays)};UNTIL={until}")
        between = (session.first + dt.timedelta(days=n) for n in range((session.last - session.first).days))
        off = [day for day in between if day.weekday() in weekdays and day not in session.days]
        lines += [_day("EXDATE", day, session.begins) for day in off]
    if session.place:
        lines += _where(session.place.key)
    return [*lines, f"STATUS:{STATUS.get(session.state, 'CONFIRMED')}"]


def _times(day: dt.date, begins: dt.time | None, ends: dt.time | None) -> list[str]:
    if begins is None:
        return [_day("DTSTART", day, None), _day("DTEND", day + dt.timedelta(days=1), None)]
    return [_day("DTSTART", day, begins)] + ([_day("DTEND", day, ends)] if ends else [])


def _day(name: str, day: dt.date, time: dt.time | None) -> str:
    if time is None:
        return f"{name};VALUE=DATE:{day:%Y%m%d}"
    return f"{name};TZID=Europe/London:{day:%Y%m%d}T{time:%H%M%S}"


def _where(key: str) -> list[str]:
    place = places()[key]
    return [f"LOCATION:{_text(place.line())}", f"GEO:{place.latitude};{place.longitude}"]


def _text(words: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return words
