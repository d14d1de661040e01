"""Sources that never end: pages that lead to one another for ever, and pages that lead to themselves.

For each kind whose fixtures lead on, its host answers every address with that page, and leads to a new address each
time (or always to the same). The crawl must end by itself, at `max_pages` or before, and keep what it read.
"""

import datetime as dt
import itertools
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from benchmarks.sources.unchanged import over_http
from crawlers.crawl import crawl
from crawlers.errors import CityOfLearningError
from crawlers.keep import Crawl
from crawlers.kinds import kind_of, kinds, options_of
from crawlers.page import Page
from crawlers.readings.reading import starts_of
from crawlers.settings import CrawlSettings
from schedules.millbrook.server import Answer, Site, play
from tests.fixture_cases import Case, cases

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
PAGES = 6


def leading() -> dict[str, tuple[Case, Page, str]]:
    """Of each kind a fixture, its first page and the address that it leads to, on a host that can be played."""
    found: dict[str, tuple[Case, Page, str]] = {}
    for made in cases():
        if not (made.expected or {}).get("drafts"):
            continue
        try:
            case = over_http(made)
            page, kind = case.pages[0], kind_of(case.source)
            links = list(kind.follow(page, case.source, options_of(case.source)))
            hosts = {urlsplit(url).scheme + (urlsplit(url).hostname or "") for url in (*starts_of(case.source), *links)}
        except CityOfLearningError:
            continue
        if links and hosts == {f"http{urlsplit(page.url).hostname}"} and page.url in starts_of(case.source):
            found.setdefault(kind.name, (case, page, links[0]))
    return found


LEADING = leading()


def host(page: Page, link: str, *, ever_new: bool) -> Site:
    """Answers everything with the page; where the link stands in it, to an address that nobody has asked for."""
    numbers = itertools.count()
    marks = [link, link.replace("&", "&amp;"), link.replace("/", "\\/"), urlsplit(link).path]

    def answer(path: str) -> Answer | None:
        if path == "/robots.txt":
            return None
        body, number = page.body, next(numbers)
        if ever_new:
            mark = next((mark.encode() for mark in marks if mark.encode() in body), b"")
            more = b"%s%sn=%d" % (mark, b"&" if b"?" in mark else b"?", number)
            body = body.replace(mark, more) + b"\n" * number if mark else body + b"\n" * number
        return Answer(body, page.content_type or "text/html")

    return answer


def read(name: str, folder: Path, *, ever_new: bool) -> tuple[Crawl, int]:
    """The crawl of such a host, and how often it was asked."""
    case, page, link = LEADING[name]
    source = msgspec.structs.replace(case.source, name="endless")
    site = host(page, link, ever_new=ever_new)
    with play({urlsplit(page.url).hostname or "": site}, modified=NOW) as playing:
        settings = CrawlSettings(
            contact="bot@city.example", delay="0s", proxy=playing.proxy, max_pages=PAGES, tries=1, timeout="5s"
        )
        return crawl([source], settings, folder, clock=lambda: NOW)["endless"], len(playing.requests)


@pytest.mark.parametrize("name", LEADING)
@pytest.mark.parametrize("ever_new", [True, False])
def test_a_source_without_end_is_ended(name: str, ever_new: bool, tmp_path: Path) -> None:
    came, requests = read(name, tmp_path, ever_new=ever_new)
    assert requests <= PAGES + 2, "robots.txt, the pages, and no more"
    assert came.drafts or came.items or came.error or came.refusals or came.asides


def test_most_kinds_that_lead_on_are_tried() -> None:
    assert {"schema_org", "html", "openactive"} <= set(LEADING) <= set(kinds())
    assert len(LEADING) >= 6
