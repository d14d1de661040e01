"""Makes a Session of a DraftSession: when, where, what it costs, how one signs up, and whether it takes place."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from crawlers.draft import DraftMeeting, DraftSession
from indexer.opportunity import Doubt, Meeting, Moment, Session, Status, Struct
from indexer.settings import IndexSettings
from indexer.values import capacities, choices, dates, places, prices, registration, schedules, times, zones
from indexer.values.gazetteer import Gazetteer
from indexer.values.reading import doubt

# How the ical kind says a rule without UNTIL and COUNT, and how people say it.
_ENDLESS = re.compile(r"\bno (?:stated )?end(?: date)?\b", re.IGNORECASE)
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
"""In words such as "evenings and/or weekends", which say what one chooses from and not when it is."""


class Frame(Struct, frozen=True, kw_only=True):
    """What the sessions of one draft share. zone: IANA. assumed: the source named no zone.

    status, full: what the title says of all sessions.
    """

    settings: IndexSettings
    today: dt.date
    zone: str
    assumed: bool
    fetched_at: dt.datetime
    status: Status | None = None
    full: bool = False


class Timing(Struct, frozen=True, kw_only=True):
    """When a session is, and what was doubtful about it."""

    start: Moment | None = None
    end: Moment | None = None
    meetings: tuple[Meeting, ...] = ()
    open_ended: bool = False
    doubts: tuple[Doubt, ...] = ()


def normalise_session(
    draft: DraftSession, frame: Frame, gazetteer: Gazetteer, session_id: str, defaulted: Mapping[str, str]
) -> tuple[Session, str | None, tuple[Doubt, ...]]:
    """The session, for whom its price field says it is free, and what was not understood.

    defaulted: the words that record what the city file filled.
    """
    settings = frame.settings
    zone, assumed, doubts = _zone(draft, frame)
    draft = _from_universal(draft)
    timing = _timing(draft, frame, zone, assumed)
    online = places.is_online(draft.online, draft.place, draft.address)
    place = places.read(
        draft.place,
        address=draft.address,
        postcode=draft.postcode,
        latitude=draft.latitude,
        longitude=draft.longitude,
        area=draft.area,
        gazetteer=gazetteer,
        settings=settings,
        online=bool(online),
    )
    cost, eligibility = prices.read(draft.price, country=settings.country, currency=draft.currency)
    signing_up = registration.read(
        draft.registration,
        draft.opens,
        draft.closes,
        url=address(draft.register_url),
        today=frame.today,
        country=settings.country,
        zone=zone,
        assumed=assumed,
        full=frame.full,
    )
    status = choices.status(draft.status)
    left, capacity = capacities.left(draft.places_left), capacities.capacity(draft.capacity)
    places_of = left.value or capacities.Places()
    words = {"when": _when_words(draft), "place": place.words, "price": cost.words, "registration": signing_up.words}
    session = Session(
        id=session_id,
        native_id=draft.native_id,
        url=address(draft.url),
        start=timing.start,
        end=timing.end,
        meetings=timing.meetings,
        open_ended=timing.open_ended,
        place=place.value,
        online=online,
        price=cost.value,
        registration=signing_up.value,
        capacity=places_of.capacity if capacity.value is None else capacity.value,
        places_left=places_of.left,
        places_as_of=frame.fetched_at if places_of.left is not None else None,
        status=frame.status or status.value or "scheduled",
        words={field: said for field, said in words.items() if said} | dict(defaulted),
    )
    doubts += (
        timing.doubts + place.doubts + cost.doubts + signing_up.doubts + status.doubts + left.doubts + capacity.doubts
    )
    return session, eligibility, doubts


def session_ids(listing_id: str, drafts: tuple[DraftSession, ...]) -> list[str]:
    """One lasting id for each: of the native id, else of an address of its own, else of its start and place."""
    urls = [draft.url for draft in drafts]
    ids: list[str] = []
    for draft in drafts:
        own_url = draft.url if draft.url and urls.count(draft.url) == 1 and len(drafts) > 1 else None
        key = (
            draft.native_id
            or own_url
            or "\n".join(
                part or "" for part in (draft.start or draft.when, draft.start_time, draft.place or draft.address)
            )
        )
        made, again = f"{listing_id}-{_short_hash(key)}", 0
        while made in ids:
            again += 1
            made = f"{listing_id}-{_short_hash(f'{key}|{draft.start}|{draft.place}|{again}')}"
        ids.append(made)
    return ids


def address(url: str | None) -> str | None:
    """An absolute http(s) address; None for everything else, such as mailto: or javascript:."""
    stripped = url.strip() if url else ""
    if not stripped.lower().startswith(("http://", "https://")) or any(c.isspace() for c in stripped):
        return None
    try:
        return stripped if urlsplit(stripped).hostname else None
    except ValueError:
        return None


def _zone(draft: DraftSession, frame: Frame) -> tuple[str, bool, tuple[Doubt, ...]]:
    if not draft.timezone:
        return frame.zone, frame.assumed, ()
    own = zones.named(draft.timezone)
    if own is None:
        return frame.zone, True, doubt("timezone", draft.timezone, "no zone of the IANA list")
    return (frame.zone if zones.is_universal(own) else own), False, ()


def _from_universal(draft: DraftSession) -> DraftSession:
    """Times that are in UTC because the session's zone is UTC get their Z: nobody in a city goes by UTC."""
    if not draft.timezone or not zones.is_universal(zones.named(draft.timezone) or ""):
        return draft
    meetings = tuple(
        msgspec.structs.replace(one, start=_with_z(one.start), end=_with_z(one.end)) for one in draft.meetings
    )
    return msgspec.structs.replace(draft, start=_with_z(draft.start), end=_with_z(draft.end), meetings=meetings)


