"""A small city for tests of the whole line: a few listings, written as each kind of source writes them, and played.

Sites are plain dicts of answers, so a test changes a source between two runs by changing a dict. Hosts that no HTTP
server would play (they stall, pour out 200 MB, hang up) are given as `rough`: tests/rough_hosts.py.
"""

import contextlib
import csv
import datetime as dt
import io
import json
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawlers.keep import Crawl
from indexer.contents import Contents, SourceState
from indexer.opportunity import Opportunity
from schedules import cli, home, report, run
from schedules.millbrook.server import Answer, Request, play
from schedules.verbs import asked
from tests.rough_hosts import Front, Rough

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
"""A Monday; the clock of every test stands still at this moment or a chosen one after it."""

Pages = dict[str, Answer]
"""What one host answers, by path."""

Sites = dict[str, Pages]
"""Hosts by name."""


class Offer(NamedTuple):
    """One listing before it is written down by a source."""

    key: str
    title: str
    day: dt.date = dt.date(2027, 3, 20)
    time: str = "16:00"
    price: str = "£5"
    ages: str = "11-14"
    status: str = "Scheduled"


class Ran(NamedTuple):
    """One run of the line, and what it left behind."""

    report: report.RunReport
    contents: Contents
    crawls: dict[str, Crawl]
    requests: list[Request]

    def source(self, name: str) -> SourceState:
        """How the source stands."""
        return next(source for source in self.contents.sources if source.name == name)

    def of(self, name: str) -> list[Opportunity]:
        """The opportunities that the source has a listing of."""
        return [one for one in self.contents.opportunities if name in {listing.source for listing in one.listings}]

    def titles(self, name: str) -> list[str]:
        """Their titles, sorted."""
        return sorted(one.title for one in self.of(name))


HEAD = """
name = "Smallham"
timezone = "Europe/London"
country = "GB"
languages = ["en"]

[site]
title = "City of Learning: Smallham"
url = "https://learn.smallham.example"
contact = "hello@smallham.example"
operator = "Smallham"

[safety]
emergency = "999"
helpline = { name = "Line", phone = "01632 960100" }
contact = "safe@smallham.example"

[crawl]
contact = "bot@smallham.example"
delay = "0s"
timeout = "1s"
tries = 2
max_bytes = 2_000_000
"""

_OPTIONS = {
    "ical": "",
    "csv": """
[source.options.columns]
native_id = "Id"
title = "Title"
start = "Date"
start_time = "Time"
place = "Where"
price = "Price"
ages = "Ages"
status = "Status"
""",
    "schema_org": "",
    "html": """
[source.options]
item = "article.listing"
next = "a[rel=next]"

[source.options.field]
title = "h2"
url = "h2 a::attr(href)"
when = ".when"
place = ".where"
price = ".price"
ages = ".ages"
""",
    "openactive": "",
    "socrata": """
[source.options.columns]
native_id = "key"
title = "Title"
start = "day"
start_time = "time"
place = "place"
price = "price"
ages = "ages"
status = "status"
""",
}
PATHS = {
    "ical": "/all.ics",
    "csv": "/all.csv",
    "schema_org": "/sitemap.xml",
    "html": "/whats-on",
    "openactive": "/feed",
    "socrata": "/api/views/abcd-1234/rows.json",
}


def host(name: str) -> str:
    """The host of the source of this name."""
    return f"{name}.smallham.example"


def place(name: str) -> str:
    """The hall of the source of this name, so that sources are never taken for each other."""
    return f"{name.title()} Hall"


def source(name: str, kind: str, more: str = "", *, url: str | None = None) -> str:
    """A [[source]] table. more: further lines of it."""
    url = url or f"http://{host(name)}{PATHS[kind]}"
    lines = (
        "[[source]]",
        f'name = "{name}"',
        f'provider = "{name.title()}"',
        f'kind = "{kind}"',
        f'url = "{url}"',
        more,
    )
    return "\n" + "\n".join(lines) + "\n" + _OPTIONS[kind]


