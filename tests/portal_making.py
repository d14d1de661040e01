"""Short ways to write opportunities, sessions and listings of the small city in portal_city.py."""

import datetime as dt
from decimal import Decimal

from indexer.opportunity import (
    Listing,
    Meeting,
    Moment,
    Opportunity,
    Place,
    Price,
    Provider,
    Session,
)
from indexer.values.text import slug

TODAY = dt.date(2026, 11, 22)
SEEN = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
CHECKED = dt.datetime(2026, 11, 22, 5, 10, tzinfo=dt.UTC)
ZONE = "Europe/London"
AREAS = (
    "Northside",
    "Mill Lane",
    "Hill Park",
    "Quayside",
    "Old Town",
    "Elm Road",
    "Riverside",
    "Castle",
    "Eastfield",
    "Station",
    "Brook End",
    "Southmoor",
)

LIBRARIES = Provider(
    id="millbrook-libraries",
    name="Millbrook Libraries",
    url="https://libraries.millbrook.example",
    sector="public",
    safeguarding="Two members of staff are in the room at all times.",
)
ARTS = Provider(id="mill-lane-arts", name="Mill Lane Arts", url="https://arts.millbrook.example", sector="voluntary")
SPORT = Provider(id="northside-sports", name="Northside Sports Hall", sector="private")
MOSQUE = Provider(id="rasta-centre", name="راستہ کمیونٹی سینٹر", url="https://rasta.millbrook.example")
HOSTILE = Provider(id="x-y", name="<b>Bad & Co</b>", url="javascript:alert(1)")

RIVERSIDE = Place(
    name="Riverside Library",
    address="4 Quay Street",
    postcode="MB1 2AB",
    area="Riverside",
    latitude=51.45,
    longitude=-2.6,
)
ARTS_ROOM = Place(name="Mill Lane Arts", address="The Old Dye Works, Mill Lane", area="Mill Lane")
HALL = Place(name="Northside Sports Hall", area="Northside")
FARM = Place(name="Elm Road City Farm", address="Elm Road", postcode="MB4 8QT", area="Elm Road")
HIDDEN = Place(name="A family's home", address="12 Secret Street", area="Castle", visibility="on_booking")
ROUGHLY = Place(name="A shelter", address="9 Quiet Way", area="Old Town", visibility="area")

FREE = Price(low=Decimal(0), high=Decimal(0), currency="GBP")


def at(day: int, time: str | None = None, month: int = 11, year: int = 2026, zone: str = ZONE) -> Moment:
    """A moment in the month of TODAY unless said otherwise."""
    return Moment(date=dt.date(year, month, day), time=dt.time.fromisoformat(time) if time else None, zone=zone)


def meetings(days: list[dt.date], start: str, end: str, off: tuple[dt.date, ...] = ()) -> tuple[Meeting, ...]:
    """A meeting on each day, at the same wall times."""
    first, last = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    return tuple(
        Meeting(
            start=Moment(date=d, time=first, zone=ZONE), end=Moment(date=d, time=last, zone=ZONE), cancelled=d in off
        )
        for d in days
    )


def run_of(first: dt.date, n: int, step: int = 1) -> list[dt.date]:
    """n days, step days apart."""
    return [first + dt.timedelta(days=step * k) for k in range(n)]


def session(
    key: str, days: list[dt.date] | None = None, begins: str = "10:00", ends: str = "12:30", **more: object
) -> Session:
    """A session, with a meeting on each of the days."""
    if days:
        met = meetings(days, begins, ends, more.pop("off", ()))  # type: ignore[arg-type]
        more = {"start": met[0].start, "end": met[-1].end, "meetings": met} | more
    return Session(id=key, **more)  # type: ignore[arg-type]


def listing(source: str, key: str, **more: object) -> Listing:
    """What a source said, seen today."""
    url = f"https://{source}.millbrook.example/{key}"
    return Listing(
        **({"id": f"{source}-{key}", "source": source, "url": url, "first_seen": SEEN, "checked_at": CHECKED} | more)
    )  # type: ignore[arg-type]


def opportunity(key: str, title: str, provider: Provider, *sessions: Session, **more: object) -> Opportunity:
    """An opportunity with one listing, unless said otherwise."""
    source = key.rpartition("-")[0]
    said = {"language": "en", "listings": (listing(source, key.rpartition("-")[2]),)} | more
    return Opportunity(id=key, slug=slug(title), title=title, provider=provider, sessions=sessions, **said)  # type: ignore[arg-type]