def _with_z(words: str | None) -> str | None:
    return f"{words}Z" if words and re.fullmatch(r"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d)?", words) else words


def _timing(draft: DraftSession, frame: Frame, zone: str, assumed: bool) -> Timing:
    country, today = frame.settings.country, frame.today
    if draft.meetings:
        return _of_meetings(draft, frame, zone, assumed)
    if not draft.start:
        if not draft.when:
            return Timing()
        read = schedules.read(_with_times(draft), today=today, country=country, zone=zone, assumed=assumed)
        plan = read.value
        if plan is None:
            return Timing(doubts=read.doubts)
        return Timing(
            start=plan.start, end=plan.end, meetings=plan.meetings, open_ended=plan.open_ended, doubts=read.doubts
        )
    first = dates.read_range(draft.start, today=today, country=country, zone=zone, assumed=assumed, field="start")
    start, end = first.value or (None, None)
    doubts = first.doubts
    if draft.end:
        last = dates.read_range(draft.end, today=today, country=country, zone=zone, assumed=assumed, field="end")
        end = last.value[1] or last.value[0] if last.value else end
        doubts += last.doubts
    if start:
        start, end, more = _clock(draft, start, end)
        ordered = dates.ordered(start, end, draft.end or draft.end_time or draft.start, "end")
        doubts += more + ordered.doubts
        start, end = ordered.value or (start, None)
        start, end = dates.whole_days(start, end)
    meetings = _on_weekdays(draft, frame, start, end)
    endless = start is not None and end is None and bool(_ENDLESS.search(draft.when or ""))
    return Timing(start=start, end=end, meetings=meetings, open_ended=endless, doubts=doubts)


def _on_weekdays(draft: DraftSession, frame: Frame, start: Moment | None, end: Moment | None) -> tuple[Meeting, ...]:
    """The meetings where a first and a last day stand apart from words such as "Tuesdays 4-5.30pm"."""
    if not (draft.when and start and end and start.date < end.date) or _CHOICE.search(draft.when):
        return ()
    words = f"{start.date} to {end.date}; {draft.when}"
    plan = schedules.read(
        words, today=frame.today, country=frame.settings.country, zone=start.zone, assumed=start.zone_assumed
    ).value
    fits = (
        plan and plan.meetings and plan.meetings[0].start.date >= start.date and (end.time is None or end == plan.end)
    )
    return plan.meetings if plan and fits else ()