def found(folder: Path, *sources: str, head: str = HEAD) -> Path:
    """Founds the city: writes its city file. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text(head + "".join(sources), "utf-8")
    return folder


def offers(name: str, count: int) -> list[Offer]:
    """So many listings with titles that no rule takes for each other."""
    assert count <= len(SUBJECTS)
    return [
        Offer(f"{name}-{number}", subject, day=dt.date(2027, 3, 20) + dt.timedelta(days=number))
        for number, subject in enumerate(SUBJECTS[:count])
    ]


SUBJECTS = (
    """
Robotics for starters, Pottery on the wheel, Young reporters, Street dance, Bread and cakes,
Night sky watching, Guitar without notes, Canoe skills, Sewing repair cafe, Chess ladder,
Wildlife photography, First aid basics, Comic drawing, Choir rehearsal, Bicycle mending,
Theatre improvisation, Garden planting, Film editing, Debating society, Kite building
""".strip()
    .replace(",\n", ", ")
    .split(", ")
)


def pages(name: str, kind: str, listings: Sequence[Offer]) -> Pages:
    """The source's whole site, with its listings written as the kind reads them."""
    makers = {"ical": _calendar, "csv": _sheet, "schema_org": _linked, "html": _overview}
    return (makers | {"openactive": _feed, "socrata": _rows})[kind](name, listings)


def path(kind: str) -> str:
    """Where a source of the kind starts."""
    return PATHS[kind]


