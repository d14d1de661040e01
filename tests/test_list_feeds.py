"""Every list can be taken as a calendar and a table, also for an age group; one table names them all."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import icalendar
import msgspec
import pytest

from indexer.counts.dimensions import BANDS
from indexer.opportunity import Ages
from portal.bands import meant
from portal.build import build
from tests import portal_city as city

BASE = "https://learn.millbrook.example/"
BAND = {band.name: band for band in BANDS}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("city")
    made = build(city.contents(), city.settings(folder, languages=("en",)), city.TODAY, holidays=(), revisions={})
    return {file.path: file.body for file in made}


def rows(body: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(body.decode("utf-8-sig")))


@pytest.mark.parametrize(
    ("ages", "bands"),
    [
        (None, []),
        (Ages(low=11, high=14), ["10-14"]),
        (Ages(low=7), ["5-9", "10-14", "15-19", "20-24"]),
        (Ages(high=9), ["5-9"]),
        (Ages(), ["5-9", "10-14", "15-19", "20-24"]),
        (Ages(low=5, high=5), ["5-9"]),
        (Ages(low=14, high=15), ["10-14", "15-19"]),
        (Ages(low=18), ["15-19", "20-24"]),
        (Ages(low=18, assumed=True), ["20-24"]),
        (Ages(low=30), []),
    ],
)
def test_who_is_meant(ages: Ages | None, bands: list[str]) -> None:
    young = ("5-9", "10-14", "15-19", "20-24")
    assert [name for name in young if meant(ages, BAND[name])] == bands


def test_the_table_of_lists_names_every_calendar_and_table_that_there_is(files: dict[str, bytes]) -> None:
    named = list(rows(files["feeds/lists.csv"]))
    lists = [path for path in files if not path.startswith(("o/", "feeds/"))]
    for column, end in (("calendar", "/calendar.ics"), ("table", "/sessions.csv")):
        told = [row[column].removeprefix(BASE) for row in named]
        assert len(told) == len(set(told))
        assert sorted(told) == sorted(path for path in lists if path.endswith(end))
    for row in named:
        assert row["page"].removeprefix(BASE) + "index.html" in files
        assert int(row["opportunities"]) > 0
        assert {"topic_area": 3, "topic": 2, "area": 2}.get(row["kind"], 1) == 1 + bool(row["interest"]) + bool(
            row["area"]
        )
        shown = {one["opportunity"] for one in rows(files[row["table"].removeprefix(BASE)])}
        assert len(shown) <= int(row["opportunities"]), "an opportunity without a session has no row"


def test_a_band_has_what_is_for_it_and_nothing_that_is_only_assumed(files: dict[str, bytes]) -> None:
    known = {o.id: o for o in city.contents().opportunities}
    seen = set()
    for path, body in files.items():
        name = next((part.removeprefix("ages-") for part in path.split("/") if part.startswith("ages-")), None)
        if name and path.endswith(".csv"):
            for row in rows(body):
                ages = known[row["opportunity"]].ages
                assert ages
                assert not ages.assumed or BAND[name].low >= 18
                assert (ages.low or 0) <= (BAND[name].high or 99)
                seen.add(row["opportunity"])
    assert "sport-c1" not in seen, "no age is stated"
    assert "libraries-a1" in seen
    assert "topics/code/riverside/ages-10-14/calendar.ics" in files
    assert "topics/code/riverside/ages-5-9/calendar.ics" not in files, "nothing is there for them"


def test_a_bands_calendar_is_named_after_it(files: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(files["topics/code/riverside/ages-10-14/calendar.ics"])
    for name in ("name", "x-wr-calname"):
        said = str(calendar[name]).replace("\\,", ",")
        assert said == "Code and robots in Riverside, ages 10 to 14 · City of Learning: Millbrook"
    assert {event["summary"] for event in calendar.walk("VEVENT")} == {"Build a robot that finds its way"}


def test_no_cell_of_any_table_can_start_a_formula(tmp_path: Path) -> None:
    hostile = ("=1+1", "+44 20", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1", "--5", "+5")
    few = [
        msgspec.structs.replace(o, title=said, text=said, eligibility=said, slug="x")
        for o, said in zip(city.contents().opportunities, hostile, strict=False)
    ]
    contents = msgspec.structs.replace(city.contents(), opportunities=tuple(few), aliases={})
    settings = city.settings(tmp_path, languages=("en",))
    tables = [f for f in build(contents, settings, city.TODAY, holidays=(), revisions={}) if f.path.endswith(".csv")]
    cells = [cell for f in tables for row in csv.reader(io.StringIO(f.body.decode("utf-8-sig"))) for cell in row]
    assert sum(cell.startswith("'") for cell in cells) > len(hostile)
    for cell in cells:
        assert not cell.startswith(("=", "+", "@", "\t", "\r", "\n", "＝", "－")), cell
        assert not cell.startswith("-") or cell[1:].replace(".", "", 1).isdecimal(), cell
