"""A list's feeds hold what fits the list and is to come, and are made again only where something of it changed."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import icalendar
import msgspec
import pytest

from indexer.contents import Contents
from indexer.opportunity import Meeting, Moment, Opportunity, Place, Price, Session
from portal import calendars
from portal.build import build
from portal.calendars import Revision
from portal.file import File
from portal.publish import publish
from tests import portal_city as city

FREE, FIVE = (Price(low=Decimal(n), high=Decimal(n), currency="GBP") for n in (0, 5))
STAMP = dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC)


def day(days: int) -> Moment:
    return Moment(date=city.TODAY + dt.timedelta(days=days), time=dt.time(16), zone="Europe/London")


def held(*sessions: Session) -> Contents:
    whole = city.contents()
    (o,) = [one for one in whole.opportunities if one.id == "libraries-a1"]
    return msgspec.structs.replace(whole, opportunities=(of(o, sessions),), aliases={})


def of(o: Opportunity, sessions: Sequence[Session]) -> Opportunity:
    return msgspec.structs.replace(o, sessions=tuple(sessions))


def made(contents: Contents, folder: Path, revisions: dict[str, Revision] | None = None) -> Iterator[File]:
    settings = city.settings(folder, languages=("en",))
    return build(contents, settings, city.TODAY, holidays=(), revisions=revisions or {})


def bodies(contents: Contents, folder: Path) -> dict[str, bytes]:
    return {file.path: file.body for file in made(contents, folder) if file.path.endswith((".csv", ".ics"))}


def ids(files: dict[str, bytes], folder: str) -> list[str]:
    """The sessions of a list's table, after its calendar was seen to hold the same."""
    told = [row["id"] for row in csv.DictReader(io.StringIO(files[f"{folder}sessions.csv"].decode("utf-8-sig")))]
    events = icalendar.Calendar.from_ical(files[f"{folder}calendar.ics"]).walk("VEVENT")
    assert {str(event["uid"]).partition("@")[0].partition("-2026")[0] for event in events} == set(told)
    return told


def test_a_session_stands_in_the_lists_for_which_it_is_and_in_no_other(tmp_path: Path) -> None:
    quay, hill = Place(name="Quay Hall", area="Quay"), Place(name="Hill Barn", area="Hill")
    files = bodies(
        held(
            Session(id="a-1", start=day(1), end=day(1), place=quay, price=FREE),
            Session(id="a-2", start=day(9), end=day(9), place=hill, price=FIVE),
            Session(id="a-3", start=day(2), end=day(2), online=True),
            Session(id="a-0", start=day(-9), end=day(-9), place=quay),
        ),
        tmp_path,
    )
    assert ids(files, "areas/quay/") == ids(files, "topics/code/quay/") == ["a-1"]
    assert ids(files, "areas/hill/") == ids(files, "topics/code/hill/ages-10-14/") == ["a-2"]
    assert ids(files, "topics/code/") == ids(files, "ages/12/") == ["a-1", "a-2", "a-3"]
    assert ids(files, "free/") == ["a-1"], "nobody pays for what stands among the free"
    assert ids(files, "online/") == ["a-3"]
    assert ids(files, "weeks/2026-W48/") == ["a-1", "a-3"]
    assert ids(files, "weeks/2026-W49/") == ["a-2"]


def test_a_place_that_is_told_on_booking_is_in_no_areas_feeds(tmp_path: Path) -> None:
    open_, hidden = Place(name="Quay Hall", area="Quay"), Place(area="Quay", visibility="on_booking")
    first, second = (Session(id=f"a-{n}", start=day(n), end=day(n)) for n in (1, 2))
    sessions = (msgspec.structs.replace(first, place=open_), msgspec.structs.replace(second, place=hidden))
    assert ids(bodies(held(*sessions), tmp_path), "areas/quay/") == ["a-1"]


def test_a_calendar_holds_the_next_ones_and_says_so_where_there_are_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST", 5)
    late, soon = (
        Session(id=f"a-{n}", start=day(n), meetings=tuple(Meeting(start=day(n + k)) for k in range(0, 40, 10)))
        for n in (5, 1)
    )
    files = bodies(held(late, soon), tmp_path)
    calendar = icalendar.Calendar.from_ical(files["topics/code/calendar.ics"])
    days = [event["dtstart"].dt.date() - city.TODAY for event in calendar.walk("VEVENT")]
    assert [one.days for one in days] == [1, 5, 11, 15, 21]
    assert "There are more on the portal." in calendar["description"]
    few = icalendar.Calendar.from_ical(files["weeks/2026-W48/calendar.ics"])
    assert "description" not in few
    whole = icalendar.Calendar.from_ical(files["feeds/opportunities.ics"])
    assert len(whole.walk("VEVENT")) == 8, "the whole catalogue is whole"


def test_only_feeds_of_what_changed_are_made_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def noted(contents: Contents, revisions: dict[str, Revision]) -> Iterator[File]:
        for file in made(contents, tmp_path, revisions):
            lazy = File(file.path, lambda file=file: asked.append(file.path) or file.body, file.made_of)  # type: ignore[misc, func-returns-value]
            yield lazy if file.made_of else file

    whole = city.contents()
    publish(noted(whole, {}), tmp_path / "public", tmp_path / "var")
    every = {path for path in asked if path.endswith((".ics", ".csv"))}
    asked.clear()
    publish(noted(whole, {"sport-c1-1": (3, STAMP)}), tmp_path / "public", tmp_path / "var")
    again = set(asked)
    assert {"feeds/opportunities.ics", "topics/sport/calendar.ics"} <= again <= every | set(asked)
    assert not [path for path in again if path.startswith(("topics/music", "o/libraries", "providers/millbrook-lib"))]
    assert len(again) < len(every) / 2
    told = (tmp_path / "public" / "topics" / "sport" / "calendar.ics").read_text()
    assert "SEQUENCE:3" in told
