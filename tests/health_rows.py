"""Histories, crawls and the verdicts that they must get; test_health.py puts them to the judge."""

import datetime as dt
from typing import Any, NamedTuple

from crawlers.draft import Draft, Refusal
from crawlers.keep import Crawl, KeptPage
from crawlers.kinds import Completeness
from crawlers.source import Expect, Source
from indexer.health.measure import Measure
from indexer.health.past import Held

AT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
FULL = {"title": 1.0, "ages": 0.8, "session.price": 0.7, "sessions": 1.0, "session.start": 1.0}
TERM = {"Europe/London": 20}


def source(at_least: int = 1, at_most: int | None = None) -> Source:
    expect = Expect(at_least=at_least, at_most=at_most)
    return Source(name="museum", provider="Museum", kind="csv", url="http://museum.example/on", expect=expect)


def crawl(*drafts: Draft, error: str | None = None, refusals: tuple[Refusal, ...] = (), type_: str = "") -> Crawl:
    page = KeptPage(
        url="http://museum.example/on",
        fetched_at=AT,
        checked_at=AT,
        drafts=drafts,
        refusals=refusals,
        content_type=type_,
    )
    return Crawl(
        source="museum", kind="csv", fingerprint="f", started_at=AT, finished_at=AT, error=error, pages=(page,)
    )


def size(drafts: int, **more: Any) -> Measure:
    return Measure(drafts=drafts, **{"coverage": FULL, **more})


def held(drafts: int, days: int, crawls: int, *, error: bool = False) -> tuple[Held, ...]:
    """Refused crawls, newest first, evenly over the last so many days."""
    return tuple(
        Held(at=AT - dt.timedelta(days=days * (n + 1) / crawls), drafts=drafts, error=error) for n in range(crawls)
    )


class Row(NamedTuple):
    """past: the last believed crawls, newest first, as measures or as how many listings each brought."""

    name: str
    past: list[int] | list[Measure]
    came: int | Measure
    verdict: str
    words: str = ""
    current: int = 20
    completeness: Completeness = "snapshot"
    at_least: int = 1
    at_most: int | None = None
    held: tuple[Held, ...] = ()
    seasons: tuple[int, ...] = ()
    baseline: bool = False
    accepted: bool = False
    again: tuple[int, int] | None = None
    """How many of the current ones came again, by id and by title; None: all."""


def clock(timed: int, midnight: int, drafts: int = 20) -> Measure:
    return size(drafts, timed=timed, midnight=midnight)


def zoned(**zones: int) -> Measure:
    return size(20, timed=20, zones={name.replace("_", "/"): count for name, count in zones.items()})


def offsets(zones: dict[str, int]) -> Measure:
    return size(20, timed=20, zones=zones)


def has(*fields: str) -> Measure:
    return size(20, coverage=dict.fromkeys(fields, 0.9))