def _calendar(name: str, listings: Sequence[Offer]) -> Pages:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Smallham//Test//EN"]
    for one in listings:
        begins = f"{one.day:%Y%m%d}T{one.time.replace(':', '')}00"
        ends = f"{one.day:%Y%m%d}T{int(one.time[:2]) + 1:02}{one.time[3:]}00"
        lines += [
            *("BEGIN:VEVENT", f"UID:{one.key}@smallham.example", "DTSTAMP:20270301T000000Z", f"SUMMARY:{one.title}"),
            *(f"DTSTART;TZID=Europe/London:{begins}", f"DTEND;TZID=Europe/London:{ends}", f"LOCATION:{place(name)}"),
            f"DESCRIPTION:For ages {one.ages}. Price: {one.price}.",
            f"STATUS:{'CANCELLED' if one.status == 'Cancelled' else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    body = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    return {PATHS["ical"]: Answer(body, "text/calendar; charset=utf-8")}


def _sheet(name: str, listings: Sequence[Offer]) -> Pages:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(("Id", "Title", "Date", "Time", "Where", "Price", "Ages", "Status"))
    rows.writerows((o.key, o.title, f"{o.day}", o.time, place(name), o.price, o.ages, o.status) for o in listings)
    return {PATHS["csv"]: Answer(text.getvalue().encode(), "text/csv; charset=utf-8")}


def _linked(name: str, listings: Sequence[Offer]) -> Pages:
    addresses = [f"http://{host(name)}/courses/{one.key}" for one in listings]
    places = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    found = {PATHS["schema_org"]: Answer(sitemap.encode(), "application/xml")}
    for one, address in zip(listings, addresses, strict=True):
        data = {
            "@context": "https://schema.org",
            "@type": "Event",
            "@id": address,
            "name": one.title,
            "startDate": f"{one.day}T{one.time}",
            "typicalAgeRange": one.ages,
            "eventStatus": f"https://schema.org/Event{'Cancelled' if one.status == 'Cancelled' else 'Scheduled'}",
            "location": {"@type": "Place", "name": place(name)},
            "offers": {"@type": "Offer", "price": one.price.removeprefix("£"), "priceCurrency": "GBP"},
        }
        script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        found[urllib.parse.urlsplit(address).path] = html(f"<h1>{one.title}</h1>{script}")
    return found


def _overview(name: str, listings: Sequence[Offer]) -> Pages:
    """Two pages of listings; each listing's own page is only linked."""
    parts = [
        f'<article class="listing"><h2><a href="/whats-on/{one.key}">{one.title}</a></h2>'
        f'<p class="when">{one.day:%A} {one.day.day} {one.day:%B %Y}, {one.time}</p><p class="where">{place(name)}</p>'
        f'<p class="price">{one.price}</p><p class="ages">Ages {one.ages}</p></article>'
        for one in listings
    ]
    half = (len(parts) + 1) // 2
    more = '<a rel="next" href="/whats-on?page=2">More</a>'
    return {"/whats-on": html("".join(parts[:half]) + more), "/whats-on?page=2": html("".join(parts[half:]))}


def _feed(name: str, listings: Sequence[Offer]) -> Pages:
    """An RPDE feed of two pages, the second of which is its end."""
    items = [
        {
            "state": "updated",
            "kind": "Event",
            "id": one.key,
            "modified": number,
            "data": {
                "@type": "Event",
                "@id": f"http://{host(name)}/events/{one.key}",
                "name": one.title,
                "startDate": f"{one.day}T{one.time}:00Z",
                "ageRange": {"@type": "QuantitativeValue", "minValue": 11, "maxValue": 14},
                "eventStatus": f"https://schema.org/Event{one.status}",
                "location": {"@type": "Place", "name": place(name)},
                "offers": [{"@type": "Offer", "price": float(one.price.removeprefix("£")), "priceCurrency": "GBP"}],
            },
        }
        for number, one in enumerate(listings)
    ]
    end = f"{PATHS['openactive']}?afterChangeNumber={len(items)}"
    return {
        where: Answer(json.dumps({"next": end, "items": said, "license": "x"}).encode(), "application/json")
        for where, said in ((PATHS["openactive"], items), (end, []))
    }


def _rows(name: str, listings: Sequence[Offer]) -> Pages:
    """A dataset of a portal as the older rows.json."""
    columns = ["id", *Offer._fields, "place"]
    view = {"columns": [{"name": one.title(), "fieldName": f":{one}" if one == "id" else one} for one in columns]}
    rows = [
        [number, *(value.isoformat() if isinstance(value, dt.date) else value for value in one), place(name)]
        for number, one in enumerate(listings)
    ]
    body = json.dumps({"meta": {"view": view}, "data": rows}).encode()
    return {PATHS["socrata"]: Answer(body, "application/json")}


def html(body: str) -> Answer:
    """A whole page."""
    text = f'<!doctype html><html lang="en"><head><title>Smallham</title></head><body>{body}</body></html>'
    return Answer(text.encode())


def line(
    folder: Path, sites: Mapping[str, Pages], now: dt.datetime = NOW, *, rough: Mapping[str, Rough] | None = None
) -> Ran:
    """Runs the whole line over the sites with a clock that stands still: crawl, index, publish."""
    with played(sites, rough) as (proxy, requests):
        there = home.find(folder, now)
        crawl = msgspec.structs.replace(there.city.crawl, proxy=proxy)
        there = msgspec.structs.replace(there, city=msgspec.structs.replace(there.city, crawl=crawl))
        return whole(there, now, requests)


def whole(there: home.Home, now: dt.datetime, requests: list[Request]) -> Ran:
    """Runs the line of a city whose sources are within reach already."""
    crawls: dict[str, Crawl] = {}
    made = run.run(there, lambda: now, done=lambda crawl: crawls.update({crawl.source: crawl}))
    return Ran(made, run.contents(there, now), crawls, list(requests))


@contextlib.contextmanager
def played(sites: Mapping[str, Pages], rough: Mapping[str, Rough] | None = None) -> Iterator[tuple[str, list[Request]]]:
    """Plays the sites; the proxy's address and the growing list of requests. Rough hosts are not in that list."""
    answers = {name: there.get for name, there in sites.items()}
    with play(answers, modified=NOW) as playing:
        if not rough:
            yield playing.proxy, playing.requests
            return
        with Front(playing.proxy, rough) as front:
            yield front.address, playing.requests


def command(words: Sequence[str], now: dt.datetime) -> None:
    """The command with a clock that stands still, for a process of its own; ends with its exit code."""
    asked.clock = lambda: now
    cli.main(list(words))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def stamps(folder: Path) -> dict[str, int]:
    """When each file below the folder was last touched, in nanoseconds."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
