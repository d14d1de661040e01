"""A source is read again out of the memory: the same as it was kept, or what a mended source table makes of it."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from crawlers import keep
from crawlers.keep import Crawl
from crawlers.memory import runs
from schedules import cli, home, replay, run
from schedules.millbrook.server import Answer
from schedules.verbs import asked
from tests import small_city
from tests.small_city import NOW

KINDS = {
    "feed": "ical",
    "sheet": "csv",
    "linked": "schema_org",
    "site": "html",
    "changes": "openactive",
    "rows": "socrata",
}
DAY = dt.timedelta(days=1)


def sites(count: int, *names: str) -> small_city.Sites:
    return {
        small_city.host(name): small_city.pages(name, KINDS[name], small_city.offers(name, count))
        for name in names or KINDS
    }


def city(folder: Path, *names: str) -> Path:
    return small_city.found(folder, *(small_city.source(name, KINDS[name]) for name in names or KINDS))


def said(crawl: Crawl | None) -> Crawl | None:
    """Without what only counts (requests, full readings of a feed), and without the mark of the code."""
    if crawl is None:
        return None
    feeds = tuple(msgspec.structs.replace(feed, reading=0) for feed in crawl.feeds)
    items = tuple(msgspec.structs.replace(item, reading=0) for item in crawl.items)
    return msgspec.structs.replace(crawl, fingerprint="", requests=0, unchanged=0, bytes=0, feeds=feeds, items=items)


def again(folder: Path, name: str, of: str | None = None) -> tuple[Crawl, replay.Comparison]:
    made, found = replay.replay(home.find(folder, NOW), name, of)
    assert made.missing == ()
    return made.crawl, found


def verb(*args: str) -> str:
    said = CliRunner().invoke(cli.main, [*args])
    assert said.exit_code == 0, said.output
    return " ".join(said.output.split())


def test_what_is_read_again_is_what_was_kept(tmp_path: Path) -> None:
    """Of all kinds, over a month: pages that change, stay and go, feeds that go on and that are read anew."""
    folder = city(tmp_path)
    for day, count in ((0, 4), (1, 4), (2, 6), (9, 6), (10, 5)):
        small_city.line(folder, sites(count), NOW + day * DAY)
        for name in KINDS:
            kept = keep.load(folder / "var" / "crawls", name)
            crawl, found = again(folder, name)
            assert said(crawl) == said(kept), (day, name)
            assert found.same
    first, found = again(folder, "sheet", runs.name_of(NOW))
    assert (len(first.drafts), found.before, found.after, len(found.gone)) == (4, 5, 4, 1)


def test_a_mended_source_is_put_in_place_without_asking_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "clock", lambda: NOW + DAY)
    folder = city(tmp_path, "sheet", "site")
    right = (folder / "city.toml").read_text("utf-8")
    wrong = right.replace('place = "Where"', 'text = "Where"').replace("h2 a::", "h3 a::")
    (folder / "city.toml").write_text(wrong, "utf-8")
    broken = small_city.line(folder, sites(4, "sheet", "site"))
    assert all(one.sessions[0].place is None for one in broken.of("sheet"))
    (folder / "city.toml").write_text(right, "utf-8")
    before = small_city.tree(folder / "var" / "crawls")
    for name, field in (("sheet", "sessions.place in 4"), ("site", "added: 4")):
        told = verb("replay", name, str(folder))
        assert "drafts: 4 kept, 4 now" in told
        assert field in told
        assert "Nothing was changed." in told
    assert small_city.tree(folder / "var" / "crawls") == before
    assert "It is kept and indexed" in verb("replay", "sheet", str(folder), "--keep")
    assert "Nothing would change." in verb("replay", "sheet", str(folder))
    shown = [
        one for one in run.contents(home.find(folder, NOW), NOW).opportunities if one.listings[0].source == "sheet"
    ]
    assert len(shown) == 4
    assert {one.sessions[0].place.name for one in shown if one.sessions[0].place} == {"Sheet Hall"}
    kept = keep.load(folder / "var" / "crawls", "sheet")
    assert kept
    assert kept.started_at == NOW


def test_a_day_on_which_a_page_failed_keeps_its_drafts_and_says_so(tmp_path: Path) -> None:
    folder, there = city(tmp_path, "site", "feed"), sites(6, "site", "feed")
    small_city.line(folder, there)
    there[small_city.host("site")]["/whats-on?page=2"] = Answer(b"down", status=500)
    there[small_city.host("feed")] = {"/all.ics": Answer(b"down", status=500)}
    small_city.line(folder, there, NOW + DAY)
    crawl, found = again(folder, "site")
    kept = keep.load(folder / "var" / "crawls", "site")
    assert kept
    assert len(crawl.drafts) == len(kept.drafts) == 6
    assert [page.error for page in crawl.pages] == [page.error for page in kept.pages]
    assert "500" in str(crawl.pages[1].error)
    assert found.same
    feed, found = again(folder, "feed")
    assert (len(feed.drafts), feed.error) == (6, None)
    del there[small_city.host("site")]["/whats-on?page=2"]
    small_city.line(folder, there, NOW + 2 * DAY)
    crawl, _ = again(folder, "site")
    assert len(crawl.drafts) == 3, "what is gone is gone"


def test_what_is_not_in_the_memory_is_said(tmp_path: Path) -> None:
    folder = city(tmp_path, "site", "feed")
    small_city.line(folder, sites(6, "site", "feed"))
    for path in (folder / "var" / "memory" / "feed").iterdir():
        path.unlink()
    refused = CliRunner().invoke(cli.main, ["replay", "feed", str(folder)])
    assert refused.exit_code == 1
    assert "feed: expected something of it to be in the memory, but it holds nothing." in refused.output
    refused = CliRunner().invoke(cli.main, ["replay", "site", str(folder), "--run", "20200101T000000Z"])
    assert "but it holds the runs 20270301T090000Z" in refused.output
    text = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(text.replace('next = "a[rel=next]"', 'next = "h2 a"'), "utf-8")
    made, _ = replay.replay(home.find(folder, NOW), "site")
    assert made.missing == (f"http://{small_city.host('site')}/whats-on/site-0",)
    assert len(made.crawl.drafts) == 3
    assert all("to be in the memory, but it is not there" in str(page.error) for page in made.crawl.pages[1:])