SIZE = [
    # before it has a past: `expect`
    Row("as many as expected", [], 50, "good", at_least=40, at_most=60),
    Row("one too few", [], 39, "refused", "expected at least 40 listings, but 39 came", at_least=40),
    Row("one too many", [], 61, "refused", "expected at most 60 listings, but 61 came", at_least=40, at_most=60),
    Row("nothing at first", [], 0, "refused", "expected at least 1 listing, but none came", completeness="windowed"),
    Row("nothing is allowed", [], 0, "doubtful", "nothing came where 20 listings were", at_least=0),
    Row("nothing is allowed and nothing was", [], 0, "good", current=0, at_least=0),
    Row("two crawls are no past yet", [45, 44], 39, "refused", "at least 40", at_least=40),
    # by its own past, from three believed crawls on
    Row("expect counts no more", [45, 44, 43], 39, "good", at_least=40),
    Row("half", [45, 44, 43], 21, "doubtful", "expected about 44 listings, as before, but 21 came"),
    Row("a tenth", [45, 44, 43], 4, "refused", "but only 4 came"),
    Row("a thin August of a calendar", [45, 44, 43], 21, "good", completeness="windowed"),
    Row("a tenth of a calendar", [45, 44, 43], 4, "doubtful", "but 4 came", completeness="windowed"),
    Row("a tenth of a feed of changes", [45, 44, 43], 4, "refused", "but only 4 came", completeness="tombstoned"),
    Row("a feed of changes goes on", [45, 44, 43], 43, "good", completeness="tombstoned"),
    Row("five times as many", [45, 44, 43], 221, "doubtful", "but 221 came", at_most=60),
    Row("a flood", [45, 44, 43], 1_900, "refused", "but 1,900 came"),
    Row("twenty times as many of a few hundred", [12, 12, 12], 260, "doubtful", "but 260 came"),
    Row("twice as many", [45, 44, 43], 90, "good"),
    # small sources have no statistics
    Row("one of four", [4, 4, 4], 1, "good"),
    Row("none of three", [3, 3, 3], 0, "doubtful", "nothing came where 3 listings were", current=3),
    Row("three grow to thirty", [3, 3, 3], 30, "good"),
    # nothing
    Row("went empty", [45, 44, 43], 0, "refused", "expected about 44 listings, as before, but none came"),
    Row("went empty, a calendar", [45, 44, 43], 0, "refused", "but none came", completeness="windowed"),
    Row("everything it had is over", [12, 12, 12], 0, "good", current=0, completeness="windowed"),
    Row("was empty in the last holidays too", [45, 44, 43], 0, "doubtful", "nothing came", seasons=(44, 0, 45)),
    Row("was thin in the last holidays too", [45, 44, 43], 5, "good", seasons=(44, 4, 45)),
    Row("was as many a season ago", [45, 44, 43], 230, "good", seasons=(240, 40)),
    Row("empty for two days", [45, 44, 43], 0, "refused", held=held(0, 2, 8)),
    Row("empty for three weeks", [45, 44, 43], 0, "doubtful", "so for 22 days", held=held(0, 22, 22)),
    Row("empty three weeks ago and once now", [45, 44, 43], 0, "refused", held=held(0, 22, 1)),
    Row("errors for three weeks, then nothing", [45, 44, 43], 0, "refused", held=held(0, 22, 22, error=True)),
    Row("stays empty once that was believed", [0, 45, 44, 43], 0, "doubtful", "nothing came"),
    Row("stays empty until all is over", [0, 0, 0, 45], 0, "good", current=0),
    Row("comes back after the holidays", [0, 0, 0, 45, 44], 46, "good", current=0),
    Row("shrunk for a week", [45, 44, 43], 4, "doubtful", "so for 8 days", held=held(4, 8, 8)),
    Row("shrunk for a day", [45, 44, 43], 4, "refused", held=held(4, 1, 24)),
    Row("shrinks on and on", [145, 144, 143], 2, "refused", held=held(14, 8, 8)),
    Row("too few for a new source stay too few", [], 39, "refused", at_least=40, held=held(39, 90, 90)),
    # a person said so
    Row("accepted", [45, 44, 43], 4, "good", accepted=True),
    Row("accepted, and empty", [45, 44, 43], 0, "good", accepted=True),
    Row("the crawl after the accepted one", [4], 4, "good", baseline=True, at_least=40),
    Row("empty after an accepted one", [14], 0, "refused", "expected about 14", baseline=True, at_least=40),
]

