"""Lays out a series: the dates of its rules and RDATEs, less its EXDATEs, changed dates as changed (RFC 5545, 3.8.5).

Dates are worked out in the wall time of DTSTART's zone. One that no clock shows, because it goes forward just then, is
the moment an hour later; one that it shows twice is the first (3.3.5).
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec

from crawlers.formats.calendars import rule_dates
from crawlers.formats.calendars.rule_dates import Steps
from crawlers.formats.calendars.rules import Rule
from crawlers.formats.calendars.vevent import Length, Time, VEvent

AHEAD = dt.timedelta(days=3_700)
"""How far beyond the window a rule's first or last date is looked for."""


class Occurrence(msgspec.Struct, frozen=True):
    """One date. end: the last day, or the moment; None where nothing is stated. by: the change that rules it."""

    start: Time
    end: Time | None
    by: VEvent | None = None


class Laid(msgspec.Struct, frozen=True):
    """A series laid out. found: within the window. first: of all. last: of all; None where there is none that is known.

    nothing: why it has no dates at all, as a sentence.
    """

    found: tuple[Occurrence, ...]
    first: Time | None
    last: Occurrence | None
    nothing: str | None = None


def end_of(event: VEvent) -> Time | None:
    """When an event ends, a date being the last day (DTEND is exclusive, 3.6.1); None where nothing is stated."""
    return None if event.start is None else _end(event, event.start)


def lay_out(base: VEvent, changed: Sequence[VEvent], since: dt.datetime, until: dt.datetime, steps: Steps) -> Laid:
    """The series of a base and the changes of its dates. Raises TooManyDates. since, until: aware.

    base: a change itself where the calendar holds no event that they change.
    """
    return _Series(base, changed, since, until, steps).laid()


