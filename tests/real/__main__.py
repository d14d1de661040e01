"""Runs the line over real files: each folder here is a city whose sources are served from loopback.

usage: python -m tests.real [CITY ...] [--keep FOLDER]

A city's city.toml may write $DATA for the folder of real files ($CITYOFLEARNING_DATA, else ../shared/data). Its
snapshots.toml says on which day each source was as the file shows it: `default = 2014-04-01`, `<source> = 2026-03-10`.
"""

import argparse
import datetime as dt
import os
import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import msgspec
from rich.console import Console

from crawlers.crawl import crawl
from crawlers.errors import CityOfLearningError
from crawlers.keep import Crawl
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents
from indexer.index import index
from indexer.opportunity import Opportunity, Session
from portal.build import build
from portal.publish import publish
from schedules import city as city_file
from schedules import report
from schedules.home import Home
from schedules.millbrook.server import play
from tests.real import people
from tests.real.playing import site_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def main() -> int:
    """Runs the cities that are named, or all, and prints what each found."""
    parser = argparse.ArgumentParser(prog="python -m tests.real")
    parser.add_argument(
        "cities", nargs="*", default=sorted(p.name for p in HERE.iterdir() if (p / "city.toml").exists())
    )
    parser.add_argument("--keep", type=Path, help="leave each city's var/ and public/ below this folder")
    asked = parser.parse_args()
    data = Path(os.environ.get("CITYOFLEARNING_DATA") or ROOT.parent / "shared" / "data").resolve()
    if not (data / "MANIFEST.tsv").exists():
        print(f"skipped: the real files are not at {data} (set CITYOFLEARNING_DATA)")
        return 0
    console = Console(width=150, highlight=False)
    for name in asked.cities:
        with tempfile.TemporaryDirectory() as folder:
            run(name, data, (asked.keep or Path(folder)) / name, console)
    return 0


def run(name: str, data: Path, base: Path, console: Console) -> Contents:
    """Crawls, indexes and publishes one city below `base`, then prints its figures."""
    folder = HERE / name
    text = (folder / "city.toml").read_text(encoding="utf-8").replace("$DATA", str(data))
    home = Home(city=city_file.parse(text, folder / "city.toml"), folder=folder, base=base)
    days = tomllib.loads((folder / "snapshots.toml").read_text(encoding="utf-8"))
    settings = city_file.index_settings(home.city, folder)
    started, seconds = dt.datetime.now(dt.UTC), dict[str, float]()
    hosts = {source.url.split("/")[2] for source in home.city.sources}
    by_day: dict[dt.date, list[str]] = {}
    entries: dict[str, Crawl] = {}
    then: dict[str, tuple[int, int, int]] = {}
    for source in home.city.sources:
        by_day.setdefault(days.get(source.name, days["default"]), []).append(source.name)
    base.mkdir(parents=True, exist_ok=True)
    home.state.mkdir(exist_ok=True)
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        for day in sorted(by_day):
            now = dt.datetime.combine(day, dt.time(12), dt.UTC)
            with play({host: site_of(host, data) for host in hosts}, modified=now) as playing:
                settings_now = msgspec.structs.replace(home.city.crawl, proxy=playing.proxy)
                sources = [source for source in home.city.sources if source.name in by_day[day]]
                crawls = crawl(sources, settings_now, home.crawls, clock=lambda now=now: now)  # type: ignore[misc]
            contents = index(crawls, home.city.sources, settings, catalogue, now)
            entries |= crawls
            for read in by_day[day]:
                then[read] = sessions_of(read, contents, day)
        revisions = catalogue.revisions()
    today = max(by_day)
    portal = city_file.portal_settings(home.city, folder)
    published = publish(
        build(contents, portal, today, holidays=home.city.holiday, revisions=revisions), home.public, home.state
    )
    seconds["whole run"] = (dt.datetime.now(dt.UTC) - started).total_seconds()
    made = report.report(
        contents,
        city=home.city.name,
        started_at=started,
        finished_at=dt.datetime.now(dt.UTC),
        today=today,
        seconds=seconds,
        published=published,
    )
    console.rule(home.city.name)
    report.show(made, console)
    figures(contents, made, console)
    if any(one.feeds for one in entries.values()):
        records(entries, then, console)
    if (folder / "people.toml").exists():
        people.show(data, folder / "people.toml", console)
    return contents


