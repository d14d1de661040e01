"""Feeds of changes over HTTP: what each reading asks, what it makes of the answers, and what stays when they fail."""

import datetime as dt
import itertools
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from werkzeug import Request, Response

from crawlers import keep
from crawlers.crawl import crawl
from crawlers.items import Item, Items, merge, sweep
from crawlers.keep import Crawl
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.changing_feeds import Rpde, Soda
from tests.clock import Clock
from tests.world import World, page

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEED = "pool.example/feed"


@pytest.fixture
def feed(world: World) -> Rpde:
    made = Rpde(world, FEED)
    made.put("swim", "dive", "row", "sail", "surf")
    return made


class Reader:
    """Reads one source again and again into a folder of its own."""

    def __init__(self, world: World, folder: Path, **source: Any) -> None:
        self.world, self.folder, self.asked = world, folder, list[str]()
        self.source = Source(**{"name": "pool", "provider": "Pool", "kind": "openactive"} | source)

    def read(self, at: dt.timedelta = DAY * 0, environment: dict[str, str] | None = None, **settings: Any) -> Crawl:
        self.world.log.clear()
        asked: dict[str, Any] = {"delay": "0s", "tries": 1} | settings
        found = crawl(
            [self.source],
            CrawlSettings(contact="bot@city.example", proxy=self.world.proxy, **asked),
            self.folder,
            clock=lambda: NOW + at,
            environment=environment or {},
        )
        self.asked = [one.path for one in self.world.log if one.path != "/robots.txt"]
        assert found["pool"] == keep.load(self.folder, "pool"), "what is kept is what was read"
        return found["pool"]


@pytest.fixture
def pool(world: World, feed: Rpde, tmp_path: Path) -> Reader:
    return Reader(world, tmp_path, url=feed.url)


def titles(found: Crawl) -> list[str | None]:
    return [draft.title for _, draft in found.drafts]


def reasons(found: Crawl) -> list[str]:
    return [one.reason for one in found.refusals]


@pytest.mark.parametrize("etags", [True, False])
def test_an_unchanged_feed_costs_one_request(pool: Reader, feed: Rpde, etags: bool) -> None:
    feed.etags = etags
    first = pool.read()
    assert titles(first) == ["swim", "dive", "row", "sail", "surf"]
    assert pool.asked == [f"/feed{after}" for after in ("", *(f"?afterTimestamp={last}" for last in (2, 4, 5)))]
    for day in range(1, 20, 6):
        again = pool.read(DAY * day)
        assert pool.asked == ["/feed?afterTimestamp=5"]
        assert (again.requests, again.unchanged, again.bytes > 0) == (2, 1, not etags)
        assert (again.drafts, again.items) == (
            [(again.pages[0], draft) for _, draft in first.drafts], first.items)  # fmt: skip
        assert (again.pages[0].fetched_at, again.pages[0].checked_at) == (NOW, NOW + DAY * day)


