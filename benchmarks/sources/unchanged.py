"""What a source costs when nothing has changed: each kind reads a fixture twice from a server that knows conditions.

The server answers If-None-Match and If-Modified-Since with 304. Counted are all requests of the second crawl, with
robots.txt. A source of one page may cost 2; one of several pages a condition for each of them, and robots.txt.

    python -m benchmarks.sources.unchanged
"""

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from benchmarks.sources.claims import NOON
from crawlers.crawl import crawl
from crawlers.errors import CityOfLearningError
from crawlers.keep import Crawl
from crawlers.kinds import kinds
from crawlers.readings.reading import starts_of
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from schedules.millbrook.server import Answer, Site, play
from tests import fixture_cases
from tests.fixture_cases import Case

YESTERDAY = NOON - dt.timedelta(days=1)


class Cost(NamedTuple):
    """A fixture that was read twice. first, second: requests; known: how many of the second were answered 304."""

    case: Case
    pages: int
    first: int
    second: int
    known: int
    drafts: int


def costs(kind: str) -> Iterator[Cost]:
    """The fixtures of a kind that can be played over http and give a sound crawl with drafts."""
    for made in sorted(fixture_cases.cases(kind), key=lambda case: len(case.pages)):
        if not (made.expected or {}).get("drafts"):
            continue
        try:
            case = over_http(made)
            starts = set(starts_of(case.source))
        except CityOfLearningError:
            continue
        if starts & {page.url for page in case.pages} and (cost := _cost(case)):
            yield cost


def over_http(case: Case) -> Case:
    """The same with http for https in every address of its hosts: the server has no certificate."""
    hosts = {urlsplit(page.url).hostname or "" for page in case.pages}

    def plain(text: bytes) -> bytes:
        for host in hosts:
            text = text.replace(f"https://{host}".encode(), f"http://{host}".encode())
            text = text.replace(f"https:\\/\\/{host}".encode(), f"http:\\/\\/{host}".encode())
        return text

    source = msgspec.json.decode(plain(msgspec.json.encode(case.source)), type=Source)
    pages = tuple(
        msgspec.structs.replace(page, url=plain(page.url.encode()).decode(), body=plain(page.body))
        for page in case.pages
    )
    return case._replace(source=source, pages=pages)


def _cost(case: Case) -> Cost | None:
    sites: dict[str, dict[str, Answer]] = {}
    for page in case.pages:
        parts = urlsplit(page.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sort = page.content_type + (f"; charset={page.charset}" if page.charset else "")
        sites.setdefault(parts.hostname or "", {})[path] = Answer(page.body, sort)
    with (
        tempfile.TemporaryDirectory() as folder,
        play({host: _site(host, there) for host, there in sites.items()}, modified=YESTERDAY) as playing,
    ):
        settings = CrawlSettings(contact="bench@city.example", delay="0s", proxy=playing.proxy, tries=1)
        first = _crawled(case, settings, Path(folder), NOON)
        before = len(playing.requests)
        again = _crawled(case, settings, Path(folder), NOON + dt.timedelta(hours=1))
        lost = [one for one in playing.requests if one.status == 404 and one.path != "/robots.txt"]
        known = sum(one.status == 304 for one in playing.requests[before:])
        asked = len(playing.requests) - before
    if first.error or lost or not first.drafts:
        return None
    return Cost(case, len(case.pages), before, asked, known, len(again.drafts))


def _site(host: str, there: dict[str, Answer]) -> Site:
    """The pages; and where a feed of changes would go on, its end: nothing, and the same address again (RPDE 1.0)."""

    def answer(path: str) -> Answer | None:
        if path not in there and "?after" in path:
            return Answer(json.dumps({"next": f"http://{host}{path}", "items": []}).encode(), "application/json")
        return there.get(path)

    return answer


def _crawled(case: Case, settings: CrawlSettings, folder: Path, now: dt.datetime) -> Crawl:
    source = msgspec.structs.replace(case.source, name="bench")
    return crawl([source], settings, folder, clock=lambda: now)["bench"]


def main() -> None:
    """Prints a line for each kind: its fixture of the fewest pages that can be played."""
    print("kind           fixture                          pages   requests      again   … as 304     drafts")
    for kind in kinds():
        one = next(costs(kind), None)
        if one is None:
            print(f"{kind:14} none can be played: its platform is asked over https, or by POST")
            continue
        figures = (one.pages, one.first, one.second, one.known, one.drafts)
        over = "  MORE THAN ONE FOR EACH PAGE" if one.second > 1 + one.pages else ""
        print(f"{kind:14} {one.case.name.partition('/')[2]:27}", *(f"{figure:10}" for figure in figures), over)


if __name__ == "__main__":
    main()
