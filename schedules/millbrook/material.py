"""What Millbrook's providers offer: reads material/*.toml and lays each listing's sessions from today on."""

import datetime as dt
import re
import tomllib
import unicodedata
import zlib
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from schedules.millbrook import weeks

HERE = resources.files("schedules.millbrook")
PLANNED = dt.timedelta(weeks=48)  # nobody plans further ahead; with holidays left out, all starts within a year
State = Literal["open", "full", "waiting", "cancelled", "later"]


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somewhere in Millbrook. area: a name in areas.geojson, inside which the position lies."""

    key: str
    name: str
    address: str
    postcode: str
    area: str
    latitude: float
    longitude: float

    def line(self) -> str:
        """The whole address in one line."""
        return f"{self.name}, {self.address}, Millbrook {self.postcode}"


class Listing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is on offer, in its provider's words.

    at: keys of places. runs: see weeks.run; every run is held at every place, unless it names its own.
    weeks: length of a run in weeks. every, starts: a run starts every so many weeks, so many are shown.
    back: how many weeks after its start a run is still shown. holiday: weeks such as "Summer 3", instead of every.
    club: one weekly round without sessions to choose from, for a school year; endless: it goes on after that.
    moved: the first meeting of next month is held at another hour.
    term: not in school holidays. cancelled, full, waiting: which of the starts are so (0 is one of them, 1 the next).
    later: signing up opens so many weeks before a run starts.
    sector: of a provider that its source's is not.
    """

    title: str
    text: str = ""
    provider: str | None = None
    ages: str | None = None
    price: str | None = None
    at: tuple[str, ...] = ()
    where: str | None = None
    runs: tuple[str, ...] = ()
    weeks: int = 1
    every: int = 4
    starts: int = 1
    back: int = 0
    holiday: tuple[str, ...] = ()
    club: bool = False
    endless: bool = False
    moved: bool = False
    term: bool = True
    topics: tuple[str, ...] = ()
    level: str | None = None
    role: str | None = None
    eligibility: str | None = None
    gender: str | None = None
    support: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    credential: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    signs_up: str | None = None
    online: bool = False
    capacity: int | None = None
    cancelled: tuple[int, ...] = ()
    full: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    later: int | None = None
    sector: str | None = None

    @property
    def key(self) -> str:
        """A lasting name for addresses and ids, made of the title."""
        return slug(self.title)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a listing. days: every day it meets, in order; number: of its start since the epoch.

    opens: the day on which signing up opens, where one is stated.
    """

    id: str
    days: tuple[dt.date, ...]
    begins: dt.time | None
    ends: dt.time | None
    place: Place | None
    state: State
    number: int
    opens: dt.date | None = None

    @property
    def first(self) -> dt.date:
        """The first day."""
        return self.days[0]

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.days[-1]

    def left(self, capacity: int) -> int:
        """Places left of so many: settled by the session's id, none where it is full."""
        return 0 if self.state in {"full", "waiting"} else 1 + zlib.crc32(self.id.encode()) % capacity


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's file: who it is, and its listings in order."""

    provider: str
    host: str
    listings: tuple[Listing, ...]


@cache
def places() -> dict[str, Place]:
    """Every place by its key."""
    data = tomllib.loads((HERE / "material" / "places.toml").read_text("utf-8"))
    return {place.key: place for place in msgspec.convert(data["place"], list[Place])}


@cache
def material(name: str) -> Material:
    """The provider of material/<name>.toml. Its `usual` table holds for each listing that says nothing else."""
    data = tomllib.loads((HERE / "material" / f"{name}.toml").read_text("utf-8"))
    usual: dict[str, Any] = data.get("usual", {})
    listings = msgspec.convert([usual | given for given in data["listing"]], tuple[Listing, ...])
    return Material(provider=data["provider"], host=data["host"], listings=listings)


def sessions(listing: Listing, today: dt.date) -> list[Session]:
    """The listing's sessions to choose from, in the order of their days. A club has none."""
    if listing.club:
        return []
    found = []
    for words in listing.runs:
        run = weeks.run(words)
        for number, week in _weeks(listing, today):
            days = weeks.weekly(week, run.days, listing.weeks, term=listing.term and not listing.holiday)
            days = [day for day in days if not weeks.bank_holiday(day)] or days
            opens = days[0] - dt.timedelta(weeks=listing.later) if listing.later else None
            for key in (run.place,) if run.place else listing.at or (None,):
                parts = (listing.key, f"{days[0]:%y%m%d}", f"{run.begins:%H%M}" if run.begins else "", key or "")
                found.append(
                    Session(
                        id="-".join(part for part in parts if part),
                        days=tuple(days),
                        begins=run.begins,
                        ends=run.ends,
                        place=places()[key] if key else None,
                        state=_state(listing, number, opens, today),
                        number=number,
                        opens=opens,
                    )
                )
    return sorted(found, key=lambda one: (one.first, one.begins or dt.time(), one.id))


def slug(title: str) -> str:
    """The title in a-z, 0-9 and -; a title in another script keeps its letters' code points."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return short if len(short) > 3 else f"{zlib.crc32(title.encode()):08x}"


def _weeks(listing: Listing, today: dt.date) -> list[tuple[int, dt.date]]:
    if listing.holiday:
        return list(enumerate(weeks.holiday_week(today, words) for words in listing.holiday))
    given = weeks.starts(today, key=listing.title, every=listing.every, count=listing.starts, back=listing.back)
    return [(number, week) for number, week in given if week - today < PLANNED]


def _state(listing: Listing, number: int, opens: dt.date | None, today: dt.date) -> State:
    turn = number if listing.holiday else number % max(listing.starts, 1)
    if turn in listing.cancelled:
        return "cancelled"
    if turn in listing.full:
        return "full"
    if turn in listing.waiting:
        return "waiting"
    return "later" if opens and opens > today else "open"
