"""Reads calendar feeds (.ics): one draft for each UID.

A VEVENT that happens once is a draft with one session that has a start and, where one is stated, an end. A VEVENT that
repeats is one draft with one session too: its meetings are the dates from 30 days before the page was fetched to the
option horizon_days after it, with exceptions left out and changed dates as changed; the session's start is the first
date of all, its end the last one, where the rule has one.

A rule that has no end (neither UNTIL nor COUNT) gives meetings up to the horizon, no end, and a `when` in plain words
that closes with "no stated end", such as "weekly on Tuesday, no stated end": the session is open ended.

Times are given as they are written: wall time and zone; UTC with its offset, and the calendar's X-WR-TIMEZONE as zone
where there is one; a day as a day, the last one inclusive. A zone that no calendar of the world knows is passed on in
the source's word. Attendees, contacts and e-mail addresses are never kept, nor an organiser who is a person.

Options: horizon_days, ignore (words in a title that mark what is not for the public, such as "STAFF ONLY").
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from crawlers.draft import Draft, Refusal
from crawlers.errors import Unreadable, WrongContent
from crawlers.formats import calendar_fields, ics, vevent, zones
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.formats.series import Frame, session_of
from crawlers.formats.vevent import VEvent
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "iCalendar: RFC 5545 with RFC 7986, and what Google, Apple and Outlook add (X-WR-…, X-ALT-DESC)"
COMPLETENESS = "windowed"
TRIED = "28 real calendars of nine platforms, 184 test calendars"

PAST_DAYS = 30
"""Real calendars begin some weeks back; a meeting of last week says that a club is going on."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """horizon_days: how far ahead repeating listings are laid out. ignore: words in a title, case does not matter."""

    horizon_days: int = 365
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.horizon_days <= 1830:
            raise ValueError("horizon_days: expected 1 to 1830")


def start(source: Source, _options: Options) -> Iterable[str]:
    """The feed's address, also where the city file has the one that a person sees (webcal:, Google's embedded page)."""
    parts = urlsplit(source.url)
    if parts.scheme == "webcal":
        return (parts._replace(scheme="https").geturl(),)
    wanted = parse_qs(parts.query).get("src") or parse_qs(parts.query).get("cid")
    if parts.hostname == "calendar.google.com" and wanted and "/ical/" not in parts.path:
        return (f"https://calendar.google.com/calendar/ical/{quote(wanted[0], safe='')}/public/basic.ics",)
    return (source.url,)


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """Drafts of a page's VEVENTs. Raises WrongContent for what is no calendar, Unreadable for a broken one."""
    parts, guessed = _parts(page, source)
    near = [zone for zone in (_words_of_zone(parts), source.timezone) if zone]
    near = [found for zone in near if (found := zones.named(zone))]
    words = _words_of_zone(parts)
    calendar = Frame(
        page=page,
        since=page.fetched_at - dt.timedelta(days=PAST_DAYS),
        until=page.fetched_at + dt.timedelta(days=options.horizon_days),
        zone=(zones.named(words) or words) if words else None,
        cancelled=parts.properties.get("METHOD", "").upper() == "CANCEL",
    )
    if guessed:
        yield Refusal(
            where="the calendar",
            reason="Its bytes are not the UTF-8 that the standard asks for; its letters were guessed.",
            wrote=guessed,
            todo="Ask the provider to publish the calendar in UTF-8.",
        )
    for name, number in parts.other.items():
        yield Refusal(where=f"{number} × {name}", reason="Only VEVENT is read.", wrote=name)
    if parts.cut or not parts.closed:
        yield Refusal(
            where=f"line {parts.cut.line}" if parts.cut else "the calendar's end",
            reason="The calendar breaks off before END:VCALENDAR; what follows is missing.",
            wrote=_short(parts.cut) if parts.cut else "",
            todo="Look at the feed's address in a browser; if it breaks off there too, tell the provider.",
        )
    groups: dict[str, list[VEvent]] = {}
    zone_of = _zone_finder(parts, near, page.fetched_at)
    for number, component in enumerate(parts.events):
        try:
            event = vevent.read(component, zone_of)
        except Exception:  # whatever icalendar makes of one broken VEVENT, the others go on
            yield _refusal(component, "It could not be read as a VEVENT.")
            continue
        if refused := _not_listed(event, options):
            yield _refusal(component, refused)
        else:
            groups.setdefault(event.uid or f"\0{number}", []).append(event)
    for events in groups.values():
        yield from _listings(events, calendar)


def _parts(page: Page, source: Source) -> tuple[ics.Calendar, str | None]:
    expected = "a calendar (.ics)"
    if not page.body.strip(b"\x00 \t\r\n"):
        raise Unreadable(
            source.name,
            expected=expected,
            came="the answer is empty",
            todo="Try again later; if it stays so, ask the provider whether the feed has moved.",
        )
    text, guessed = decode(ics.unfold(page.body), page.charset)
    parts = ics.split(text)
    if parts is None or (not parts.events and looks_like_html(text)):
        came = what_page(text) if looks_like_html(text) else f"this came: {text[:60].strip()!r}"
        raise WrongContent(
            source.name,
            expected=expected,
            came=came,
            todo="Open the address in a browser and look for the link that says iCal, ICS or 'subscribe'.",
        )
    if not parts.closed and not parts.events:
        raise Unreadable(
            source.name,
            expected=expected,
            came="it breaks off before its first entry is complete",
            todo="Try again later; if it stays so, tell the provider.",
        )
    return parts, guessed


def _words_of_zone(parts: ics.Calendar) -> str | None:
    return parts.properties.get("X-WR-TIMEZONE") or parts.properties.get("TIMEZONE-ID") or None


