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

import msgspec

from crawlers.call import Candidate
from crawlers.draft import Draft, Refusal
from crawlers.errors import Unreadable, WrongContent
from crawlers.formats.calendars import calendar_fields, calendar_links, ics, vevent, zones
from crawlers.formats.calendars.occurrences import version
from crawlers.formats.calendars.rule_dates import Steps
from crawlers.formats.calendars.series import Frame, session_of
from crawlers.formats.calendars.vevent import VEvent
from crawlers.formats.calendars.zone_finder import Clock, ZoneFinder, words_of_zone
from crawlers.formats.charset import decode, looks_like_html, what_page
from crawlers.page import Page
from crawlers.source import Source

STANDARD = "iCalendar: RFC 5545 with RFC 7986, and what Google, Apple and Outlook add (X-WR-…, X-ALT-DESC)"
COMPLETENESS = "windowed"
TRIED = "40 real calendars of a dozen platforms, 184 test calendars"

PAST_DAYS = 30
"""Real calendars begin some weeks back; a meeting of last week says that a club is going on."""

_STEPS = 400_000
"""Days and times that may be looked at for the series of one page: half a second."""

_ENTRIES = 6_000
"""Entries of a calendar that are read: half a second."""

_SHOWN = 5
"""Calendars of a pasted page; one that links to more is a list of single events."""

_CAPS = (("LibCal", 500), ("ECPv", 30))
"""What PRODID says of platforms whose calendars are cut off, and where (Springshare; The Events Calendar's default)."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """horizon_days: how far ahead repeating listings are laid out. ignore: words in a title, case does not matter."""

    horizon_days: int = 365
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.horizon_days <= 1830:
            raise ValueError("horizon_days: expected 1 to 1830")


def start(source: Source, _options: Options) -> Iterable[str]:
    """The feed's address, also where the city file has the one that a person sees (webcal:, Google's, Outlook's)."""
    return (calendar_links.of_platform(source.url) or source.url,)


def extract(page: Page, source: Source, options: Options) -> Iterator[Draft | Refusal]:
    """Drafts of a page's VEVENTs. Raises WrongContent for what is no calendar, Unreadable for a broken one."""
    parts, guessed = _parts(page, source)
    frames = _frames(parts, page, source, options)
    if guessed:
        yield Refusal(
            where="the calendar",
            reason="Its bytes are not the UTF-8 that the standard asks for; its letters were guessed.",
            wrote=guessed,
            todo="Ask the provider to publish the calendar in UTF-8.",
        )
    for name, number in parts.other.items():
        yield Refusal(where=f"{number} × {name[:100]}", reason="Only VEVENT is read.", wrote=name[:200])
    if parts.cut or not parts.closed:
        yield Refusal(
            where=f"line {parts.cut.line}" if parts.cut else "the calendar's end",
            reason="The calendar breaks off before END:VCALENDAR; what follows is missing.",
            wrote=_short(parts.cut) if parts.cut else "",
            todo="Look at the feed's address in a browser; if it breaks off there too, tell the provider.",
        )
    yield from _capped(parts)
    groups: dict[str, list[VEvent]] = {}
    clocks: dict[Clock, str | None] = {}
    zones_of = [ZoneFinder(parts, number, source, page.fetched_at, clocks) for number in range(len(frames))]
    if len(parts.events) > _ENTRIES:
        yield Refusal(
            where=f"entries {_ENTRIES + 1:,} to {len(parts.events):,}",
            reason=f"The calendar has more than {_ENTRIES:,} entries; the later ones are not read.",
            todo="Ask the provider for calendars of a part each.",
        )
    for number, component in enumerate(parts.events[:_ENTRIES]):
        cancelled = parts.properties[component.within].get("METHOD", "").upper() == "CANCEL"
        event = vevent.read(component, zones_of[component.within], cancelled=cancelled)
        if refused := _not_listed(event, options):
            yield _refusal(component, refused)
        else:
            groups.setdefault(event.uid or f"\0{number}", []).append(event)
    for events in groups.values():
        yield from _listings(events, frames)


def _frames(parts: ics.Calendar, page: Page, source: Source, options: Options) -> list[Frame]:
    """What the events of each VCALENDAR share."""
    steps = Steps(_STEPS)
    return [
        Frame(
            page=page,
            since=page.fetched_at - dt.timedelta(days=PAST_DAYS),
            until=page.fetched_at + dt.timedelta(days=options.horizon_days),
            zone=(zones.named(words) or words) if (words := words_of_zone(properties)) else None,
            likely=zones.named(words or source.timezone or ""),
            steps=steps,
        )
        for properties in parts.properties
    ]


