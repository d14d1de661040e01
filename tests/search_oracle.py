"""The search's questions, put to the catalogue itself: a plain reading, to compare the engines with."""

import datetime as dt
from collections.abc import Callable

from indexer.opportunity import Opportunity, Session
from indexer.search.rows import Documents
from indexer.settings import Holiday
from tests.search_city import TODAY

WINTER = Holiday(name="Winter", first=dt.date(2026, 12, 21), last=dt.date(2027, 1, 1))
RANGES = {
    "this_week": (dt.date(2026, 11, 16), dt.date(2026, 11, 22)),
    "this_weekend": (dt.date(2026, 11, 21), dt.date(2026, 11, 22)),
    "2026-12-21..2027-01-01": (WINTER.first, WINTER.last),
    "2026-W50": (dt.date(2026, 12, 7), dt.date(2026, 12, 13)),
    "2026-12-05..": (dt.date(2026, 12, 5), dt.date.max),
    "..2026-12-05": (TODAY, dt.date(2026, 12, 5)),
}


def _days(s: Session) -> list[dt.date]:
    return [m.start.date for m in s.meetings if not m.cancelled and m.start.date >= TODAY]


def _meets(s: Session | None, key: str) -> bool:
    if s is None or s.start is None:
        return False
    days = _days(s)
    if key in RANGES:
        first, last = max(TODAY, RANGES[key][0]), RANGES[key][1]
        if s.meetings:
            return any(first <= d <= last for d in days)
        ends = s.last_day()
        return s.start.date <= last and (ends is None or ends >= first)
    if not s.meetings:
        if s.last_day() != s.start.date:
            return False
        days = [s.start.date]
    time = s.start.time
    if key == "weekends":
        return any(d.weekday() >= 5 for d in days)
    return any(d.weekday() < 5 and time is not None and dt.time(15) <= time < dt.time(19) for d in days)


def _costs(s: Session | None, key: str) -> bool:
    price = s.price if s else None
    if price is None or key == "unknown":
        return price is None and key == "unknown"
    if key == "free":
        return price.free
    return (price.low if price.high is None else price.high) * 100 < int(key)


def _left(s: Session | None, _: str) -> bool:
    said = s.registration.state if s and s.registration else None
    if s is None or said in ("full", "waiting_list", "closed"):
        return False
    return said in ("open", "none_needed") if s.places_left is None else s.places_left > 0


def _area(s: Session | None, key: str) -> bool:
    return bool(s and s.place and s.place.visibility != "on_booking" and s.place.area == key)


def _online(s: Session | None, key: str) -> bool:
    online = None if s is None else False if s.online is None and s.place else s.online
    return online is (key == "yes")


def _daytime(s: Session | None, key: str) -> bool:
    if s is None or s.start is None:
        return False
    begins = [m.start.time for m in s.meetings if not m.cancelled and m.start.date >= TODAY]
    hours = [time.hour for time in (begins if s.meetings else [s.start.time]) if time]
    spans = {"morning": range(12), "afternoon": range(12, 17), "evening": range(17, 24)}
    return any(hour in spans[key] for hour in hours)


OF_SESSION: dict[str, Callable[[Session | None, str], bool]] = {
    "when": _meets, "cost": _costs, "left": _left, "area": _area, "online": _online,
    "daytime": _daytime,
}  # fmt: skip
OF_OPPORTUNITY: dict[str, Callable[[Opportunity, str], bool]] = {
    "topic": lambda o, key: key in o.topics,
    "support": lambda o, key: key in o.support,
    "access": lambda o, key: key in o.access,
    "language": lambda o, key: key in o.languages,
    "role": lambda o, key: o.role == key,
    "provider": lambda o, key: o.provider.id == key,
    "sector": lambda o, key: o.provider.sector == key,
    "earns": lambda o, key: o.credential is not None,
}


def oracle(city: Documents, age: int | None, filters: dict[str, list[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"fits": set(), "ages": set(), "prices": set()}
    for row in city.rows:
        o, s = city.opportunities[row.opportunity], row.session
        own = all(any(OF_OPPORTUNITY[n](o, v) for v in filters[n]) for n in filters if n in OF_OPPORTUNITY)
        theirs = all(any(OF_SESSION[n](s, v) for v in filters[n]) for n in filters if n in OF_SESSION and n != "cost")
        fits = age is None or (o.ages is not None and o.ages.include(age) and not (o.ages.assumed and age < 18))
        unknown_age = age is not None and o.ages is None
        paid = "cost" not in filters or any(_costs(s, v) for v in filters["cost"])
        unknown_price = not paid and (s is None or s.price is None)
        if not (own and theirs and (fits or unknown_age) and (paid or unknown_price)):
            continue
        found["prices" if unknown_price else "ages" if unknown_age else "fits"].add(o.id)
    found["ages"] -= found["fits"]
    found["prices"] -= found["fits"] | found["ages"]
    return found


def full(s: Session | None) -> bool:
    said = s.registration.state if s and s.registration else None
    return s is not None and (s.places_left == 0 or said in ("full", "waiting_list", "closed"))
