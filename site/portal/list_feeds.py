"""Each list as a calendar and a table, once more for each age band, and the table of all these."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from indexer.opportunity import Opportunity, Session
from portal import columns, lists
from portal.bands import banded
from portal.calendars import MOST, Calendars
from portal.feed_files import Feeds
from portal.feeds import SessionsTable, csv_table
from portal.file import File
from portal.gather import Entry, Gathered, weeks_of
from portal.i18n import Language
from portal.settings import PortalSettings

CALENDAR, TABLE = "calendar.ics", "sessions.csv"


def list_feeds(
    gathered: Gathered,
    settings: PortalSettings,
    language: Language,
    today: dt.date,
    calendars: Calendars,
    table: SessionsTable,
    made: Feeds,
) -> Iterator[File]:
    """What is empty has no feed. language: the portal's first, in which the feeds are named."""
    base, title = settings.site.url.rstrip("/"), settings.site.title
    cut = language.gettext("The next %(num)s dates. There are more on the portal.", num=language.number(MOST))
    rows: list[list[str]] = []
    fitting = _Fitting(today).of

    def feeds(
        one: lists.List, name: str, path: str, entries: Sequence[Entry], ages: tuple[int | None, ...]
    ) -> Iterator[File]:
        found = [entry.opportunity for entry in entries]
        whole, named, days = made.held(found), f"{name} · {title}", _days(one, today)

        def calendar() -> bytes:
            # That of a week looks at its days itself, and tells what is cancelled on them.
            held = found if one.kind == "week" else fitting(one, found)
            return calendars.of_list(named, held, *days, cut)

        yield made.feed(f"{path}{CALENDAR}", calendar, whole, named, days)
        yield made.feed(f"{path}{TABLE}", lambda: table.of(fitting(one, found)), whole)
        cells = [name, one.kind, *_of(one), *("" if age is None else str(age) for age in ages), str(len(found))]
        rows.append([*cells, f"{base}/{one.path}", f"{base}/{path}{CALENDAR}", f"{base}/{path}{TABLE}"])

    for one in lists.lists(gathered):
        if not one.entries:
            continue
        name = lists.title(one, gathered, language)
        age = one.key[0] if one.kind == "age" else None
        yield from feeds(one, name, one.path, one.entries, (age, age))
        for part in banded(one):
            said = language.gettext(
                "%(title)s, ages %(low)s to %(high)s",
                title=name,
                low=language.number(part.band.low),
                high=language.number(part.band.high or part.band.low),
            )
            yield from feeds(one, said, part.path, part.entries, (part.band.low, part.band.high))
    yield File(columns.LISTS.path, csv_table(columns.LISTS.head, rows))


class _Fitting:
    """Each opportunity of a list with those of its sessions for which it is in the list: nobody is sent to another
    area's, or pays for what stands among the free. What lists of one area show alike is worked out once."""

    def __init__(self, today: dt.date) -> None:
        self._today = today
        self._coming: dict[str, Opportunity] = {}
        self._known: dict[tuple[str, ...], dict[str, Opportunity]] = {}
        self._weeks: dict[str, dict[dt.date, list[Session]]] = {}

    def of(self, one: lists.List, opportunities: Iterable[Opportunity]) -> list[Opportunity]:
        """In the order in which they come."""
        if one.kind == "week":
            (monday,) = one.key
            return [self._in_week(self._still(o), monday) for o in opportunities]
        if one.kind not in ("area", "topic_area", "quick"):
            return [self._still(o) for o in opportunities]
        known = self._known.setdefault(("quick", *one.key) if one.kind == "quick" else ("area", one.key[-1]), {})
        for o in opportunities:
            if o.id not in known:
                held = self._still(o)
                known[o.id] = _with(held, [s for s in held.sessions if _fits(one, s)])
        return [known[o.id] for o in opportunities]

    def _still(self, o: Opportunity) -> Opportunity:
        """With what is not past."""
        found = self._coming.get(o.id)
        if found is None:
            found = self._coming[o.id] = _with(o, [s for s in o.sessions if not s.past(self._today)])
        return found

    def _in_week(self, o: Opportunity, monday: dt.date) -> Opportunity:
        """With those that there is something to go to of in that week."""
        if o.id not in self._weeks:
            weeks = self._weeks[o.id] = defaultdict[dt.date, list[Session]](list)
            for session in o.sessions:
                for each in weeks_of(session, self._today):
                    weeks[each].append(session)
        return _with(o, self._weeks[o.id].get(monday, ()))


def _with(o: Opportunity, sessions: Sequence[Session]) -> Opportunity:
    return o if len(sessions) == len(o.sessions) else msgspec.structs.replace(o, sessions=tuple(sessions))


def _fits(one: lists.List, session: Session) -> bool:
    match one.kind, one.key:
        case ("area", (*_, area)) | ("topic_area", (*_, area)):
            place = session.place
            return place is not None and place.area == area and place.visibility != "on_booking"
        case "quick", ("free",):
            return bool(session.price and session.price.free)
        case "quick", ("walk_in",):
            return bool(session.registration and session.registration.state == "none_needed")
        case "quick", ("online",):
            return bool(session.online)
    return True


def _of(one: lists.List) -> tuple[str, str]:
    """Interest and area of a list, "" where it is by neither."""
    match one.kind, one.key:
        case "topic", (key,):
            return key, ""
        case "area", (name,):
            return "", name
        case "topic_area", (key, name):
            return key, name
    return "", ""


def _days(one: lists.List, today: dt.date) -> tuple[dt.date, dt.date | None]:
    """The days that a list's calendar is about: its week, or from today on."""
    if one.kind != "week":
        return today, None
    (monday,) = one.key
    return max(today, monday), monday + dt.timedelta(days=6)
