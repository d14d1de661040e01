"""A dataset site as a source: its feeds are found, read, left and kept; and what a person who pasted one is told."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from crawlers.apis import openactive
from crawlers.crawl import crawl
from crawlers.keep import Crawl
from crawlers.page import Page
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.changing_feeds import Rpde
from tests.openactive_entries import NOW
from tests.world import World, page

SITE, DAY = "data.pool.example/openactive/", dt.timedelta(days=1)
CLASSES = {"events": "Event", "sessions": "ScheduledSession", "slots": "Slot"}


class Pool:
    """A dataset site in a world, with a feed of Events on its own host and another on a platform's."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.own = Rpde(world, "data.pool.example/events")
        self.platform = Rpde(world, "feeds.platform.example/events")
        self.own.put("swim", "dive")
        self.platform.put("row")
        self.names(self.own.url, self.platform.url)

    def names(self, *feeds: str, **more: Any) -> None:
        self.world.pages[SITE] = page(html(*feeds, **more))

    def read(self, at: dt.timedelta = DAY * 0, **options: Any) -> Crawl:
        self.world.log.clear()
        source = Source(name="pool", provider="Pool", kind="openactive", url=f"http://{SITE}", options=options)
        settings = CrawlSettings(contact="bot@city.example", proxy=self.world.proxy, delay="0s", tries=1)
        return crawl([source], settings, self.folder, clock=lambda: NOW + at)["pool"]

    @property
    def asked(self) -> list[str]:
        return [f"{one.host}{one.path}" for one in self.world.log if one.path != "/robots.txt"]


def html(*feeds: str, **more: Any) -> str:
    named = [{"@type": "DataDownload", "additionalType": "https://openactive.io/Event", "contentUrl": one} for one in
             feeds]  # fmt: skip
    dataset = {"@type": "Dataset", "url": f"http://{SITE}", "license": "https://licences.example/by/",
               "publisher": {"@type": "Organization", "name": "Pool Trust"}, "distribution": named} | more  # fmt: skip
    return f'<html><script type="application/ld+json">{json.dumps(dataset)}</script></html>'


@pytest.fixture
def pool(internet: World, tmp_path: Path) -> Pool:
    internet.forget()
    return Pool(internet, tmp_path)


def titles(found: Crawl) -> list[str | None]:
    return sorted(str(draft.title) for _, draft in found.drafts)


def test_the_feeds_of_a_dataset_site_are_read_on_whatever_host(pool: Pool) -> None:
    found = pool.read()
    assert (titles(found), found.error, [one.error for one in found.pages]) == (
        ["dive", "row", "swim"],
        None,
        [None] * 3,
    )
    assert found.rights
    assert (found.rights.licence, found.rights.attribution) == (
        "https://licences.example/by/", f"Pool Trust, http://{SITE}")  # fmt: skip


def test_unchanged_it_costs_one_request_for_the_site_and_each_feed(pool: Pool) -> None:
    first = pool.read()
    again = pool.read(DAY)
    assert pool.asked == [
        "data.pool.example/openactive/",
        "data.pool.example/events?afterTimestamp=2",
        "feeds.platform.example/events?afterTimestamp=1",
    ]
    assert (again.unchanged, titles(again)) == (3, titles(first))


def test_a_feed_that_the_site_names_no_more_is_gone_and_a_new_one_is_read(pool: Pool) -> None:
    pool.read()
    later = Rpde(pool.world, "data.pool.example/later")
    later.put("sail")
    pool.names(pool.own.url, later.url)
    assert titles(pool.read(DAY)) == ["dive", "sail", "swim"]
    assert titles(pool.read(DAY * 2)) == ["dive", "sail", "swim"]


@pytest.mark.parametrize(
    "answer",
    [
        Response(status=500),
        page("<html><title>Just a moment</title></html>"),
        page(html()),
        page(html("http://data.pool.example/slots", name="Test data")),
    ],
    ids=["broken", "no dataset", "no feed", "a test"],
)
def test_where_the_site_fails_its_feeds_are_read_as_before(pool: Pool, answer: Response) -> None:
    pool.read()
    pool.world.pages[SITE] = answer
    pool.own.put("surf")
    pool.own.delete("swim")
    found = pool.read(DAY)
    assert titles(found) == ["dive", "row", "surf"]
    assert found.pages[0].error, "the site is named as what failed"


def test_a_site_that_was_never_read_is_an_error(pool: Pool) -> None:
    pool.world.pages[SITE] = Response(status=404)
    assert "404" in (pool.read().error or "")


def test_a_dataset_site_in_the_place_of_a_feed_is_no_empty_feed(pool: Pool) -> None:
    pool.read()
    pool.world.pages["feeds.platform.example/events?*"] = page(html("http://feeds.platform.example/other"))
    found = pool.read(DAY)
    assert titles(found) == ["dive", "row", "swim"]
    assert "names feeds" in (found.pages[2].error or "")


# What a person is told who pasted an address


def candidates(body: str, url: str = f"http://{SITE}") -> list[tuple[str, dict[str, Any], int]]:
    came = Page(url=url, final_url=url, fetched_at=NOW, body=body.encode(), content_type="text/html")
    return [(one.url, dict(one.options), one.score) for one in openactive.recognise(came)]


@pytest.mark.parametrize(
    ("body", "url", "found"),
    [
        (html("http://a.example/f"), f"http://{SITE}", [(f"http://{SITE}", {}, 95)]),
        (html("http://a.example/f", description="A test dataset."), f"http://{SITE}", [(f"http://{SITE}", {}, 5)]),
        (html("http://a.example/s").replace("/Event", "/Slot"), f"http://{SITE}",
         [(f"http://{SITE}", {"slots": True}, 40)]),
        ('{"@type": "DataCatalog", "dataset": ["http://a.example/", "/b"]}', "http://c.example/",
         [("http://a.example/", {}, 50), ("http://c.example/b", {}, 50)]),
        ('{"@type": "DataCatalog", "hasPart": [{"@id": "http://a.example/catalogue"}]}', "http://c.example/",
         [("http://a.example/catalogue", {}, 30)]),
        ('{"items": [], "next": "/f?afterTimestamp=9"}', "http://a.example/f?key=1&afterTimestamp=9&afterId=x",
         [("http://a.example/f?key=1", {}, 80)]),
        ('{"items": []}', "http://a.example/f", []),
        ("<html><a href='/openactive'>Data</a></html>", "http://a.example/", []),
        ('{"@type": "Dataset", "name": "of something else"}', "http://a.example/", []),
        ('{"@graph": [{"@type": ["Dataset"], "schema:distribution": {"contentUrl": "/f"}}]}', "http://a.example/",
         [("http://a.example/", {}, 95)]),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_recognised(body: str, url: str, found: list[Any]) -> None:
    assert candidates(body, url) == found