def figures(contents: Contents, made: report.RunReport, console: Console) -> None:
    """Prints rows, listings and opportunities, what was left out by reason, and how often each field is known."""
    listings = [listing for o in contents.opportunities for listing in o.listings]
    left_out: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    for line in made.sources:
        left_out.update(line.left_out)
        doubts.update(line.not_understood)
    console.print(
        f"\nread as drafts {sum(line.drafts for line in made.sources):,}; listings {len(listings):,}, standing for "
        f"{sum(listing.count for listing in listings):,} rows or entries; "
        f"opportunities {len(contents.opportunities):,}; left out {sum(left_out.values()):,}"
    )
    refused, blank = rows_left_out(contents)
    standing = sum(listing.count for listing in listings)
    if refused or blank:
        console.print(
            f"rows {standing + refused + blank:,}: in listings {standing:,}, refused {refused:,}, blank {blank:,}"
        )
    for words, counted in (("left out", left_out), ("not understood", doubts)):
        for reason, count in counted.most_common(12):
            console.print(f"  {words}: {count:,} × {reason}")
    opportunities = contents.opportunities
    known = {
        "area": [any(s.place and s.place.area for s in o.sessions) for o in opportunities],
        "position": [any(s.place and s.place.latitude is not None for s in o.sessions) for o in opportunities],
        "age": [o.ages is not None for o in opportunities],
        "price": [_session(o, "price") for o in opportunities],
        "dates": [_session(o, "start") for o in opportunities],
        "places left": [_session(o, "places_left") for o in opportunities],
        "interest": [bool(o.topics) for o in opportunities],
        "text": [bool(o.text) for o in opportunities],
    }
    for field, flags in known.items():
        share = 100 * sum(flags) / len(flags) if flags else 0.0
        console.print(f"  {field:<12} {sum(flags):>7,} of {len(flags):,}  {share:5.1f} %")


def records(crawls: Mapping[str, Crawl], then: Mapping[str, tuple[int, int, int]], console: Console) -> None:
    """Prints what came of each source's records on its day, so that nothing is lost in silence.

    then: by source, opportunities, sessions, and how many of these were past.
    """
    console.print("\non its day: records, drafts; opportunities, sessions (past ones); refused by reason")
    totals = Counter[str]()
    for name, one in crawls.items():
        drafts = [draft for _, draft in one.drafts]
        read = sum(item.kind != "count" for item in one.items) or sum(draft.count for draft in drafts)
        reasons = Counter[str]()
        for refusal in one.refusals:
            reasons[refusal.reason] += _times(refusal.where)
        opportunities, sessions, past = then[name]
        totals.update(records=read, opportunities=opportunities, sessions=sessions, past=past)
        console.print(
            f"  {name:<18} {read:>6,} {len(drafts):>6,}; {opportunities:>6,} {sessions:>6,} ({past:,})"
            + "".join(f"; {number:,} × {reason}" for reason, number in reasons.most_common())
            + (f"; error: {one.error}" if one.error else "")
        )
    console.print("  together: " + ", ".join(f"{number:,} {name}" for name, number in totals.items()))


def sessions_of(source: str, contents: Contents, day: dt.date) -> tuple[int, int, int]:
    """A source's opportunities, their sessions, and how many of these were past on a day."""
    mine = [o for o in contents.opportunities if any(listing.source == source for listing in o.listings)]
    sessions = [session for opportunity in mine for session in opportunity.sessions]
    past = sum(1 for session in sessions if (last := session.last_day()) and last < day)
    return len(mine), len(sessions), past


def _times(where: str) -> int:
    """How many a refusal stands for: "12 × Slot"."""
    found = re.match(r"(\d+) × ", where)
    return int(found[1]) if found else 1


def rows_left_out(contents: Contents) -> tuple[int, int]:
    """Rows of sheets that were refused, and blank ones. Other refusals are notes on a whole sheet, or entries."""
    where = [refusal.where for source in contents.sources for refusal in source.refusals if source.kind == "csv"]
    blank = sum(int(found[1]) for place in where if (found := re.match(r"blank rows \((\d+)\)", place)))
    return sum(bool(re.match(r"row \d+", place)) for place in where), blank


def _session(opportunity: Opportunity, field: str) -> bool:
    sessions: tuple[Session, ...] = opportunity.sessions
    return any(getattr(session, field) is not None for session in sessions)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CityOfLearningError as error:
        sys.exit(str(error))