class _Series:
    def __init__(
        self, base: VEvent, changed: Sequence[VEvent], since: dt.datetime, until: dt.datetime, steps: Steps
    ) -> None:
        assert base.start is not None
        self.base, self.steps = base, steps
        self.is_day = not isinstance(base.start, dt.datetime)
        self.zone = base.start.tzinfo if isinstance(base.start, dt.datetime) else None
        self.start, self.since, self.until = self.wall(base.start), self.wall(since), self.wall(until)
        self.orphans = base.replaces is not None
        self.rules = [self._in_wall_time(rule) for rule in base.rules] if not self.orphans else []
        self.removed = {self.wall(time) for time in base.removed if isinstance(time, dt.datetime) or self.is_day}
        self.free = {time for time in base.removed if not isinstance(time, dt.datetime)}
        self.changes = {
            self._key(event.replaces): event
            for event in sorted(changed, key=version)
            if event.replaces and not self._is_removed(self.wall(event.replaces))
        }
        self.onwards = sorted(
            ((self.wall(time), event) for time, event in self.changes.items() if event.onwards), key=lambda one: one[0]
        )
        self.periods = {self.wall(time): end for time, end in base.added}

    def wall(self, time: Time) -> dt.datetime:
        """A moment as this series counts: the wall time of its zone, or midnight of a day."""
        if not isinstance(time, dt.datetime):
            return dt.datetime.combine(time, dt.time())
        if self.is_day:
            return dt.datetime.combine(time.date(), dt.time())
        return (time.astimezone(self.zone) if self.zone and time.tzinfo else time).replace(tzinfo=None)

    def moment(self, wall: dt.datetime) -> Time:
        """The other way round."""
        if self.is_day:
            return wall.date()
        if self.zone is None:
            return wall
        return wall.replace(tzinfo=self.zone).astimezone(dt.UTC).astimezone(self.zone)

    def laid(self) -> Laid:
        if not self.orphans and (nothing := self._nothing()):
            return Laid((), None, None, nothing)
        found = [one for one in self._between(self.since, self.until) if self._in_window(one)]
        return Laid(tuple(sorted(found, key=self._order)), self._first(), self._last(found))

    def _in_wall_time(self, rule: Rule) -> Rule:
        """The rule with its UNTIL as this series counts (3.3.10); many producers write it in another way.

        A date means the whole of that day; a time without zone is the wall time of DTSTART's zone.
        """
        until = rule.until
        if until is None:
            return rule
        if self.is_day or isinstance(until, dt.datetime):
            return msgspec.structs.replace(rule, until=self.wall(until))
        return msgspec.structs.replace(rule, until=dt.datetime.combine(until, dt.time(23, 59, 59)))

    def _key(self, time: Time) -> Time:
        return self.wall(time) if self._is_moment(time) else time

    def _is_removed(self, wall: dt.datetime) -> bool:
        return wall in self.removed or wall.date() in self.free

    def _dates(self, rule: Rule, first: dt.datetime, last: dt.datetime) -> Iterable[dt.datetime]:
        return rule_dates.dates(rule, self.start, first, last, self.steps, is_day=self.is_day)

    def _between(self, since: dt.datetime, until: dt.datetime) -> list[Occurrence]:
        """All whose own or changed date may lie between. Dates of RDATE and changes are given wherever they lie."""
        own = _end(self.base, self.base.start) if self.base.start else None
        moved = max((abs(self._shift(event)) for _, event in self.onwards), default=dt.timedelta())
        margin = moved + (max(self.wall(own) - self.start, dt.timedelta()) if own else dt.timedelta())
        walls = {wall for rule in self.rules for wall in self._dates(rule, since - margin, until + moved)}
        if not self.orphans:
            walls |= {self.start, *(self.wall(time) for time, _ in self.base.added if self._is_moment(time))}
        walls = {wall for wall in walls if not self._is_removed(wall)}
        changes = self._changes_of(walls)
        found = [self._occurrence(wall) for wall in sorted(walls - set(changes))]
        found += [Occurrence(event.start, end_of(event), event) for event in self.changes.values() if event.start]
        bare = {time for time, _ in self.base.added if not self._is_moment(time)} - self.free
        return found + [Occurrence(day, None) for day in sorted(bare)]

    def _is_moment(self, time: Time) -> bool:
        """Whether an RDATE says as much as DTSTART does; a day in a series of hours stays a day."""
        return self.is_day or isinstance(time, dt.datetime)

    def _changes_of(self, walls: set[dt.datetime]) -> list[dt.datetime]:
        """The dates that single changes replace. A RECURRENCE-ID that is a day means the one date of that day."""
        replaced = []
        for time in self.changes:
            if isinstance(time, dt.datetime):
                replaced.append(time)
            elif len(same := [wall for wall in walls if wall.date() == time]) == 1:
                replaced += same
        return replaced

    def _occurrence(self, wall: dt.datetime) -> Occurrence:
        place = bisect_right([since for since, _ in self.onwards], wall)
        if place:
            event = self.onwards[place - 1][1]
            start = self.moment(wall + self._shift(event))
            ruling = event if event.end or event.length or event.status != "CANCELLED" else self.base
            return Occurrence(start, _end(ruling, start), event)
        start = self.moment(wall)
        period = self.periods.get(wall)
        if isinstance(period, Length):
            return Occurrence(start, _after(start, period))
        if period is not None and isinstance(start, dt.datetime):
            return Occurrence(start, self.moment(self.wall(period)))
        return Occurrence(start, _end(self.base, start))

    def _shift(self, event: VEvent) -> dt.timedelta:
        assert event.start is not None
        assert event.replaces is not None
        return self.wall(event.start) - self.wall(event.replaces)

    def _order(self, one: Occurrence) -> tuple[dt.datetime, dt.datetime]:
        start = self._at(one.start)
        return start, self._at(one.end) if one.end else start

    def _at(self, time: Time) -> dt.datetime:
        """A key by which days, wall times and zoned times of one series can be put in one order."""
        return dt.datetime.combine(time, dt.time()) if not isinstance(time, dt.datetime) else self.wall(time)

    def _in_window(self, one: Occurrence) -> bool:
        start, end = self._order(one)
        return start <= self.until and (end >= self.since or start >= self.since)

    def _nothing(self) -> str | None:
        """Why no rule has any date, where they have none and nothing else gives one."""
        if not self.rules or self.base.added:
            return None
        if any(isinstance(rule.until, dt.datetime) and rule.until < self.start for rule in self.rules):
            return None
        if any(True for rule in self.rules for _ in self._dates(rule, self.start, self.start + AHEAD)):
            return None
        return "Its rule names a day that no year has."

    def _first(self) -> Time | None:
        """The first date of all that is not taken out."""
        found: list[Occurrence] = []
        for days in (0, 40, 400, AHEAD.days):
            found = self._between(self.start, self.start + dt.timedelta(days=days))
            if any(one.by is None or one.by.onwards for one in found):
                break
        return min(found, key=self._order).start if found else None

    def _last(self, found: Sequence[Occurrence]) -> Occurrence | None:
        """The last date of all; None where a rule goes on without a stated end, or for longer than we look."""
        last = list(found)
        for rule in self.rules:
            if rule.endless:
                return None
            end = rule.until if isinstance(rule.until, dt.datetime) else None
            if rule.count:
                walls = list(self._dates(rule, self.start, max(self.until, self.start) + AHEAD))
                if end is None and len(walls) + (not walls or walls[0] != self.start) < rule.count:
                    return None
                end = walls[-1] if walls else self.start
            if end and (end > self.until or not found):
                last += self._before(end)
        last += self._between(self.start, self.start)
        return max(last, key=self._order, default=None)

    def _before(self, end: dt.datetime) -> list[Occurrence]:
        """The last dates up to a rule's end."""
        for days in (40, 400, AHEAD.days):
            found = self._between(end - dt.timedelta(days=days), end)
            if any(self._at(one.start) > self.start for one in found):
                return found
        return []


