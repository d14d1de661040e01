"""Time and memory of reconciling many listings: generated ones, of five sources, with recurring runs and duplicates.

python -m benchmarks.meaning.scale [COUNT ...]       each in a process of its own; 20000 and 200000 where none is named
"""

import datetime as dt
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from crawlers.source import Source
from indexer.catalogue import listings, tables
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.settle import settle
from indexer.opportunity import Ages, Listing, Moment, Opportunity, Place, Provider, Session
from indexer.reconciling.duplicates import groups
from indexer.values.text import provider_id, slug

AT = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)
SOURCES = ("college", "leisure", "libraries", "calendar", "directory")
RUNS = 4
"""A source that lists runs lists so many of a course on average, each as a listing."""
COPIES = 0.3
"""Share of the courses that one of two aggregators lists again, in words of its own."""
_WHAT_WORDS = """
    robots pottery drumming coding drawing swimming football chess film cookery gardening sewing ballet boxing
    judo guitar piano singing writing poetry photography animation astronomy carpentry cycling climbing canoeing
    skating gymnastics tennis basketball badminton yoga first aid budgeting debating journalism baking bread batik
    beekeeping bookbinding calligraphy choir circus clay collage comics crochet djing electronics embroidery
    fencing folk dance
"""
_HOW_WORDS = """
    club workshop course class camp sessions lessons studio taster drop-in academy project lab group
"""
_WHO = ["", "", "", "for beginners", "for families", "for girls", "for teens", "level 1", "level 2", "advanced"]
_ADJ_WORDS = """
    creative hands-on open young summer spring easter after-school saturday community digital outdoor
"""
_NAMES_WORDS = """
    mill river oak station market church castle garden harbour hill bridge park school quarry abbey ferry
"""
_KIND = ["hall", "centre", "library", "college", "studio", "pavilion", "museum", "gym", "farm", "house"]

_WHAT = _WHAT_WORDS.split()
_HOW = _HOW_WORDS.split()
_ADJ = _ADJ_WORDS.split()
_NAMES = _NAMES_WORDS.split()


def offers(count: int, seed: int = 7) -> Iterator[tuple[str, Opportunity]]:
    """So many listings, with the source of each; providers and places grow with them."""
    dice = random.Random(seed)  # noqa: S311 (no secret)
    town = max(count // 60, 20)
    made = 0
    while made < count:
        provider, home = _named(dice.randrange(town)), _named(dice.randrange(town))
        title = f"{dice.choice(_ADJ).title()} {dice.choice(_WHAT)} {dice.choice(_HOW)} {dice.choice(_WHO)}".strip()
        text = " ".join(dice.choice(_WHAT) + dice.choice(["", "ing", "s"]) for _ in range(dice.randrange(20, 90)))
        ages = Ages(low=low, high=low + dice.choice([3, 5, 8])) if (low := dice.choice([0, 5, 8, 11, 14])) else None
        first, source = dt.date(2027, 1, 4) + dt.timedelta(days=dice.randrange(120)), dice.choice(SOURCES[:3])
        hour = dice.randrange(9, 20)
        days = [first + dt.timedelta(weeks=7 * n) for n in range(dice.randrange(1, 2 * RUNS))]
        whole = [(source, title, day) for day in days]
        if dice.random() < COPIES:
            whole += [
                (SOURCES[3 + dice.randrange(2)], dice.choice([title, title.upper(), f"{title} at {home}"]), days[0])
            ]
        for who, said, day in whole[: count - made]:
            session = Session(
                id=f"{who}-{made:012x}-0",
                start=Moment(date=day, time=dt.time(hour), zone="UTC"),
                place=Place(name=home),
            )
            yield (
                who,
                Opportunity(
                    id=f"{who}-{made:012x}",
                    slug=slug(said),
                    title=said,
                    text=text,
                    provider=Provider(id=provider_id(provider), name=provider),
                    ages=ages,
                    sessions=(session,),
                ),
            )
            made += 1


def _named(number: int) -> str:
    """A house of the town, by its number."""
    return f"{_NAMES[number % len(_NAMES)]} {_KIND[number // len(_NAMES) % len(_KIND)]} {number}".title()


def measure(count: int) -> None:
    """Prints seconds and peak memory, of groups() alone and of settling all in SQLite, twice."""
    made = list(offers(count))
    before = _peak()
    begin = time.perf_counter()
    found = groups([one for _, one in made], [source for source, _ in made])
    alone = time.perf_counter() - begin
    print(f"{count:8,} listings, {len(found.sets):,} opportunities, {len(found.doubtful):,} asked about")
    print(f"         groups(): {alone:6.1f} s, {1e6 * alone / count:.0f} µs each, + {_peak() - before:,.0f} MB")
    sets = len(found.sets)
    del found
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.open(f"sqlite:///{Path(folder) / 'catalogue.db'}")
        with catalogue.write() as connection:
            listings.save(connection, [_row(source, one) for source, one in made])
        del made
        sources = [Source(name=name, provider=name.title(), kind="csv", url="http://a.example/") for name in SOURCES]
        for head in ("settled at first", "nothing changed", "one listing gone"):
            if head == "one listing gone":
                with catalogue.write() as connection:
                    table = tables.listings.c
                    one = connection.scalar(sa.select(sa.func.min(table.id)))
                    connection.execute(sa.update(tables.listings).where(table.id == one).values(state="withdrawn"))
            begin = time.perf_counter()
            with catalogue.write() as connection:
                settle(connection, sources, AT)
            print(f"         {head}: {time.perf_counter() - begin:6.1f} s")
        with catalogue.read() as connection:
            kept = connection.scalar(sa.select(sa.func.count()).select_from(tables.opportunities))
        print(f"         peak of the whole process {_peak():,.0f} MB; {kept:,} of {sets:,} opportunities kept")
        catalogue.close()


def _row(source: str, one: Opportunity) -> listings.Row:
    listing = Listing(id=one.id, source=source, title=one.title, first_seen=AT, checked_at=AT)
    return listings.Row(
        id=listing.id, source=source, native_id=None, url=None, title=one.title, page_url="http://a.example/",
        fetched_at=AT, draft="{}", draft_hash=hashlib.sha256(one.id.encode()).hexdigest()[:16], meaning="x",
        normalised=listings.text_of(one), refusal=None, doubts=None, last_day=None, opportunity_id=None, state="seen",
        misses=0, first_seen=AT, last_seen=AT, checked_at=AT, count=1,
    )  # fmt: skip


def _peak() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(counts: tuple[str, ...] = ()) -> None:
    """Measures each count in a process of its own, as a peak of memory never goes down."""
    for count in counts or ("20000", "200000"):
        subprocess.run([sys.executable, "-m", "benchmarks.meaning.scale", "--one", count], check=True)  # noqa: S603 (this very module)


if __name__ == "__main__":
    if "--one" in sys.argv:
        measure(int(sys.argv[-1]))
    else:
        main(tuple(sys.argv[1:]))
