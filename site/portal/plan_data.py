"""What the planner fetches of an opportunity: o/<id>/plan.json, of facts without words, the same for every language.

Ids lead there without the slug, since a link to a plan holds ids only; so does the id of one that became another's.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from indexer.contents import Contents
from indexer.opportunity import Ages, Meeting, Moment, Opportunity, Price, Session
from indexer.search.rows import ADULT
from portal import art, words
from portal.file import File
from portal.i18n import Language, direction, languages
from portal.made_of import MadeOf, code, digest
from portal.settings import PortalSettings


def files(
    contents: Contents, settings: PortalSettings, today: dt.date, made_of: MadeOf | None = None
) -> Iterator[File]:
    """One file an opportunity, and a copy of it at each id that became its. made_of: what others use too."""
    first, *_ = languages(settings.languages, settings.country)
    made_of = made_of or MadeOf(settings.timezone)
    by_id = {o.id: o for o in contents.opportunities}

    def file(key: str, o: Opportunity) -> File:
        same = digest(code(), settings.timezone, today, made_of.opportunity(o))
        return File(f"o/{key}/plan.json", lambda: _bytes(plan_data(o, today, first, settings.timezone)), same)

    for key, o in by_id.items():
        yield file(key, o)
    for old, new in sorted(contents.aliases.items()):
        if new in by_id and old not in by_id:
            yield file(old, by_id[new])


def plan_data(o: Opportunity, today: dt.date, language: Language, timezone: str) -> dict[str, Any]:
    """As JSON; what is not stated is left out.

    id, slug, title, lang, dir, by: the provider's name. topic: an interest's key or "none". art: which of its drawings.
    ages: [low, high] in years, null where there is no limit. award: [name, issuer]. sessions: see _session.
    """
    topic = next((key for key in o.topics[:1] if key in words.HUES), "none")
    return _stated(
        id=o.id,
        slug=o.slug,
        title=o.title,
        lang=o.language,
        dir=direction(o.language),
        by=o.provider.name,
        topic=topic,
        art=art.variant(o.id),
        ages=_ages(o.ages) if o.ages else None,
        award=[o.credential.name, o.credential.issuer] if o.credential else None,
        sessions=[_session(s, today, language, timezone) for s in o.sessions],
    )


def _ages(ages: Ages) -> list[int | None]:
    # What is assumed for adults is never for somebody younger, whatever its low end says (as in search/rows.py).
    return [max(ages.low or 0, ADULT) if ages.assumed else ages.low, ages.high]


def _session(session: Session, today: dt.date, language: Language, timezone: str) -> dict[str, Any]:
    """id. meet: groups of meetings at the same times, [from, to, days, 1 where cancelled]; from, to: minutes since the
    day's midnight on the city's clocks, null where not stated; days: ISO 8601. span: [first, last] of days on which it
    is not stated when it meets, last null where none is stated. place, area: as far as they may be seen. told: 1 where
    the place is told on booking. price: see _price. state: [class of words.state, its number or moment].
    """
    place = session.place.shown() if session.place else None
    run = None if session.meetings or _one_day(session) else session.start
    meetings = session.meetings or ((Meeting(start=session.start, end=session.end),) if session.start else ())
    return _stated(
        id=session.id,
        meet=None if run else _groups(meetings, timezone),
        span=[run.date.isoformat(), last.isoformat() if (last := session.last_day()) else None] if run else None,
        place=(place.name or place.address or place.area or place.postcode) if place else None,
        area=place.area if place else None,
        told=1 if place and place.visibility == "on_booking" else None,
        online=1 if session.online else None,
        price=_price(session.price) if session.price else None,
        state=_state(session, today, language, timezone),
    )


def _one_day(session: Session) -> bool:
    """Whether it is known to be one meeting, though none is listed: a day, or an evening that ends after midnight."""
    if session.start is None or session.open_ended:
        return session.start is None
    began, ended = session.start, session.end or session.start
    if began.date == ended.date:
        return True
    first, last = began.instant(), ended.instant()
    return bool(first and last and last - first < dt.timedelta(hours=24))


def _groups(meetings: tuple[Meeting, ...], timezone: str) -> list[list[Any]]:
    found: dict[tuple[int | None, int | None, bool], list[str]] = {}
    for meeting in meetings:
        day, start = _wall(meeting.start, timezone)
        end = None
        if meeting.end and meeting.end.time and start is not None:
            until, minutes = _wall(meeting.end, timezone)
            end = (until - day).days * 1440 + (minutes or 0)
        found.setdefault((start, end if end != start else None, meeting.cancelled), []).append(day.isoformat())
    return [[start, end, days, *([1] if off else [])] for (start, end, off), days in found.items()]


def _wall(moment: Moment, timezone: str) -> tuple[dt.date, int | None]:
    """The day and the minutes since its midnight on the city's clocks."""
    at = moment.instant() if moment.zone != timezone else None
    if at is not None:
        wall = at.astimezone(ZoneInfo(timezone))
        return wall.date(), wall.hour * 60 + wall.minute
    return moment.date, None if moment.time is None else moment.time.hour * 60 + moment.time.minute


def _price(price: Price) -> list[Any]:
    """[low, high, currency, basis, concession, 1 where one pays what one can]; high null where only "from" is known."""
    high, reduced = price.high, price.concession
    return [
        float(price.low),
        None if high is None else float(high),
        price.currency,
        price.basis,
        None if reduced is None else float(reduced),
        int(price.donation),
    ]


def _state(session: Session, today: dt.date, language: Language, timezone: str) -> list[Any] | None:
    kind, _ = words.state(session, today, language, timezone)
    registration = session.registration
    if kind == "off":
        return [session.status]
    if kind == "left":
        return [kind, session.places_left]
    if kind == "soon" and registration and registration.opens and registration.opens.date > today:
        day, minutes = _wall(registration.opens, timezone)
        return [kind, day.isoformat(), minutes]
    return [kind] if kind else None


def _stated(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [])}


def _bytes(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value)
