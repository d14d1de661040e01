"""`cityoflearning report quality`: what each source states, what of it was read, and what would help most."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from crawlers.draft import Draft, DraftSession
from indexer.decisions import hiding
from indexer.normalise import normalise
from indexer.quality.fields import FIELDS, Counts, SourceFields, advice, field_quality, together
from schedules import cli, quality
from schedules.verbs import asked
from tests import small_city
from tests.small_city import NOW, Offer
from tests.test_index import NOW as THEN
from tests.test_index import City, city, crawl

__all__ = ["city"]  # the fixture


def draft(key: str, *runs: DraftSession, **said: Any) -> Draft:
    return Draft(title=f"{key} workshop", native_id=key, provider=f"{key} group", sessions=runs, **said)


def counted(city: City, *drafts: Draft) -> dict[str, Counts]:
    city.reader = normalise  # type: ignore[assignment]
    city.index(college=crawl("college", *drafts))
    (found,) = field_quality(city.catalogue, city.sources)
    assert (found.source, found.listings) == ("college", len(drafts))
    return found.fields


def test_each_value_went_one_of_four_ways(city: City) -> None:
    found = counted(
        city,
        draft("Clay", ages="8-12"),
        draft("Robot", ages="soon"),
        draft("Chess", text="Chess for everybody. For ages 9 to 11."),
        draft("Dance"),
        draft("Choir", ages_assumed="18+"),
    )
    assert found["ages"] == Counts(read=1, doubtful=1, inferred=2, unknown=1, example="soon")
    assert (found["ages"].of, found["ages"].stated, found["ages"].share("inferred")) == (5, 2, 0.4)
    assert found["topics"].inferred == 5
    assert found["text"] == Counts(read=1, unknown=4)


def test_what_a_session_says_is_counted_by_session_and_a_listing_without_any_once(city: City) -> None:
    runs = (DraftSession(start="2027-01-11", price="£5"), DraftSession(start="2027-01-18", price="ask Sue"))
    found = counted(city, draft("Clay", *runs), draft("Robot", DraftSession(start="2027-01-11")), draft("Chess"))
    assert found["price"] == Counts(read=1, doubtful=1, unknown=2, example="ask Sue")
    assert found["when"] == Counts(read=3, unknown=1)


def test_what_is_hidden_is_not_counted(city: City) -> None:
    counted(city, draft("Clay"), draft("Robot"))
    said = hiding.find(city.catalogue, "clay-group", city.sources)
    assert isinstance(said, hiding.Found)
    hiding.hide(city.catalogue, said, "r", city.sources, THEN)
    (found,) = field_quality(city.catalogue, city.sources)
    assert found.listings == 1


def source(name: str, listings: int, **fields: Counts) -> SourceFields:
    whole = dict.fromkeys(FIELDS, Counts(read=listings)) | fields
    return SourceFields(source=name, provider=name.title(), listings=listings, fields=whole)


def test_what_would_help_most_listings_is_told_first_and_trifles_are_not() -> None:
    some = [
        source("hall", 10, price=Counts(unknown=10)),
        source("sheet", 90, ages=Counts(doubtful=60, unknown=30, example="Sprouts"), access=Counts(unknown=90)),
        source("club", 200, when=Counts(read=100, unknown=100), text=Counts(read=190, unknown=10)),
    ]
    ages = "60 of 90 say something that was not understood, such as 'Sprouts'. See them: cityoflearning try sheet"
    cost = "where one answer holds for all of theirs, say so in the city file: defaults = { price = … }."
    assert advice(some) == [
        "club: When: 100 of 200 do not say. Ask Club for it, or map the field that holds it.",
        f"sheet: Ages: {ages}",
        f"hall: Cost: 10 of 10 do not say. Ask Hall for it, or {cost}",
    ]
    assert advice(some, most=1) == advice(some)[:1]
    assert together(some).fields["ages"] == Counts(read=210, doubtful=60, unknown=30)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(asked, "clock", lambda: NOW)
    sources = (small_city.source("sheet", "csv"), small_city.source("hall", "csv"))
    folder = small_city.found(tmp_path / "city", *sources)
    offers = [Offer("s1", "Robotics for starters"), Offer("s2", "Pottery on the wheel", ages="Sprouts", price="")]
    small_city.line(
        folder,
        {
            small_city.host("sheet"): small_city.pages("sheet", "csv", offers),
            small_city.host("hall"): small_city.pages("hall", "csv", [Offer("h1", "Chess ladder")]),
        },
    )
    return folder


def say(*words: str) -> str:
    said = CliRunner().invoke(cli.main, ["report", *words])
    assert said.exit_code == 0, said.output
    return said.output


def test_in_a_log_each_row_is_whole(town: Path) -> None:
    lines = [line.split() for line in say("quality", str(town)).splitlines()]
    assert lines[0] == ["source", "field", "of", "stated", "read", "doubtful", "inferred", "unknown"]
    assert ["sheet", "Ages", "2", "100%", "50%", "50%", "0%", "0%"] in lines
    assert ["sheet", "Cost", "2", "50%", "50%", "0%", "0%", "50%"] in lines
    assert ["all", "sources", "Ages", "3", "100%", "67%", "33%", "0%", "0%"] in lines
    assert "\x1b" not in say("quality", str(town))


def test_on_a_terminal_it_has_colours_and_fits(town: Path) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=80)
    quality.show(quality.quality(asked.found(town), asked.clock), screen)
    assert isinstance(screen.file, io.StringIO)
    shown = screen.file.getvalue()
    assert re.search(r"\x1b\[33m *50%", shown)
    table = re.sub(r"\x1b\[\d*m", "", shown).partition("\nsheet: ")[0]
    assert max(map(len, table.splitlines())) <= 80


def test_for_a_machine(town: Path) -> None:
    told = json.loads(say("quality", str(town), "--json"))
    sheet = next(one for one in told["sources"] if one["source"] == "sheet")
    assert sheet["fields"]["ages"] == {
        "of": 2, "stated": 1.0, "read": 0.5, "doubtful": 0.5, "inferred": 0.0, "unknown": 0.0,
    }  # fmt: skip
    assert told["all"]["listings"] == 3
    assert 0 < sheet["complete"] < told["all"]["complete"] < 1
    assert any("'Sprouts'" in sentence for sentence in sheet["todo"])


def test_report_alone_still_says_what_needs_a_person(town: Path) -> None:
    assert "Smallham" in say(str(town))
    assert CliRunner().invoke(cli.main, ["report", "qualty", str(town)]).exit_code == 2


def test_staff_see_the_same_table(town: Path) -> None:
    page = (town / "staff" / "quality" / "index.html").read_text("utf-8")
    cells = "".join(f"<td>{cell}</td>" for cell in ("2", "100%", "50%", "50%", "0%", "0%"))
    assert f'<tr><th scope="row">Ages</th>{cells}</tr>' in page