def _with_times(draft: DraftSession) -> str:
    """The words of when, with the times that the source keeps apart from them."""
    apart = " - ".join(part for part in (draft.start_time, draft.end_time) if part)
    return f"{draft.when}, {apart}" if apart else draft.when or ""


def _clock(draft: DraftSession, start: Moment, end: Moment | None) -> tuple[Moment, Moment | None, tuple[Doubt, ...]]:
    """Puts wall times that stand apart, or only in the words of when, on days that have none."""
    if start.time:
        return start, end, ()
    begins, ends_at = times.read(draft.start_time), times.read(draft.end_time)
    doubts: tuple[Doubt, ...] = ()
    for field, words, found in (("start_time", draft.start_time, begins), ("end_time", draft.end_time, ends_at)):
        if words and words.strip() and found is None:
            doubts += doubt(field, words, "no time that is sure of its am or pm")
    if not draft.start_time and draft.when:
        begins, ends_at = dates.times_in(draft.when, zone=start.zone)
    if begins:
        start = zones.wall(start.date, begins, start.zone, assumed=start.zone_assumed)
    if ends_at and begins and (end is None or end.time is None):
        last = end.date if end and end.date != start.date else dates.end_day(start.date, begins, ends_at)
        end = zones.wall(last, ends_at, start.zone, assumed=start.zone_assumed)
    return start, end, doubts


def _of_meetings(draft: DraftSession, frame: Frame, zone: str, assumed: bool) -> Timing:
    meetings: list[Meeting] = []
    doubts: tuple[Doubt, ...] = ()
    for one in draft.meetings:
        meeting, more = _meeting(one, frame, zone, assumed)
        doubts += more
        if meeting:
            meetings.append(meeting)
    meetings.sort(key=lambda meeting: (meeting.start.date, meeting.start.time or dt.time.min, meeting.start.fold))
    if not meetings:
        return Timing(doubts=doubts)
    first, last = meetings[0], max(meetings, key=lambda meeting: (meeting.end or meeting.start).date)
    if not draft.end and _ENDLESS.search(draft.when or ""):
        # What goes on for years is on from the first meeting that is laid out; its first day ever says little.
        return Timing(start=first.start, meetings=tuple(meetings), open_ended=True, doubts=doubts)
    declared = dates.read_moment(
        draft.start, today=frame.today, country=frame.settings.country, zone=zone, assumed=assumed, field="start"
    ).value
    # A course began when its source says, also where that day's meeting is over and no longer laid out.
    start = declared if declared and declared.date < first.start.date else first.start
    return Timing(start=start, end=last.end or last.start, meetings=tuple(meetings), doubts=doubts)


def _meeting(one: DraftMeeting, frame: Frame, zone: str, assumed: bool) -> tuple[Meeting | None, tuple[Doubt, ...]]:
    country, today = frame.settings.country, frame.today
    start = dates.read_moment(one.start, today=today, country=country, zone=zone, assumed=assumed, field="meeting")
    end = dates.read_moment(one.end, today=today, country=country, zone=zone, assumed=assumed, field="meeting")
    status = choices.status(one.status)
    doubts = start.doubts + end.doubts + status.doubts
    if start.value is None:
        return None, doubts
    ordered = dates.ordered(start.value, end.value, one.end or one.start, "meeting")
    first, last = dates.whole_days(*(ordered.value or (start.value, None)))
    if last and last == first:
        last = None
    return Meeting(start=first or start.value, end=last, cancelled=status.value == "cancelled"), doubts + ordered.doubts


def _when_words(draft: DraftSession) -> str | None:
    if draft.when:
        return draft.when
    said = [part for part in (draft.start, draft.end, draft.start_time, draft.end_time) if part]
    machine = all(re.fullmatch(r"[\dTZ:+ .-]+", part) for part in said)
    return None if machine else " – ".join(said) or None


def _short_hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