def _capped(parts: ics.Calendar) -> Iterator[Refusal]:
    """Platforms give so many entries and no more, and do not say so."""
    for number, properties in enumerate(parts.properties):
        made_by = properties.get("PRODID", "")
        entries = sum(1 for event in parts.events if event.within == number)
        for words, most in _CAPS:
            if words in made_by and entries == most:
                yield Refusal(
                    where="the calendar",
                    reason="It has as many entries as its platform ever gives; later ones may be missing.",
                    wrote=f"{most} entries, {made_by}"[:200],
                    todo="Read its parts (one calendar or month each) as sources, or use the platform's kind.",
                )


def recognise(page: Page) -> Iterator[Candidate]:
    """The page itself where it is a calendar; else those that it links to, embeds or is known to have."""
    if b"BEGIN:VCALENDAR" in page.body[:2_000].upper():
        yield Candidate(kind="ical", url=page.final_url, why="it is a calendar", score=75)
        return
    best: dict[str, calendar_links.Found] = {}
    for found in calendar_links.found(page):
        key = found.url.partition(":")[2]
        if key not in best or found.score > best[key].score:
            best[key] = found
    for found in sorted(best.values(), key=lambda one: -one.score)[:_SHOWN]:
        yield Candidate(kind="ical", url=found.url, why=found.why, score=found.score)


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


def _not_listed(event: VEvent, options: Options) -> str | None:
    if event.start is None:
        return "It has no start that can be read."
    if (event.first("CLASS") or "").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return "It is marked as private."
    title = (event.first("SUMMARY") or "").casefold()
    if any(word.casefold() in title for word in options.ignore):
        return "Its title says that it is not for the public (the option 'ignore')."
    if "RECURRENCE-ID" in event.bad:
        return "It changes a date of a series, but says of which in a way that cannot be read."
    # A changed date need not repeat the title; refused, it would be shown as if nothing had changed.
    return None if title or event.replaces or event.cancelled else "It has no title."


def _listings(events: list[VEvent], frames: list[Frame]) -> Iterator[Draft | Refusal]:
    """The draft of one UID; several where unlike events share it by mistake."""
    bases, number = _newest(_called_off([event for event in events if not event.replaces]))
    changed = [event for event in events if event.replaces]
    titles: dict[str, list[VEvent]] = {}
    for base in bases:
        titles.setdefault(base.first("SUMMARY") or "", []).append(base)
    for place, alike in enumerate(titles.values()):
        yield from _listing(alike, changed if place == 0 else [], frames, number, own_id=len(titles) > 1)
    if not bases:
        yield from _listing([], changed, frames, 1, own_id=False)


def _called_off(bases: list[VEvent]) -> list[VEvent]:
    """A METHOD:CANCEL may name no more than the UID; it then calls off what the UID meant (RFC 5546, 3.2.5)."""
    bare = [event for event in bases if event.cancelled and not event.first("SUMMARY")]
    if not bare or len(bare) == len(bases):
        return bases
    latest = max(event.sequence for event in bare)
    named = [event for event in bases if event.first("SUMMARY")]
    return [msgspec.structs.replace(e, cancelled=e.cancelled or e.sequence <= latest) for e in named]


def _newest(bases: list[VEvent]) -> tuple[list[VEvent], int]:
    """Of each start its newest version (SEQUENCE, LAST-MODIFIED); of several starts those of the highest SEQUENCE.

    And how often the first one stands in the feed with nothing changed.
    """
    newest: dict[str, VEvent] = {}
    for event in bases:
        key = f"{event.start} {event.first('SUMMARY')}"
        if key not in newest or version(event) >= version(newest[key]):
            newest[key] = event
    highest = max((event.sequence for event in newest.values()), default=0)
    kept = [event for event in newest.values() if event.sequence == highest]
    same = sum(1 for event in bases if kept and msgspec.structs.replace(event, line=kept[0].line) == kept[0])
    return kept, max(same, 1)


def _listing(
    bases: list[VEvent], changed: list[VEvent], frames: list[Frame], number: int, *, own_id: bool
) -> Iterator[Draft | Refusal]:
    head = bases[0] if bases else min(changed, key=lambda event: str(event.start))
    calendar = frames[head.within]
    where = head.uid or f"line {head.line}"
    if not head.first("SUMMARY"):
        yield Refusal(where=where, reason="It has no title.", wrote=(head.first("DESCRIPTION", "LOCATION") or "")[:200])
        return
    sessions = []
    for base in bases or [head]:
        mine = changed if base is head else []
        session, doubts = session_of(base, mine, calendar)
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