def version(event: VEvent) -> tuple[int, str]:
    """Of two versions of one event the later one has the greater of these (3.8.7.4)."""
    return event.sequence, event.first("LAST-MODIFIED", "DTSTAMP") or ""


def _end(event: VEvent, start: Time) -> Time | None:
    """The end of a date of an event. DTEND gives all dates the same exact length, DURATION the same nominal one.

    An end that is no later than the start is no statement: platforms write it where none was given.
    """
    try:
        if event.end is None:
            return _after(start, event.length) if event.length else None
        own, end = event.start, event.end
        if not (isinstance(own, dt.datetime) and isinstance(end, dt.datetime) and isinstance(start, dt.datetime)):
            if any(isinstance(time, dt.datetime) for time in (own, end, start)) or own is None:
                return None
            return start + (end - own) - dt.timedelta(days=1) if end > own else None
        if (own.tzinfo is None) != (end.tzinfo is None):
            own, end = own.replace(tzinfo=None), end.replace(tzinfo=None)
        length = end.astimezone(dt.UTC) - own.astimezone(dt.UTC) if own.tzinfo else end - own
        return _plus(start, length) if length > dt.timedelta() else None
    except (OverflowError, TypeError):
        return None


def _after(start: Time, length: Length) -> Time | None:
    try:
        if isinstance(start, dt.datetime) and (length.days or length.seconds):
            return _plus(start + dt.timedelta(days=length.days), dt.timedelta(seconds=length.seconds))
        return start + dt.timedelta(days=length.days - 1) if length.days else None
    except OverflowError:
        return None


def _plus(start: dt.datetime, length: dt.timedelta) -> dt.datetime:
    """So much later by an exact clock."""
    if start.tzinfo is None:
        return start + length
    return (start.astimezone(dt.UTC) + length).astimezone(start.tzinfo)
