"""The timetable over many simulated days: every due run is made once, whatever happens to clock, city file, process."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from indexer.catalogue import timetable
from indexer.catalogue.catalogue import Catalogue
from schedules import due, scheduler
from schedules.every import every
from schedules.timetable import regular
from tests import simulated_time, small_city
from tests.simulated_time import FastClock, Made, Recorder, city, tick

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
NOW = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)

EVERY = {
    "often": "3h",
    "quarterly": "6h",
    "odd": "7h",
    "daily": "1d",
    "nightly": "1d at 01:30",
    "late": "1d at 02:30",
    "weekly": "every monday at 08:00",
    "sunday": "every sunday at 01:30",
}
NIGHTS = [
    ("Europe/London", dt.date(2027, 3, 28)),
    ("Europe/London", dt.date(2026, 10, 25)),
    ("America/Chicago", dt.date(2027, 3, 14)),
    ("America/Chicago", dt.date(2026, 11, 1)),
]


def expected(words: str, zone: ZoneInfo, name: str, since: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    at = since
    while (at := regular(every(words), at, zone, name)) <= until:
        yield at


@pytest.mark.parametrize(("zone", "night"), NIGHTS, ids=str)
def test_twelve_days_over_each_night_of_summer_time(zone: str, night: dt.date, tmp_path: Path) -> None:
    """With restarts at random moments, and processes that are killed while they read."""
    start = dt.datetime.combine(night - dt.timedelta(days=6), dt.time(12), dt.UTC)
    chance = random.Random(night.toordinal())
    home = city(tmp_path, EVERY, start, zone)
    made = simulated_time.stretch(
        home,
        start,
        12,
        seed=night.toordinal(),
        step=40 * MINUTE,
        fate=lambda _: "killed" if chance.random() < 0.05 else "read",
    )
    counted = Counter((one.name, one.due) for one in made)
    assert set(counted.values()) == {1}
    last = max(one.began for one in made)
    for name, words in EVERY.items():
        runs = [one for one in made if one.name == due.of(name)]
        assert runs[0].due == start, "a new source is read at once"
        # Then by the timetable: once for each of its moments, unless one came while another was still to be made.
        wanted = list(expected(words, ZoneInfo(zone), due.of(name), runs[1].due - MINUTE, last - HOUR))
        assert [one.due for one in runs[1:] if one.due <= last - HOUR] == wanted
        assert all(one.began - one.due < 2 * HOUR for one in runs)
    for task, words in (("publish", "every day at 05:00"), (due.MAINTENANCE, "1d at 04:15")):
        dues = [one.due for one in made if one.name == task]
        wanted = list(expected(words, ZoneInfo(zone), task, start, last - HOUR))
        assert [at for at in dues if start < at <= last - HOUR] == wanted


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue.open(f"sqlite:///{tmp_path}/var/catalogue.db")) as opened:
        yield opened


def go_on(
    home: simulated_time.Home, runner: Recorder, span: dt.timedelta, step: dt.timedelta = 30 * MINUTE
) -> list[Made]:
    before, until = len(runner.made), runner.clock.now + span
    while runner.clock.now < until:
        tick(home, runner)
        runner.clock.now += step
    return runner.made[before:]


def names(made: list[Made]) -> Counter[str]:
    return Counter(one.name.removeprefix(due.of("")) for one in made if one.name.startswith(due.of("")))


def test_a_clock_that_is_set_back_a_day_brings_neither_storm_nor_silence(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, EVERY, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda _: "read")
    go_on(home, runner, 3 * DAY)
    runner.clock.now -= DAY
    assert names(go_on(home, runner, 30 * MINUTE)) == Counter(), "nothing starts because of it"
    after = names(go_on(home, runner, DAY))
    assert 7 <= after["often"] <= 9
    assert 3 <= after["quarterly"] <= 5
    assert after["nightly"] == after["late"] == 1
    assert set(names(go_on(home, runner, 7 * DAY))) == set(EVERY)


def test_a_claim_of_the_wrong_time_is_not_believed_for_a_day(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, {"often": "2h"}, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda _: "killed")
    with pytest.raises(simulated_time.Killed):
        tick(home, runner)
    runner.fate = lambda _: "read"
    runner.clock.now -= DAY
    assert 10 <= names(go_on(home, runner, DAY))["often"] <= 13


def test_a_pause_of_days_is_one_run(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, EVERY, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda _: "read")
    go_on(home, runner, HOUR)
    runner.clock.now += 10 * DAY
    assert names(go_on(home, runner, 30 * MINUTE)) == Counter(dict.fromkeys(EVERY, 1))


def test_the_city_file_is_followed(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, {"daily": "1d at 02:00", "gone": "2h"}, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda _: "read")
    assert names(go_on(home, runner, 30 * MINUTE)) == {"daily": 1, "gone": 1}
    home = city(tmp_path, {"daily": "1d at 02:00", "new": "6h"}, NOW)
    assert names(go_on(home, runner, 10 * HOUR)) == {"new": 2}
    assert due.of("gone") not in timetable.entries(catalogue)
    home = simulated_time.with_every(home, "daily", "1h")
    assert names(go_on(home, runner, 3 * HOUR))["daily"] == 3, "at once, as its last run is hours ago; then by the hour"
    paused = tuple(msgspec.structs.replace(one, paused="moving house") for one in home.city.sources)
    quiet = msgspec.structs.replace(home, city=msgspec.structs.replace(home.city, sources=paused))
    assert names(go_on(quiet, runner, DAY)) == Counter()


def test_failures_stretch_the_time_and_one_success_mends_it(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, {"often": "15m", "nightly": "1d at 02:00"}, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda name: "failed" if name.startswith("source") else "read")
    failing = names(go_on(home, runner, DAY, 5 * MINUTE))
    assert 5 <= failing["often"] <= 9
    assert 4 <= failing["nightly"] <= 9
    runner.fate = lambda _: "read"
    go_on(home, runner, 2 * DAY, 5 * MINUTE)
    assert names(go_on(home, runner, 2 * HOUR, 5 * MINUTE))["often"] == 8
    assert {entry.failures for entry in timetable.entries(catalogue).values()} == {0}


def test_sources_that_share_a_host_are_one_lane_and_wait_for_each_other(tmp_path: Path, catalogue: Catalogue) -> None:
    shared = "http://shared.smallham.example/{}.csv"
    tables = [small_city.source(n, "csv", 'every = "1h"', url=shared.format(n)) for n in ("a", "b")]
    folder = small_city.found(tmp_path, *tables, small_city.source("c", "csv", 'every = "1h"'))
    home = simulated_time.find(folder, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda _: "read")
    tick(home, runner)
    assert ("shared.smallham.example", ("a", "b")) in runner.submitted
    assert ("c.smallham.example", ("c",)) in runner.submitted
    runner.clock.now += 3 * HOUR
    assert timetable.claim(catalogue, due.of("a"), "another", runner.clock.now, runner.clock.now + HOUR)
    runner.submitted.clear()
    tick(home, runner)
    assert [name for _, held in runner.submitted for name in held] == ["c"], "b waits while a is being read"
    runner.clock.now += HOUR
    tick(home, runner)
    assert ("shared.smallham.example", ("a", "b")) in runner.submitted, "a claim that ran out holds nobody up"


def test_of_two_that_claim_one_succeeds(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, {"daily": "1d"}, NOW)
    due.keep_in_step(home, catalogue, NOW)
    with closing(Catalogue.open(catalogue.url)) as another:
        won = [timetable.claim(one, due.of("daily"), str(one), NOW, NOW + HOUR) for one in (catalogue, another)]
    assert won == [True, False]
    timetable.done(catalogue, due.of("daily"), NOW + DAY, NOW)
    assert not timetable.claim(catalogue, due.of("daily"), "late", NOW + HOUR, NOW + 2 * HOUR)


def test_publishing_waits_for_what_is_being_read_but_not_for_ever(tmp_path: Path, catalogue: Catalogue) -> None:
    home = city(tmp_path, {"slow": "1d at 03:00"}, NOW)
    runner = Recorder(home, catalogue, FastClock(NOW), lambda _: "read")
    tick(home, runner)
    runner.clock.now = dt.datetime(2027, 3, 2, 4, 30, tzinfo=dt.UTC)
    assert timetable.claim(catalogue, due.of("slow"), "it", runner.clock.now, runner.clock.now + HOUR)
    due.changed(catalogue, "something new", runner.clock.now)
    runner.made.clear()
    tick(home, runner)
    assert "publish" not in {one.name for one in runner.made}
    runner.clock.now += 10 * MINUTE
    tick(home, runner)
    assert "publish" in {one.name for one in runner.made}


def test_a_city_that_was_never_read_is_not_published_empty(tmp_path: Path, catalogue: Catalogue) -> None:
    """The ticks of reading and of publishing are threads: the second may look just after the first has founded all."""
    clock = FastClock(NOW)
    home = city(tmp_path, {"a": "1d"}, NOW)
    runner = Recorder(home, catalogue, clock, lambda _: "good")
    due.keep_in_step(home, catalogue, NOW)
    scheduler.publish_due(catalogue, runner, NOW)
    assert runner.submitted == []
    tick(home, runner)
    assert [lock for lock, _ in runner.submitted] == ["a.smallham.example", "publish"]