def test_changes_replace_and_tombstones_remove(pool: Reader, feed: Rpde, tmp_path: Path) -> None:
    pool.read()
    feed.put("dive", name="Deep dive")
    feed.put("kayak")
    feed.delete("row", "never seen")
    found = pool.read(DAY)
    assert titles(found) == ["swim", "sail", "surf", "Deep dive", "kayak"]
    assert pool.asked == [f"/feed?afterTimestamp={last}" for last in (5, 7, 9)]
    assert found.pages[0].fetched_at == NOW + DAY
    lines = (tmp_path / "pool.jsonl").read_text().splitlines()
    assert len(lines) == 2 + 5, "superseded entries are dropped"
    assert titles(pool.read(DAY)) == titles(found)
    assert len(pool.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_cursor_that_expired_begins_anew_in_the_same_crawl(pool: Reader, feed: Rpde, status: int) -> None:
    pool.read()
    feed.forget("row")
    feed.put("swim", "kayak")
    feed.broken["5"] = status
    found = pool.read(DAY)
    assert pool.asked[:2] == ["/feed?afterTimestamp=5", "/feed"]
    assert sorted(map(str, titles(found))) == ["dive", "kayak", "sail", "surf", "swim"]
    assert (found.error, [one.error for one in found.pages], reasons(found)) == (None, [None], [])
    pool.read(DAY)
    assert pool.asked == ["/feed?afterTimestamp=7"]


def test_after_a_week_all_is_read_anew_and_what_is_not_there_is_gone(pool: Reader, feed: Rpde) -> None:
    pool.read()
    feed.forget("row")
    assert len(titles(pool.read(DAY * 7))) == 5
    assert len(titles(pool.read(DAY * 14))) == 5, "a week counts from when the feed was last read"
    assert titles(pool.read(DAY * 14 + DAY * 8)) == ["swim", "dive", "sail", "surf"]
    assert pool.asked[0] == "/feed"
    assert pool.read(DAY * 21).unchanged == 1, "a clock set back a day is no week"


def test_changed_settings_read_all_anew(pool: Reader, feed: Rpde) -> None:
    pool.read()
    feed.forget("row")
    pool.source = Source(name="pool", provider="Pool", kind="openactive", url=feed.url, timezone="Asia/Karachi")
    assert len(titles(pool.read())) == 4
    assert pool.asked[0] == "/feed"


def test_cut_short_midway_what_was_read_counts_and_the_next_crawl_goes_on(pool: Reader, feed: Rpde) -> None:
    pool.read()
    feed.forget("surf", "dive")
    feed.put("swim", name="Swim!")
    feed.broken["4"] = 503
    found = pool.read(DAY * 8)  # a whole new reading, of which the second page fails
    assert pool.asked == ["/feed", "/feed?afterTimestamp=4"]
    assert "503" in str(found.pages[0].error)
    assert sorted(map(str, titles(found))) == ["dive", "row", "sail", "surf", "swim"], "the union, and nothing is swept"
    again = pool.read(DAY * 8)
    assert (pool.asked, again.error is not None) == (["/feed?afterTimestamp=4"], True)
    assert titles(again) == titles(found)
    feed.broken.clear()
    whole = pool.read(DAY * 8)
    assert pool.asked[0] == "/feed?afterTimestamp=4"
    assert sorted(map(str, titles(whole))) == ["Swim!", "row", "sail"]
    assert whole.pages[0].error is None


def test_a_failing_start_keeps_everything(pool: Reader, feed: Rpde) -> None:
    first = pool.read()
    feed.broken[""] = 500
    feed.broken["5"] = 410
    found = pool.read(DAY)
    assert pool.asked == ["/feed?afterTimestamp=5", "/feed"]
    assert "500" in str(found.error)
    assert (found.items, found.pages, found.feeds) == (first.items, first.pages, first.feeds)
    feed.broken.clear()
    assert pool.read(DAY).unchanged == 1


def test_a_page_that_cannot_be_read_is_a_failure_and_not_an_end(pool: Reader, world: World, feed: Rpde) -> None:
    pool.read()
    feed.put("kayak")
    world.pages[f"{FEED}?afterTimestamp=6"] = page("<h1>Down for maintenance</h1>")
    found = pool.read(DAY)
    assert "kayak" in titles(found)
    assert "page" in str(found.pages[0].error)
    world.pages[f"{FEED}?afterTimestamp=6"] = page('{"items": [], "next":', "application/json")
    assert "breaks off" in str(pool.read(DAY).error), "at the cursor itself nothing was read"


def rpde(next_: str, *names: str) -> Response:
    data = [{"@type": "Event", "@id": f"http://ids.example/{name}", "name": name} for name in names]
    items = [{"state": "updated", "kind": "Event", "id": one["name"], "modified": 1, "data": one} for one in data]
    return page(json.dumps({"next": next_, "items": items, "license": "x"}), "application/json")


CIRCLES = {
    "itself": ({"": rpde("http://pool.example/feed", "swim")}, 1, "The page leads to itself although it has entries."),
    "back": (
        {"": rpde("/feed?p=2", "swim"), "?p=2": rpde("/feed", "dive")},
        2,
        "The feed leads back to a page that was read already.",
    ),
    "away": (
        {"": rpde("https://elsewhere.example/feed", "swim")},
        1,
        "The next page is at an address that is not the source's.",
    ),
    "nowhere": ({"": rpde("http://[", "swim")}, 1, "The next page is at an address that is not the source's."),
}


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_feed_that_runs_in_circles_is_left_and_what_it_said_counts(circle: str, world: World, tmp_path: Path) -> None:
    pages, asked, reason = CIRCLES[circle]
    pool = Reader(world, tmp_path, url="http://pool.example/feed")
    world.pages |= {f"pool.example/feed{query}": answer for query, answer in pages.items()}
    for _ in range(2):
        found = pool.read()
        assert len(pool.asked) == asked
        assert titles(found) == ["swim", "dive"][:asked]
        assert (found.error, reasons(found)) == (None, [reason])


def test_a_feed_that_says_the_same_under_ever_new_addresses_is_left(world: World, tmp_path: Path) -> None:
    count = itertools.count()
    world.pages["pool.example/feed?*"] = lambda _: rpde(f"/feed?p={next(count)}", "swim", "dive")
    pool = Reader(world, tmp_path, url="http://pool.example/feed")
    found = pool.read()
    assert (len(pool.asked), titles(found)) == (2, ["swim", "dive"])
    assert reasons(found) == ["The page repeats what the feed has said before."]


def test_a_feed_without_end_is_capped_starves_no_other_and_goes_on_next_time(world: World, tmp_path: Path) -> None:
    def endless(request: Request) -> Response:
        number = int(request.args.get("p", 0))
        return rpde(f"/feed?p={number + 1}", *([f"n{number}"] if number % 2 else []))

    world.pages["pool.example/feed?*"] = endless
    other = Rpde(world, "pool.example/other")
    other.put("swim")
    pool = Reader(world, tmp_path, url="http://pool.example/feed", options={"feeds": [other.url]})
    found = pool.read(max_pages=10)
    assert len(pool.asked) == 10
    assert titles(found) == ["swim", "n1", "n3", "n5", "n7"]
    assert reasons(found) == ["The feed goes on after 10 pages, which is all that a crawl may read."]
    found = pool.read(max_pages=10)
    assert pool.asked[0] == "/feed?p=8"
    assert len(titles(found)) == 1 + 8


def test_a_relative_next_and_pages_without_entries_lead_on(world: World, tmp_path: Path) -> None:
    pool = Reader(world, tmp_path, url="http://pool.example/feed")
    world.pages["pool.example/feed"] = rpde("?p=1")
    world.pages["pool.example/feed?p=1"] = rpde("/feed?p=2")
    world.pages["pool.example/feed?p=2"] = rpde("feed?p=3", "swim")
    world.pages["pool.example/feed?p=3"] = rpde("http://pool.example/feed?p=3")
    found = pool.read()
    assert (titles(found), reasons(found), len(pool.asked)) == (["swim"], [], 4)
    assert pool.read().unchanged == 1


def test_feeds_on_two_hosts_are_one_source(pool: Reader, world: World, feed: Rpde) -> None:
    other = Rpde(world, "tide.example/other", kind="HeadlineEvent")
    other.put("regatta")
    pool.source = Source(name="pool", provider="Pool", kind="openactive", url=feed.url, options={"feeds": [other.url]})
    assert sorted(map(str, titles(pool.read()))) == ["dive", "regatta", "row", "sail", "surf", "swim"]
    found = pool.read(DAY)
    assert (found.unchanged, [(one.host, one.path) for one in world.log if "robots" not in one.path]) == (
        2,
        [("pool.example", "/feed?afterTimestamp=5"), ("tide.example", "/other?afterTimestamp=1")],
    )
    other.broken["1"] = 500
    feed.put("kayak")
    found = pool.read(DAY * 2)
    assert len(titles(found)) == 7, "one feed's failure is not the other's"
    assert [one.error is None for one in found.pages] == [True, False]
    assert found.pages[0].checked_at == NOW + DAY, "drafts are as old as the oldest of what they are made of"


def test_an_address_that_moved_within_the_source_drops_what_the_old_one_said(pool: Reader, world: World) -> None:
    pool.read()
    moved = Rpde(world, "pool.example/new")
    moved.put("swim")
    pool.source = Source(name="pool", provider="Pool", kind="openactive", url=moved.url)
    assert titles(pool.read()) == ["swim"]


def test_a_crawl_that_is_killed_leaves_the_last_one_whole(
    pool: Reader, world: World, feed: Rpde, tmp_path: Path
) -> None:
    pool.read()
    before = (tmp_path / "pool.jsonl").read_bytes()
    feed.put("kayak", "canoe", "raft")
    code = (
        "import sys, datetime as dt, msgspec; from pathlib import Path; from crawlers.crawl import crawl;"
        "from crawlers.settings import CrawlSettings; from crawlers.source import Source;"
        "source = msgspec.json.decode(sys.argv[1], type=Source);"
        "settings = CrawlSettings(contact='a@b.example', delay='0s', proxy=sys.argv[2]);"
        "crawl([source], settings, Path(sys.argv[3]), clock=lambda: dt.datetime.fromisoformat(sys.argv[4]))"
    )
    source = json.dumps({"name": "pool", "provider": "Pool", "kind": "openactive", "url": feed.url})
    process = subprocess.Popen([sys.executable, "-c", code, source, world.proxy, str(tmp_path), NOW.isoformat()])

    def dying(_: Request) -> Response:
        process.kill()
        process.wait()
        return page("{}", "application/json")

    world.pages[f"{FEED}?afterTimestamp=7"] = dying
    process.wait(timeout=30)
    assert process.returncode < 0
    assert (tmp_path / "pool.jsonl").read_bytes() == before
    del world.pages[f"{FEED}?afterTimestamp=7"]
    found = pool.read()
    assert pool.asked[0] == "/feed?afterTimestamp=5"
    assert titles(found)[-3:] == ["kayak", "canoe", "raft"]


SECRET = "tok3n-of-the-city"


def secret_reader(world: World, folder: Path, caplog: pytest.LogCaptureFixture) -> tuple[Soda, Reader]:
    caplog.set_level(logging.DEBUG)
    data = Soda(world, "data.example/resource/abcd-1234.json")
    data.put("row-1", title="Chess")
    options = {"columns": {"title": "title"}, "token": "$SOCRATA_TOKEN"}
    return data, Reader(world, folder, kind="socrata", url=data.url, options=options)


@pytest.mark.parametrize("trouble", ["", "403", "500", "moved", "unprintable"])
def test_a_token_goes_to_its_host_and_nowhere_else(
    trouble: str, world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, pool = secret_reader(world, tmp_path, caplog)
    world.pages["elsewhere.example/rows"] = page("[]", "application/json")
    moved = Response(status=302, headers={"Location": "http://elsewhere.example/rows"})
    if trouble in {"403", "500", "moved"}:
        world.pages["data.example/resource/abcd-1234.json?*"] = (
            moved if trouble == "moved" else Response(status=int(trouble))
        )
    found = pool.read(environment={"SOCRATA_TOKEN": f"{SECRET}\x00é" if trouble == "unprintable" else f" {SECRET}\n"})
    sent = {(one.host, one.path.partition("?")[0]): one.headers.get("X-App-Token") for one in world.log}
    if trouble == "unprintable":
        assert "environment variable $SOCRATA_TOKEN" in str(found.error)
        assert sent == {}
    else:
        assert sent[("data.example", "/resource/abcd-1234.json")] == SECRET
        assert {where: token for where, token in sent.items() if where[1] != "/resource/abcd-1234.json"} == (
            dict.fromkeys(sent.keys() - {("data.example", "/resource/abcd-1234.json")})
        )
        assert ("The dataset is private, or the app token is wrong" in str(found.error)) is (trouble == "403")
    kept = "".join(path.read_text() for path in tmp_path.iterdir())
    assert SECRET not in kept + caplog.text + repr(found)
    assert "$SOCRATA_TOKEN" not in kept or trouble == "unprintable"
    assert found.asides == ()


def test_without_its_variable_the_source_is_read_and_it_is_said(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, pool = secret_reader(world, tmp_path, caplog)
    for _ in range(2):
        found = pool.read()
        assert titles(found) == ["Chess"]
        assert [(one.where, one.wrote) for one in found.refusals] == [("the option 'token'", "$SOCRATA_TOKEN")]
        assert not any("X-App-Token" in one.headers for one in world.log)
    assert pool.read(environment={"SOCRATA_TOKEN": SECRET}).unchanged == 1
    assert pool.read(environment={"SOCRATA_TOKEN": SECRET}).refusals == []


def test_twenty_thousand_items_are_merged_written_and_read_in_seconds(tmp_path: Path) -> None:
    text = msgspec.json.encode({"name": "A weekly session for young people. " * 20})
    items = [Item(feed="f", id=str(at), modified="1", data=msgspec.Raw(text), reading=1) for at in range(20_000)]
    state: Items = {}
    found = Crawl(source="pool", kind="openactive", fingerprint="", started_at=NOW, finished_at=NOW)
    with Clock() as clock:
        assert merge(state, items)
        assert not merge(state, [msgspec.structs.replace(item, reading=2) for item in items])
        assert not sweep(state, "f", 2)
        keep.save(tmp_path, msgspec.structs.replace(found, items=tuple(state.values())))
        kept = keep.load(tmp_path, "pool")
        assert kept
        assert merge({}, kept.items)
    assert len(kept.items) == 20_000
    assert clock.seconds < 3
