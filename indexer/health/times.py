"""When the listings are: all at midnight, all past, in another zone."""

import datetime as dt
from collections.abc import Iterator

from crawlers.source import Source
from indexer.health.measure import Measure
from indexer.health.past import Finding, Past

SOME = 5
"""Times from which "all of them" means something."""
_PAST_DAYS = 7


def refused(came: Measure, past: Past, source: Source, current: int) -> Iterator[Finding]:
    """Times that are wrong for whoever goes there."""
    before = sum(one.timed - one.midnight for one in past.believed)
    if came.timed >= SOME and came.midnight == came.timed and before > sum(one.midnight for one in past.believed):
        yield Finding(
            f"expected real times, as before, but all {came.timed} starts are at midnight. Ask the provider whether "
            f"its system has lost the times; if that is right, run: cityoflearning accept {source.name}."
        )
    # All at once, while the catalogue still knows days ahead: a year was misread, or an old export was served.
    last = past.believed[0] if past.believed else Measure()
    if _all_past(came) and current and last.ahead >= SOME and last.ahead > last.dated / 2:
        yield Finding(
            f"expected days to come, as before, but every date is past. Open {source.url} and see whether it is an "
            f"old export; if that is right, run: cityoflearning accept {source.name}.",
            _PAST_DAYS,
        )


def odd(came: Measure, past: Past, source: Source) -> Iterator[str]:
    """What is believed, and reported."""
    archive = bool(past.believed) and not any(one.ahead for one in past.believed)
    if _all_past(came) and not archive:
        yield f"expected days to come, but every date is past. Open {source.url} and see whether it is kept up."
    zones = past.common(lambda one: list(one.zones))
    timed = sum(came.zones.values())
    if past.own and zones and timed >= SOME and not any(_same(a, b) for a in zones for b in came.zones):
        named = " and ".join(map(_said, came.zones))
        before = " or ".join(zone or "no zone" for zone in zones)
        yield (
            f"expected times in {before}, as before, but all {timed} {named}. "
            "Compare one listing's time with its own page; if it is wrong, set the source's timezone."
        )


def _all_past(came: Measure) -> bool:
    return came.dated >= 3 and came.ahead == 0 and came.dated >= came.drafts * 0.8


def _same(one: str, two: str) -> bool:
    """Whether two zones are one, or offsets an hour apart, as summer time makes them."""
    if one == two:
        return True
    first, second = _offset(one), _offset(two)
    return first is not None and second is not None and abs(first - second) <= dt.timedelta(hours=1)


def _offset(zone: str) -> dt.timedelta | None:
    if len(zone) != len("+01:00") or zone[0] not in "+-" or not zone[1:3].isdigit() or not zone[4:].isdigit():
        return None
    span = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    return -span if zone[0] == "-" else span


def _said(zone: str) -> str:
    return "name no zone" if not zone else "are in UTC" if zone == "Z" else f"are in {zone}"
