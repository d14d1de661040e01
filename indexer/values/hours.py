"""Says when on its days a session begins and ends; unknown where the words name several times, or another zone's."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from indexer.values.items import Item
from indexer.values.times import Span

_ZONES = {"e": "America/New_York", "c": "America/Chicago", "m": "America/Denver", "p": "America/Los_Angeles",
          "cet": "Europe/Paris", "cest": "Europe/Paris", "z": "UTC", "gmt": "Europe/London", "bst": "Europe/London",
          "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "utc": "UTC"}  # fmt: skip
_WHOLE_DAY = {(dt.time(0), dt.time(23, 59)), (dt.time(0), dt.time(23, 59, 59))}
_NOT_SURE = "a time without am or pm"
_SEVERAL = "several times of day"


class Hours(NamedTuple):
    """begins, ends: wall times that hold for all its days. likely: am or pm was chosen by what is usual."""

    begins: dt.time | None = None
    ends: dt.time | None = None
    likely: bool = False
    doubts: tuple[str, ...] = ()


def of_a_day(items: list[Item], zone: str) -> Hours:
    """The one time, or first and last time, that the items name."""
    spans = [(place, item.value) for place, item in enumerate(items) if item.kind == "span"]
    if not spans:
        loose = any(item.kind == "word" and item.value.kind == "clock" for item in items)
        return Hours(doubts=(_NOT_SURE,) if loose else ())
    named: list[Span] = [span for _, span in spans]
    if any(span.start is None for span in named):
        return Hours(doubts=("there is no such time",))
    if not all(span.sure for span in named):
        return Hours(doubts=(_NOT_SURE,))
    if any(span.zone and not _is_own(span.zone, zone) for span in named):
        return Hours(doubts=("a time in another zone",))
    likely = any(span.likely for span in named)
    said = {(span.start, span.end) for span in named}
    if len(named) == 1 and named[0].end is None and _is_until(items, spans[0][0]):
        return Hours(doubts=("a time at which it ends, and none at which it begins",))
    if said <= _WHOLE_DAY:
        return Hours()
    if len(said) == 1:
        return Hours(*said.pop(), likely)
    if len(named) == 2 and all(span.end is None for span in named):
        between = items[spans[0][0] + 1 : spans[1][0]]
        tied = any(_ties_to(item) for item in between) and not any(item.kind == "group" for item in between)
        days = sum(item.kind == "days" for item in items[: spans[0][0]])
        if tied and days < 2:
            return Hours(named[0].start, named[1].start, likely)
    return Hours(doubts=(_SEVERAL,))


def _is_until(items: list[Item], place: int) -> bool:
    """Whether "until 4pm" is of the time, and not of a day before or after it."""
    before = items[place - 1] if place else None
    own = before is not None and before.kind == "tie" and before.value.kind == "until"
    return own and any(item.kind in {"days", "group"} for item in items[:place])


def _ties_to(item: Item) -> bool:
    if item.kind == "tie":
        return item.value.kind in {"to", "until"}
    return item.kind == "word" and item.value.text in {"-", "hasta", "do", "سے"}


def _is_own(said: str, zone: str) -> bool:
    """Whether an abbreviation is of the zone, or of one that goes with it all year."""
    key = said if said in _ZONES else said[0]
    if key not in _ZONES:
        return False
    summer, winter = dt.datetime(2027, 7, 1, 12), dt.datetime(2027, 1, 1, 12)  # noqa: DTZ001 - a zone is put on it
    own, other = ZoneInfo(zone), ZoneInfo(_ZONES[key])
    return all(day.replace(tzinfo=own).utcoffset() == day.replace(tzinfo=other).utcoffset() for day in (summer, winter))
