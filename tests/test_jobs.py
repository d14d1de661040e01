"""The timetable's work, each piece alone: done twice it is done once, and what fails is told and tried again."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from pytest_httpserver import HTTPServer

from crawlers.errors import Busy, PublishError
from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import due, jobs, run
from schedules.home import Home, find
from schedules.needs import last_of
from schedules.settings import NoticeSettings, ScheduleSettings
from tests import small_city
from tests.small_city import NOW

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A city with one sheet, whose site is played, and a timetable in which all of it is due at NOW."""
    sites = {small_city.host("sheet"): small_city.pages("sheet", "csv", small_city.offers("sheet", 3))}
    with small_city.played(sites) as (proxy, _):
        head = small_city.HEAD + f'proxy = "{proxy}"\n'
        found = find(small_city.found(tmp_path, small_city.source("sheet", "csv", 'every = "6h"'), head=head), NOW)
        with closing(Catalogue.open(found.catalogue)) as catalogue:
            due.keep_in_step(found, catalogue, NOW)
        yield found


def entries(home: Home) -> dict[str, timetable.Entry]:
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        return timetable.entries(catalogue)


def test_what_is_not_due_any_more_is_not_read_again(home: Home) -> None:
    assert jobs.read(home, ["sheet", "gone"], lambda: NOW) == ("sheet",)
    assert jobs.read(home, ["sheet"], lambda: NOW + HOUR) == ()
    with run.alone(home), pytest.raises(Busy):
        jobs.read(home, ["sheet"], lambda: NOW + 12 * HOUR)
    assert jobs.read(home, ["sheet"], lambda: NOW + 12 * HOUR) == ("sheet",)


def test_what_was_indexed_and_not_published_is_seen_after_a_kill(home: Home) -> None:
    jobs.publish(home, lambda: NOW)
    assert entries(home)["publish"].next_due_at > NOW
    jobs.read(home, ["sheet"], lambda: NOW + HOUR)
    assert entries(home)["publish"].next_due_at == NOW + HOUR
    jobs.publish(home, lambda: NOW + HOUR)
    assert (home.public / "index.html").exists()
    after = entries(home)["publish"]
    jobs.read(home, ["sheet"], lambda: NOW + 12 * HOUR)
    assert entries(home)["publish"].next_due_at == after.next_due_at, "nothing changed"


def test_a_publication_that_fails_is_told_and_tried_again(home: Home, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("ok")
    settings = NoticeSettings(webhook=httpserver.url_for("/hook"))
    direct = msgspec.structs.replace(home.city.crawl, proxy=None)
    home = msgspec.structs.replace(home, city=msgspec.structs.replace(home.city, notices=settings, crawl=direct))
    home.public.write_text("a file is in the way")
    with pytest.raises(PublishError):
        jobs.publish(home, lambda: NOW)
    assert b"Make room or mend the folder" in httpserver.log[0][0].get_data()
    assert [need.key for need in last_of(home.state)] == ["publishing"]
    entry = entries(home)["publish"]
    assert (entry.failures, entry.next_due_at) == (1, NOW + HOUR / 4)
    home.public.unlink()
    jobs.publish(home, lambda: NOW + HOUR)
    assert b'"mended":[{"key":"publishing"' in httpserver.log[1][0].get_data()
    assert entries(home)["publish"].failures == 0
    assert last_of(home.state) == ()


def test_maintenance_keeps_what_is_needed_and_sends_the_report(home: Home, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("ok")
    city = msgspec.structs.replace(
        home.city,
        notices=NoticeSettings(webhook=httpserver.url_for("/hook")),
        schedule=ScheduleSettings(report="every monday at 08:00"),
        crawl=msgspec.structs.replace(home.city.crawl, proxy=None),
    )
    jobs.read(home, ["sheet"], lambda: NOW)
    home = msgspec.structs.replace(home, city=city)
    with closing(Catalogue.open(home.catalogue)) as catalogue:
        due.keep_in_step(home, catalogue, NOW)
    (home.crawls / "gone.jsonl").write_text("{}")
    (home.state / "runs").mkdir(exist_ok=True)
    for n in range(jobs.RUNS_KEPT + 3):
        (home.state / "runs" / f"2027-01-01T{n:06}Z.json").write_text("{}")
    jobs.maintain(home, lambda: NOW)
    assert len(httpserver.log) == 0, "nothing is due yet"
    monday = dt.datetime(2027, 3, 8, 8, 0, 1, tzinfo=dt.UTC)
    jobs.maintain(home, lambda: monday)
    jobs.maintain(home, lambda: monday)
    assert len(httpserver.log) == 1
    assert b'"kind":"report"' in httpserver.log[0][0].get_data()
    assert sorted(path.name for path in home.crawls.glob("*.jsonl")) == ["sheet.jsonl"]
    assert len(list((home.state / "runs").iterdir())) == jobs.RUNS_KEPT
    assert entries(home)[due.REPORT].next_due_at == dt.datetime(2027, 3, 15, 8, tzinfo=dt.UTC)