def _zone_finder(parts: ics.Calendar, near: list[str], around: dt.datetime) -> "_ZoneFinder":
    definitions: dict[str, tuple[str, ...]] = {}
    for component in parts.zones:
        name = next((ics.value_of(line) for line in component.lines if ics.name_of(line) == "TZID"), "")
        definitions.setdefault(name.strip('"'), component.lines)
    return _ZoneFinder(definitions, tuple(near), around)


class _ZoneFinder:
    """Remembers what a TZID means for as long as one page is read."""

    def __init__(self, definitions: dict[str, tuple[str, ...]], near: tuple[str, ...], around: dt.datetime) -> None:
        self.definitions, self.near, self.around = definitions, near, around
        self.found: dict[str, str | None] = {}

    def __call__(self, tzid: str) -> str | None:
        if tzid not in self.found:
            self.found[tzid] = zones.zone_of(tzid, self.definitions.get(tzid), self.near, self.around)
        return self.found[tzid]


def _not_listed(event: VEvent, options: Options) -> str | None:
    if not isinstance(getattr(event.dates.get("DTSTART"), "dt", None), dt.date):
        return "It has no start that can be read."
    if (event.first("CLASS") or "").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return "It is marked as private."
    title = (event.first("SUMMARY") or "").casefold()
    if any(word.casefold() in title for word in options.ignore):
        return "Its title says that it is not for the public (the option 'ignore')."
    if "RECURRENCE-ID" in event.bad:
        return "It changes a date of a series, but says of which in a way that cannot be read."
    # A changed date need not repeat the title; refused, it would be shown as if nothing had changed.
    return None if title or "RECURRENCE-ID" in event.dates else "It has no title."


def _listings(events: list[VEvent], calendar: Frame) -> Iterator[Draft | Refusal]:
    """The draft of one UID; several where unlike events share it by mistake."""
    bases, number = _newest([event for event in events if "RECURRENCE-ID" not in event.dates])
    changed = [event for event in events if "RECURRENCE-ID" in event.dates]
    titles: dict[str, list[VEvent]] = {}
    for base in bases:
        titles.setdefault(base.first("SUMMARY") or "", []).append(base)
    for place, alike in enumerate(titles.values()):
        yield from _listing(alike, changed if place == 0 else [], calendar, number, own_id=len(titles) > 1)
    if not bases:
        yield from _listing([], changed, calendar, 1, own_id=False)


def _newest(bases: list[VEvent]) -> tuple[list[VEvent], int]:
    """Of each start its newest version (SEQUENCE, LAST-MODIFIED); of several starts those of the highest SEQUENCE.

    And how often the first one stands in the feed with nothing changed.
    """
    newest: dict[str, VEvent] = {}
    for event in bases:
        key = f"{vevent.iso(event.start)} {event.first('SUMMARY')}"
        if key not in newest or _version(event) >= _version(newest[key]):
            newest[key] = event
    highest = max((event.sequence for event in newest.values()), default=0)
    kept = [event for event in newest.values() if event.sequence == highest]
    same = sum(1 for event in bases if kept and event.texts == kept[0].texts and event.dates == kept[0].dates)
    return kept, max(same, 1)


def _version(event: VEvent) -> tuple[int, str]:
    return event.sequence, event.first("LAST-MODIFIED", "DTSTAMP") or ""


def _listing(
    bases: list[VEvent], changed: list[VEvent], calendar: Frame, number: int, *, own_id: bool
) -> Iterator[Draft | Refusal]:
    head = bases[0] if bases else min(changed, key=lambda event: vevent.iso(event.start))
    where = head.uid or f"line {head.line}"
    if not head.first("SUMMARY"):
        yield Refusal(where=where, reason="It has no title.", wrote=head.first("DESCRIPTION", "LOCATION") or "")
        return
    sessions = []
    for base in bases or [head]:
        mine = changed if base is head else []
        try:
            session, doubts = session_of(base, mine, calendar)
        except Exception:  # a rule that the engine cannot follow costs this listing, no other
            yield Refusal(where=where, reason="Its dates could not be laid out.", wrote=head.first("SUMMARY") or "")
            return
        if session is None:
            yield Refusal(where=where, reason=doubts[0], wrote=_short(head), todo="Ask the provider to list its dates.")
            return
        sessions.append(session)
        yield from (Refusal(where=where, reason=doubt, wrote=_short(base)) for doubt in doubts)
    url, text = calendar_fields.address(head, calendar.page)
    yield Draft(
        native_id=f"{head.uid}/{head.first('SUMMARY')}" if own_id else head.uid,
        url=url,
        title=head.first("SUMMARY"),
        text=text,
        language=next((one.params["LANGUAGE"] for one in head.texts["SUMMARY"] if "LANGUAGE" in one.params), None),
        provider=calendar_fields.organiser(head),
        topics=vevent.categories(head),
        ages=calendar_fields.custom(head, "age", "ages"),
        sessions=tuple(sessions),
        count=number,
    )


def _refusal(component: ics.Component, reason: str) -> Refusal:
    uid = next((ics.value_of(line) for line in component.lines if ics.name_of(line) == "UID"), "")
    return Refusal(where=uid or f"line {component.line}", reason=reason, wrote=_short(component))


def _short(what: ics.Component | VEvent) -> str:
    if isinstance(what, VEvent):
        return (what.first("SUMMARY") or "")[:200]
    title = next((ics.value_of(line) for line in what.lines if ics.name_of(line) == "SUMMARY"), "")
    return (title or " ".join(what.lines))[:200]
