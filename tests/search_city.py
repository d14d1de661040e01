"""A city of any size for the search's tests, drawn from a seed: plausible words, every unknown, every state."""

import datetime as dt
import random
from decimal import Decimal

from indexer.contents import Contents
from indexer.opportunity import (
    Ages,
    Credential,
    Listing,
    Meeting,
    Moment,
    Opportunity,
    Place,
    Price,
    Provider,
    Registration,
    Session,
)
from indexer.values.text import slug
from indexer.values.topics import INTERESTS

TODAY = dt.date(2026, 11, 22)
"""A Sunday."""
ZONE = "Europe/London"
CHECKED = dt.datetime(2026, 11, 22, 5, 10, tzinfo=dt.UTC)
_WHAT = """robot guitar pottery dance football chess baking coding film drawing garden bike swimming poetry drumming
    sewing climbing theatre boxing kayak astronomy origami cricket podcast animation printing woodwork knitting cooking
    judo rowing singing photography comics orienteering skateboarding beekeeping debating volunteering electronics
    fossils violin tennis yoga mindfulness Welsh Urdu Spanish"""
_FORM = """club|workshop|for beginners|after school|in the park|week|studio|drop-in|together|lab|camp|evening|
    masterclass|taster|for people who say they can't|from scratch|and friends|challenge|crew|open session|Saturdays|
    with a real artist|basics|next level"""
_LEAD = """Build a|Learn|Try|First|Big|City|Young|Family|Quiet|Junior|Community|Make your own|Friday|Street|Open|
    Summer"""
_AREAS = ("Northside", "Mill Lane", "Hill Park", "Quayside", "Old Town", "Elm Road", "Castle", "St Aldhelm's")
_STATES = ("open", "full", "waiting_list", "closed", "none_needed", "not_yet")


def search_city(opportunities: int, *, seed: int = 7) -> Contents:
    """Four sessions to an opportunity, more or less."""
    draw = random.Random(seed)
    return Contents(opportunities=tuple(_opportunity(n, draw) for n in range(opportunities)))


def _opportunity(n: int, draw: random.Random) -> Opportunity:
    title = " ".join(draw.choice(words).strip() for words in (_LEAD.split("|"), _WHAT.split(), _FORM.split("|")))
    number = draw.randrange(40)
    key = f"source{n % 14}-{draw.randrange(1 << 32):08x}"
    return Opportunity(
        id=key,
        slug=slug(title),
        title=title,
        language=draw.choice(("en", "en", "en", "cy", None)),
        provider=Provider(
            id=f"provider-{number}",
            name=f"{_AREAS[number % 8]} {draw.choice(('Trust', 'College'))} {number}",
            sector=(None, "public", "voluntary", "private")[number % 4],  # type: ignore[arg-type]
        ),
        topics=tuple(draw.sample([i.key for i in INTERESTS], draw.choice((0, 1, 1, 2)))),
        ages=_ages(draw),
        role=draw.choice((None, None, "take_part", "help")),
        support=tuple(draw.sample(("food", "transport", "kit"), draw.choice((0, 0, 1, 2)))),  # type: ignore[arg-type]
        access=tuple(draw.sample(("step_free", "quiet"), draw.choice((0, 0, 1)))),  # type: ignore[arg-type]
        languages=draw.choice(((), ("en",), ("en", "cy"), ("ur",))),
        sessions=tuple(_session(f"{key}-{k}", draw) for k in range(draw.choice((0, 1, 3, 4, 5, 6, 7)))),
        credential=Credential(name="Millbrook badge") if n % 5 == 0 else None,
        listings=(Listing(id=key, source=f"source{n % 14}", first_seen=_seen(n), checked_at=CHECKED),),
    )


def _seen(n: int) -> dt.datetime:
    return CHECKED - dt.timedelta(days=n * 7 % 90)


def _ages(draw: random.Random) -> Ages | None:
    low = draw.randrange(5, 20)
    return draw.choice(
        (
            None,
            Ages(low=low, high=low + 4),
            Ages(low=low, high=low + 3),
            Ages(low=low),
            Ages(),
            Ages(low=18, assumed=True),
        )
    )


def _session(key: str, draw: random.Random) -> Session:
    first = TODAY + dt.timedelta(days=draw.randrange(-40, 150))
    begins = dt.time(draw.randrange(9, 19), draw.choice((0, 30)))
    ends = dt.time(begins.hour + 2, begins.minute)
    step, times = draw.choice(((1, 5), (7, 6), (7, 10), (1, 1), (14, 4), (0, 0)))
    dated = draw.random() > 0.05
    length = step * (times - 1) if times else draw.choice((0, 4, 60))

    def moment(days: int, time: dt.time | None) -> Moment:
        return Moment(date=first + dt.timedelta(days=days), time=time, zone=ZONE)

    meetings = tuple(
        Meeting(start=moment(step * k, begins), end=moment(step * k, ends), cancelled=draw.random() < 0.05)
        for k in range(times)
    )
    area = draw.choice(_AREAS)
    place = Place(
        name=f"{area} {draw.choice(('Library', 'Hall', 'Centre'))}", area=area, latitude=51.4, longitude=-2.6,
        visibility=draw.choice(("exact", "exact", "exact", "area", "on_booking")),  # type: ignore[arg-type]
    )  # fmt: skip
    state = draw.choice((None, None, *_STATES))
    online = draw.choice((None, False, True))
    return Session(
        id=key,
        start=moment(0, begins if meetings else None) if dated else None,
        end=moment(length, ends if meetings else None) if dated else None,
        meetings=meetings if dated and times > 1 else (),
        open_ended=draw.random() < 0.05,
        place=None if online or draw.random() < 0.1 else place,
        online=online,
        price=_price(draw),
        registration=Registration(state=state) if state else None,  # type: ignore[arg-type]
        places_left=draw.choice((None, None, 0, 1, 9, 30)),
        status=draw.choice(("scheduled",) * 12 + ("cancelled", "postponed")),  # type: ignore[arg-type]
    )


def _price(draw: random.Random) -> Price | None:
    low = Decimal(draw.choice(("0", "0", "2", "3.50", "6", "12", "45", "700")))
    high = draw.choice((low, low, None, low + 4))
    return (
        None if draw.random() < 0.2 else Price(low=low, high=high, currency="GBP", donation=high is None and low == 0)
    )
