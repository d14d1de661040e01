"""`cityoflearning correct`: seen at once in all that is published, in all of it the same, listed, lifted, forgotten."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from schedules import cli
from schedules.verbs import asked
from tests import small_city
from tests.small_city import NOW, Offer

LISTED = [Offer("s1", "Robotics for starters"), Offer("s2", "Pottery on the wheel", ages="8-10")]


class Town(NamedTuple):
    folder: Path
    sites: small_city.Sites
    say: Callable[..., Result]

    def read(self, path: str) -> str:
        return (self.folder / "public" / path).read_text("utf-8-sig")

    def id(self, slug: str) -> str:
        return next(path.parent.name for path in (self.folder / "public" / "o").glob(f"*/{slug}"))

    def exported(self, id_: str) -> dict[str, Any]:
        found = json.loads(self.read("feeds/opportunities.json"))["opportunities"]
        return next(one for one in found if one["id"] == id_)

    def crawl(self, *offers: Offer) -> small_city.Ran:
        self.sites[small_city.host("sheet")] = small_city.pages("sheet", "csv", offers)
        return small_city.line(self.folder, self.sites)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A sheet, published. say: the command at NOW."""
    monkeypatch.setattr(asked, "clock", lambda: NOW)
    folder = small_city.found(tmp_path / "city", small_city.source("sheet", "csv"), head=small_city.HEAD)
    sites = {small_city.host("sheet"): small_city.pages("sheet", "csv", LISTED)}
    small_city.line(folder, sites)
    return Town(folder, sites, lambda *words: CliRunner().invoke(cli.main, [*words, str(folder)]))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_is_seen_at_once_and_every_export_says_the_same(town: Town) -> None:
    robots = town.id("robotics-for-starters")
    said = town.say("correct", robots, "ages", "9-12", "--because", "a parent called")
    assert said.exit_code == 0, said.output
    assert "Robotics for starters: ages is 9 to 12 now, where it was 11 to 14." in said.output
    assert town.say("correct", robots, "title", "Robots", "--because", "they asked").exit_code == 0
    assert town.say("correct", robots, "start", "20 March 2027, 5pm", "--because", "they asked").exit_code == 0
    page = town.read(f"o/{robots}/robotics-for-starters/index.html")
    assert "Ages 9 to 12" in page
    assert 'Corrected by the city on 1 Mar: age. Their own words: <q dir="auto">11-14</q>' in page
    assert 'Corrected by the city on 1 Mar: title. Their own words: <q dir="auto">Robotics for starters</q>' in page
    told = town.exported(robots)
    assert (told["title"], told["ages"], told["words"]["ages"]) == ("Robots", {"low": 9, "high": 12}, "11-14")
    assert told["corrected"][0] == {"field": "ages", "at": "2027-03-01", "said": "11-14"}
    (row,) = [row for row in rows(town.read("feeds/opportunities.csv")) if row["id"] == robots]
    assert (row["title"], row["ages"]) == ("Robots", "9-12")
    (run,) = [row for row in rows(town.read("feeds/sessions.csv")) if row["opportunity"] == robots]
    assert (run["title"], run["start"]) == ("Robots", "2027-03-20T17:00:00+00:00")
    calendar = town.read(f"o/{robots}/robotics-for-starters/calendar.ics")
    assert "DTSTART;TZID=Europe/London:20270320T170000" in calendar
    assert "SEQUENCE:2" in calendar, "of the title and of the time"
    titles = next((town.folder / "public" / "search").glob("titles.*.json")).read_text("utf-8")
    assert "Robots" in titles
    assert "Robotics" not in titles
    again = small_city.line(town.folder, town.sites)
    assert again.titles("sheet") == ["Pottery on the wheel", "Robots"]


def _shown(town: Town) -> dict[str, bytes]:
    """All but the feeds of changes, which tell that something changed and changed back."""
    tree = small_city.tree(town.folder / "public")
    return {path: body for path, body in tree.items() if not path.startswith("rpde/")}


