"""From feeds of changes to the catalogue: what was deleted goes at once; nothing goes because a reading was short."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from crawlers.source import Expect, Source
from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents, SourceState
from indexer.index import index
from indexer.settings import IndexSettings
from tests.changing_feeds import Rpde
from tests.world import World, played

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
NAMES = [f"Swim {number}" for number in range(20)]


class Town:
    """One source of a feed of twenty events, read and indexed day by day."""

    def __init__(self, world: World, folder: Path) -> None:
        self.feed = Rpde(world, "pool.example/feed", size=7)
        self.feed.put(*NAMES)
        self.source = Source(
            name="pool", provider="Pool", kind="openactive", url=self.feed.url, expect=Expect(at_least=15)
        )
        self.catalogue = Catalogue.open(f"sqlite:///{folder}/catalogue.db")
        self._indexing = IndexSettings(timezone="Europe/London", country="GB", languages=("en",), folder=folder)
        self._crawling = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=world.proxy)
        self._folder = folder

    def day(self, number: int) -> tuple[set[str], SourceState]:
        """Reads and indexes on this day: the titles that may be published, and how the source stands."""
        now = NOW + dt.timedelta(days=number)
        crawls = crawl([self.source], self._crawling, self._folder, clock=lambda: now)
        self.contents: Contents = index(crawls, [self.source], self._indexing, self.catalogue, now)
        return {one.title for one in self.contents.opportunities}, self.contents.sources[0]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with played() as world:
        made = Town(world, tmp_path)
        yield made
        made.catalogue.close()


def test_a_crawl_that_brings_three_changes_has_not_shrunk(town: Town) -> None:
    for day in range(4):
        titles, state = town.day(day)
        assert (len(titles), state.verdict, state.reasons) == (20, "good", ())
    town.feed.put("Swim 3", name="Swim three")
    town.feed.delete("Swim 4")
    town.feed.put("Swim 20")
    titles, state = town.day(4)
    assert titles == {*NAMES, "Swim three", "Swim 20"} - {"Swim 3", "Swim 4"}
    assert (state.verdict, state.reasons, state.drafts) == ("good", (), 20)
    assert {session.status for one in town.contents.opportunities for session in one.sessions} == {"scheduled"}


def test_what_was_deleted_goes_at_once_and_may_come_back(town: Town) -> None:
    town.day(0)
    town.feed.delete("Swim 4")
    assert "Swim 4" not in town.day(1)[0]
    town.feed.put("Swim 4")
    ids = {one.title: one.id for one in town.contents.opportunities}
    assert "Swim 4" in town.day(2)[0]
    assert ids.items() <= {one.title: one.id for one in town.contents.opportunities}.items()


def test_a_reading_that_was_cut_short_withdraws_nothing(town: Town) -> None:
    town.day(0)
    town.feed.forget("Swim 0", "Swim 15")
    town.feed.delete("Swim 1")
    town.feed.broken["9"] = 500
    titles, state = town.day(9)
    assert titles == set(NAMES)
    assert "could not be read" in " ".join(state.reasons)
    town.feed.broken.clear()
    titles, state = town.day(10)
    assert titles == set(NAMES) - {"Swim 0", "Swim 1", "Swim 15"}
    assert state.verdict == "good"


def test_a_feed_that_fails_for_days_loses_nothing(town: Town) -> None:
    town.day(0)
    town.feed.broken |= {"20": 503, "": 503}
    for day in (1, 5, 20):
        titles, state = town.day(day)
        assert (len(titles), state.verdict) == (20, "refused")


def test_a_feed_that_was_emptied_is_not_believed(town: Town) -> None:
    for day in range(3):
        town.day(day)
    town.feed.items.clear()
    titles, state = town.day(12)
    assert (len(titles), state.verdict) == (20, "refused")
    assert "expected about 20 listings, as before, but none came" in state.reasons[0]
