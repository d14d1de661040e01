"""Sessions as a young person chooses between them: when, where, how it stands, and one right button each."""

import datetime as dt
from typing import NamedTuple

from indexer.opportunity import Meeting, Opportunity, Session
from portal import address, facts, when, words
from portal.gather import Gathered, monday_of, week_name
from portal.i18n import Language

MANY_MEETINGS = 40


class Button(NamedTuple):
    """href: relative or outward. quiet: not the main thing to do. outward: it leaves the portal."""

    href: str
    label: str
    quiet: bool = False
    outward: bool = False


class SessionView(NamedTuple):
    """day: "23–27 Nov"; rhythm: "5 mornings, 10:00–12:30"; kind and state as words.state; lines: the rest, in words.

    struck: the day is crossed out as well as said. meetings: (day and time, cancelled). plain_address: one that may not
    become a link.
    """

    id: str
    day: str
    rhythm: str
    kind: str
    state: str
    lines: tuple[str, ...]
    button: Button | None
    struck: bool
    meetings: tuple[tuple[str, bool], ...]
    plain_address: str


class Chooser(NamedTuple):
    """What the parts below need of the page that they stand on."""

    opportunity: Opportunity
    gathered: Gathered
    language: Language
    today: dt.date
    timezone: str
    here: str
    """The way from the page to the language's root."""
    calendar: str
    """The way to the opportunity's calendar file."""


def views(sessions: list[Session], chooser: Chooser) -> list[SessionView]:
    """One view a session, in the order of their next day; undated ones last."""
    one_price, one_place = facts.one_price(sessions), facts.one_place(sessions)
    ordered = sorted(
        sessions, key=lambda s: (s.next_day(chooser.today) or (s.start.date if s.start else dt.date.max), s.id)
    )
    return [_view(s, chooser, say_price=not one_price, say_place=not one_place) for s in ordered]


def _view(session: Session, chooser: Chooser, *, say_price: bool, say_place: bool) -> SessionView:
    language, today, timezone = chooser.language, chooser.today, chooser.timezone
    kind, state = words.state(session, today, language, timezone)
    lines = []
    if say_place:
        lines.append(language.comma.join(filter(None, [words.where(session, language), words.address(session.place)])))
    if say_price:
        lines.append(words.price(session.price, language))
    lines += _known(session, chooser)
    links = _links(session, chooser.opportunity)
    plain = next((url for url in links if url and address.outward(url) is None), "")
    past = session.past(today)
    return SessionView(
        id=session.id,
        day=when.span(session, language, today),
        rhythm=when.rhythm(session, language, today, timezone),
        kind="over" if past else kind,
        state=language.gettext("Over") if past and kind != "off" else state,
        lines=tuple(lines),
        button=None if past else _button(session, kind, address.first_outward(links), chooser),
        struck=kind in ("off", "full") and not past,
        meetings=tuple(_meeting(m, chooser) for m in _shown_meetings(session, today)),
        plain_address=plain,
    )


def _known(session: Session, chooser: Chooser) -> list[str]:
    """How many places, as of when, until when one may sign up; and what is not stated."""
    language, today = chooser.language, chooser.today
    _ = language.gettext
    lines = []
    if session.status == "rescheduled":
        lines.append(_("The dates have changed; these are the new ones."))
    if session.capacity is not None:
        lines.append(language.ngettext("Room for %(num)s", "Room for %(num)s", session.capacity))
    if session.places_left is not None and session.places_as_of is not None:
        lines.append(
            _(
                "Places as of %(day)s",
                day=when.day(when.city_day(session.places_as_of, chooser.timezone), language, today),
            )
        )
    closes = session.registration and session.registration.closes
    if closes and closes.date >= today:
        lines.append(_("Sign up by %(day)s", day=when.moment(closes, language, today, chooser.timezone)))
    if session.registration is None and session.status == "scheduled" and not session.past(today):
        lines.append(_("Whether there are places is not stated"))
    return lines


def _links(session: Session, opportunity: Opportunity) -> list[str | None]:
    return [
        session.registration.url if session.registration else None,
        session.url,
        *(listing.url for listing in opportunity.listings),
        opportunity.provider.url,
    ]


def _button(session: Session, kind: str, link: str | None, chooser: Chooser) -> Button | None:
    _ = chooser.language.gettext
    place = address.host(link) if link else ""
    match kind:
        case "off" | "full" | "shut":
            return _same_week(session, chooser)
        case "soon" | "walk":
            return Button(chooser.calendar, _("Add to calendar"), quiet=True) if session.start else None
        case "wait" if link:
            return Button(link, _("Join the waiting list at %(host)s", host=place), outward=True)
        case "open" | "left" if link:
            return Button(link, _("Sign up at %(host)s", host=place), outward=True)
        case _ if link and not link.startswith(("mailto:", "tel:")):
            return Button(link, _("Sign up or ask at %(host)s", host=place), outward=True)
        case _ if link:
            return Button(link, _("Ask them"), outward=True)
    return None


def _same_week(session: Session, chooser: Chooser) -> Button | None:
    day = session.start.date if session.start else None
    if day is None:
        return None
    monday = monday_of(max(day, chooser.today))
    if monday not in chooser.gathered.by_week:
        return None
    return Button(
        f"{chooser.here}weeks/{week_name(monday)}/", chooser.language.gettext("What else is on that week"), quiet=True
    )


def _shown_meetings(session: Session, today: dt.date) -> list[Meeting]:
    """Those to come, where the rhythm alone would hide one: more than one, or one that is cancelled."""
    coming = [m for m in session.meetings if m.start.date >= today]
    return coming[:MANY_MEETINGS] if len(coming) > 1 or any(m.cancelled for m in coming) else []


def _meeting(meeting: Meeting, chooser: Chooser) -> tuple[str, bool]:
    day = when.day(meeting.start.date, chooser.language, chooser.today)
    time = when.clock(meeting.start, meeting.end, chooser.language, chooser.timezone)
    return chooser.language.comma.join(filter(None, [day, time])), meeting.cancelled