def test_what_is_corrected_is_listed_and_can_be_lifted(town: Town) -> None:
    robots = town.id("robotics-for-starters")
    before = _shown(town)
    town.say("correct", robots, "ages", "9-12", "--because", "a parent called")
    told = town.say("correct").output
    assert f"{robots} ages: '9-12', since 2027-03-01 09:00 UTC: a parent called\n  The source says: 11-14\n" in told
    lifted = town.say("correct", robots, "ages", "--undo")
    assert (lifted.exit_code, lifted.output) == (0, f"{robots} ages: the source speaks again: 11-14\n")
    assert town.say("correct").output == ""
    assert _shown(town) == before
    assert town.say("correct", robots, "--undo").exit_code == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ages", "soon", "--because", "x"), "ages: 'soon' cannot be read"),
        (("cost", "£4", "--because", "x"), "Did you mean 'price'?"),
        (("ages", "9-12"), "Say why: --because TEXT"),
    ],
)
def test_what_cannot_be_corrected_is_said(town: Town, words: tuple[str, ...], sentence: str) -> None:
    said = town.say("correct", town.id("robotics-for-starters"), *words)
    assert (said.exit_code, sentence in said.output) == (2, True), said.output


def test_nobody_knows_of_it_is_said_with_what_is_near(town: Town) -> None:
    robots = town.id("robotics-for-starters")
    said = town.say("correct", f"{robots[:-1]}_", "ages", "9-12", "--because", "x")
    assert said.exit_code == 2
    assert f"Did you mean {robots}" in said.output


def test_staff_are_told_when_the_source_says_the_same_or_something_new(town: Town) -> None:
    robots, pottery = town.id("robotics-for-starters"), town.id("pottery-on-the-wheel")
    for one in (robots, pottery):
        town.say("correct", one, "ages", "9-12", "--because", "a parent called")
    town.crawl(LISTED[0]._replace(ages="9 to 12"), LISTED[1]._replace(ages="10+"))
    needs = {need["key"]: need for need in json.loads(town.say("report", "--json").output)["needs"]}
    same, new = needs[f"correction:{robots}::ages:same"], needs[f"correction:{pottery}::ages:new"]
    assert same["sentence"] == (
        f"{robots} ages was corrected to '9-12'. Its source says the same now: lift it with --undo."
    )
    assert new["sentence"] == (
        f"{pottery} ages was corrected to '9-12'. Its source says something new: '10+'. "
        "Look again, then correct it anew or lift it with --undo."
    )
    assert (same["urgency"], new["urgency"]) == ("later", "soon")
    town.say("correct", robots, "--undo")
    assert same["key"] not in town.say("report", "--json").output


def test_what_is_forgotten_is_forgotten_in_corrections_too(town: Town) -> None:
    robots, pottery = town.id("robotics-for-starters"), town.id("pottery-on-the-wheel")
    town.say("correct", robots, "title", "Robots with Jane Smithers", "--because", "Jane Smithers called")
    town.say("correct", pottery, "level", "Jane Smithers", "--because", "they asked")
    said = town.say("forget", "Jane Smithers")
    assert said.exit_code == 0, said.output
    tree = small_city.tree(town.folder)
    assert [path for path, body in tree.items() if b"Jane" in body] == []
    assert town.exported(robots)["title"] == "Robots with …"
    assert "level" not in town.exported(pottery)
    told = town.say("correct").output
    assert "… called" in told
    assert pottery not in told


def test_a_forgotten_listing_takes_its_corrections_with_it(town: Town) -> None:
    robots = town.id("robotics-for-starters")
    town.say("correct", robots, "title", "Robots", "--because", "they asked")
    town.say("forget", "Robotics for starters")
    assert small_city.line(town.folder, town.sites).titles("sheet") == ["Pottery on the wheel"]
    assert [path for path, body in small_city.tree(town.folder / "public").items() if b"Robots" in body] == []