CONTENT = [
    Row("a field is gone", [size(20)] * 3, size(20, coverage={**FULL, "ages": 0.05}), "doubtful",
        "expected 'ages' in 80%"),
    Row("a field fell to a third", [size(20)] * 3, size(20, coverage={**FULL, "ages": 0.2}), "doubtful", "'ages'"),
    Row("a field fell by half", [size(20)] * 3, size(20, coverage={**FULL, "ages": 0.4}), "good"),
    Row(
        "a field that comes and goes",
        [size(20, coverage={**FULL, "ages": share}) for share in (0.8, 0.3, 0.9)],
        size(20, coverage={**FULL, "ages": 0.1}),
        "good",
    ),
    Row("a field of five listings", [size(5)] * 3, size(5, coverage={**FULL, "ages": 0.0}), "good"),
    Row("titles are gone", [size(20)] * 3, size(20, coverage={"ages": 0.8, "session.price": 0.7}), "refused",
        "but none"),
    Row("titles were never there", [], size(20, coverage={"ages": 0.8}), "refused", "expected titles"),
    Row(
        "dates are gone",
        [size(20)] * 3,
        size(20, coverage={"title": 1.0, "ages": 0.8, "session.price": 0.7, "sessions": 1.0}),
        "refused",
        "expected dates",
    ),
    Row(
        "dates in words instead",
        [size(20)] * 3,
        size(20, coverage={**FULL, "session.start": 0.0, "session.when": 1.0}),
        "doubtful",
        "'session.start'",
    ),
    Row("other fields", [has("title", "ages", "text", "url", "topics")] * 3, has("title", "credential", "level"),
        "refused",
        "expected listings that state"),
    Row("a field more", [has("title", "ages", "text", "url")] * 3, has("title", "ages", "text", "url", "level"),
        "good"),
    Row("calendar, then HTML", [size(20, types={"a calendar": 1})] * 3, size(20, types={"HTML": 1}), "doubtful",
        "expected a calendar, as before, but HTML came"),
    Row("HTML as ever", [size(20, types={"HTML": 9})] * 3, size(20, types={"HTML": 4, "XML": 1}), "good"),
    Row("letters lost", [], size(20, broken=5), "doubtful", "letters that were lost"),
    Row("letters decoded wrongly", [], size(20, mojibake=5), "doubtful", "decoded wrongly"),
    Row("most letters lost where all was clean", [size(20)] * 3, size(20, broken=12), "refused",
        "letters that were lost"),
    Row("always damaged", [size(20, mojibake=12)] * 3, size(20, mojibake=12), "good"),
    Row("left out", [], size(9, refusals=11), "doubtful", "left out 11 of 20"),
    Row("always left out", [size(20, refusals=40)] * 3, size(20, refusals=40), "good"),
    Row("unread", [], size(20, pages=20, unread=3), "doubtful", "3 could not be read this time"),
    Row("not one is known", [size(40)] * 3, 40, "refused", "all 40 that came are others", again=(0, 0)),
    Row("not one is known, of a feed's newest", [size(40)] * 3, 40, "good", again=(0, 0), completeness="capped"),
    Row("not one is known, but few are to come", [size(40)] * 3, 40, "good", again=(0, 0), current=9),
    Row("not one is known for a week", [size(40)] * 3, 40, "doubtful", "so for 8 days", again=(0, 0),
        held=held(40, 8, 8)),
    Row("new ids", [size(40)] * 3, 40, "doubtful", "all 40 listings came under new ones", again=(0, 18)),
    Row("one is known", [size(40)] * 3, 40, "good", again=(1, 1)),
    Row("the city file names another kind", [size(40, kind="html", types={"HTML": 1})] * 3,
        size(3, types={"JSON": 1}), "good"),
    Row("the city file names another kind, and too few come", [size(40, kind="html")] * 3, 3, "refused", "at least 30",
        at_least=30),
    Row("duplicates rose", [size(40)] * 3, size(60, repeated=20), "doubtful", "20 of 60 listings"),
    Row("always duplicates", [size(40, repeated=12)] * 3, size(40, repeated=14), "good"),
    Row("a few duplicates", [size(40)] * 3, size(40, repeated=4), "good"),
]  # fmt: skip

TIMES = [
    Row("all at midnight", [clock(20, 0)] * 3, clock(20, 20), "refused", "all 20 starts are at midnight"),
    Row("nearly all at midnight", [clock(20, 0)] * 3, clock(20, 19), "good"),
    Row("always at midnight", [clock(20, 20)] * 3, clock(20, 20), "good"),
    Row("often at midnight", [clock(20, 9)] * 3, clock(20, 20), "refused"),
    Row("four at midnight", [clock(4, 0, 4)] * 3, clock(4, 4, 4), "good"),
    Row("all over at once", [size(20, dated=20, ahead=18)] * 3, size(20, dated=20), "refused", "every date is past"),
    Row("all over as time went by", [size(20, dated=20, ahead=2)] * 3, size(20, dated=20), "doubtful", "past",
        current=0),
    Row("an archive", [size(20, dated=20)] * 3, size(20, dated=20), "good"),
    Row("a first crawl of what is over", [], size(20, dated=20), "doubtful", "every date is past"),
    Row("some are ahead", [size(20, dated=20, ahead=18)] * 3, size(20, dated=20, ahead=1), "good"),
    Row("an older record does not say", [size(20)] * 3, size(20, dated=20, ahead=9), "good"),
    Row("another zone", [zoned(Europe_London=20)] * 3, zoned(Etc_UTC=20), "doubtful",
        "expected times in Europe/London, as before, but all 20 are in Etc/UTC"),
    Row("a zone more", [zoned(Europe_London=20)] * 3, zoned(Europe_London=12, Etc_UTC=8), "good"),
    Row("no zone any more", [zoned(Europe_London=20)] * 3, offsets({"": 20}), "doubtful", "but all 20 name no zone"),
    Row("summer time began", [offsets({"+00:00": 20})] * 3, offsets({"+01:00": 20}), "good"),
    Row("another offset", [offsets({"-05:00": 20})] * 3, offsets({"Z": 20}), "doubtful", "but all 20 are in UTC"),
    Row("four times in another zone", [zoned(Europe_London=4)] * 3, zoned(Etc_UTC=4), "good"),
    Row("another zone for three crawls", [zoned(Etc_UTC=20)] * 3 + [zoned(Europe_London=20)] * 2, zoned(Etc_UTC=20),
        "good"),
]  # fmt: skip


def made(one: int | Measure) -> Measure:
    return one if isinstance(one, Measure) else size(one)
