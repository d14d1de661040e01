"""Keeps the catalogue's timetable in step with the city file, and notes what was done and when it is due again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from crawlers.keep import Crawl
from indexer.catalogue import journal, timetable
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.timetable import Entry
from schedules.every import every
from schedules.home import Home
from schedules.timetable import furthest, next_due, regular

PUBLISH, MAINTENANCE, REPORT = "publish", "maintenance", "report"
NAMES: Mapping[str, Sequence[str]] = {"publish": (PUBLISH,), "maintain": (MAINTENANCE, REPORT)}
"""The timetable's names of what a task of jobs.py does; "read" has its sources'."""

CLAIM = dt.timedelta(hours=1)
"""How long a claim is believed; whoever works longer says so in time (jobs.py)."""

_NIGHTLY = "1d at 04:15"


def of(source: str) -> str:
    """The timetable's name of a source."""
    return f"source:{source}"


def wanted(home: Home) -> dict[str, str]:
    """What the city file wants to be done, and how often: every source that is not paused, and the tasks."""
    schedule = home.city.schedule
    names = {of(source.name): source.every for source in home.city.sources if not source.paused}
    names |= {PUBLISH: schedule.publish, MAINTENANCE: _NIGHTLY}
    return names | ({REPORT: schedule.report} if schedule.report else {})


def keep_in_step(home: Home, catalogue: Catalogue, now: dt.datetime) -> dict[str, Entry]:
    """New sources are due at once (or when their last crawl says); what left the city file leaves; other words count
    from the last run on; and no moment is further away than the timetable can set it.

    The latter is for a clock that was wrong and is set back, by a day say. Then everything is due at its next regular
    moment by the new clock: nothing is silent until the old time comes again, and nothing starts all at once either.
    Returns the timetable.
    """
    zone = _zone(home)

    def first(name: str, words: str, last: dt.datetime | None) -> dt.datetime:
        if name in (MAINTENANCE, REPORT):
            return regular(every(words), now, zone, name)
        if last is None and name != PUBLISH:
            with catalogue.read() as connection:
                last = journal.last_crawls(connection).get(name.removeprefix(of("")))
        return next_due(every(words), last, last, zone, name) if last else now

    entries, right = timetable.sync(catalogue, wanted(home), first), True
    for entry in entries.values():
        due, until = entry.next_due_at, entry.claimed_until
        if due > furthest(every(entry.every), now, zone, entry.name, failures=entry.failures):
            due = regular(every(entry.every), now, zone, entry.name)
        if until is not None and until > now + CLAIM:
            until = now + CLAIM
        if (due, until) != (entry.next_due_at, entry.claimed_until):
            timetable.correct(catalogue, entry.name, due, until)
            right = False
    return entries if right else timetable.entries(catalogue)


def note(home: Home, catalogue: Catalogue, crawls: Iterable[Crawl], now: dt.datetime, *, by_hand: bool = False) -> None:
    """Notes that these sources were read. A crawl with an error is a failure; one that was read but is not believed is
    none. by_hand: not because the timetable wanted it."""
    entries = timetable.entries(catalogue)
    for crawl in crawls:
        if entry := entries.get(of(crawl.source)):
            _done(home, catalogue, entry, now, failed=crawl.error is not None, due=now if by_hand else None)


def did(home: Home, catalogue: Catalogue, name: str, now: dt.datetime, *, failed: bool = False) -> None:
    """Notes that what has this name was done, or has failed."""
    if entry := timetable.entries(catalogue).get(name):
        _done(home, catalogue, entry, now, failed=failed)


def published(home: Home, catalogue: Catalogue, now: dt.datetime, *, mark: str | None) -> None:
    """Notes that what has this mark was published now; None: that it failed."""
    if entry := timetable.entries(catalogue).get(PUBLISH):
        _done(home, catalogue, entry, now, failed=mark is None, mark=mark)


def changed(catalogue: Catalogue, mark: str, now: dt.datetime) -> None:
    """Makes publishing due where what the catalogue holds differs from what was published last."""
    entry = timetable.entries(catalogue).get(PUBLISH)
    if entry and entry.mark != mark and not entry.failures:
        timetable.bring_forward(catalogue, PUBLISH, now)


def _done(
    home: Home,
    catalogue: Catalogue,
    entry: Entry,
    now: dt.datetime,
    *,
    failed: bool,
    mark: str | None = None,
    due: dt.datetime | None = None,
) -> None:
    failures = entry.failures + 1 if failed else 0
    words, was_due = wanted(home).get(entry.name, entry.every), due or entry.next_due_at
    following = next_due(every(words), was_due, now, _zone(home), entry.name, failures=failures)
    timetable.done(catalogue, entry.name, following, now, failures=failures, mark=mark)


def _zone(home: Home) -> ZoneInfo:
    return ZoneInfo(home.city.timezone)
