"""What the city hides is nowhere in what is published, at once, and stays out whatever a crawl brings."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from indexer.catalogue.catalogue import Catalogue
from indexer.decisions import hiding
from indexer.decisions.hiding import Found
from schedules import cli, home, removal, run
from schedules.verbs import asked
from tests import small_city
from tests.postgres import BOTH
from tests.small_city import NOW, Offer
from tests.test_index import NOW as THEN
from tests.test_index import City, city, course, crawl, state, titles

__all__ = ["city"]  # the fixture

LISTED = [Offer("s1", "Robotics for starters"), Offer("s2", "Pottery on the wheel"), Offer("s3", "Street dance")]


class Town(NamedTuple):
    folder: Path
    sites: small_city.Sites
    say: Callable[..., Result]

    def holds(self, words: str) -> list[str]:
        """The published files that hold these words, in their bytes or their names."""
        tree = small_city.tree(self.folder / "public")
        return [path for path, body in tree.items() if words.encode() in body or words in path]


@pytest.fixture
def town(tmp_path: Path, catalogue_url: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Two sources, published. say: the command at NOW."""
    monkeypatch.setattr(asked, "clock", lambda: NOW)
    sheets = (small_city.source("sheet", "csv"), small_city.source("hall", "csv"))
    folder = small_city.found(tmp_path / "city", *sheets, head=f'catalogue = "{catalogue_url}"\n{small_city.HEAD}')
    sites = {
        small_city.host("sheet"): small_city.pages("sheet", "csv", LISTED),
        small_city.host("hall"): small_city.pages("hall", "csv", [Offer("h1", "Chess ladder")]),
    }
    small_city.line(folder, sites)
    return Town(folder, sites, lambda *words: CliRunner().invoke(cli.main, [*words, str(folder)]))


def test_hidden_at_once_everywhere_and_after_every_crawl_until_it_is_shown_again(town: Town) -> None:
    before = small_city.tree(town.folder / "public")
    robotics = next(path.split("/")[1] for path in before if "robotics-for-starters" in path)
    said = town.say("hide", "--reason", "a parent called", robotics)
    assert said.exit_code == 0, said.output
    assert "'Robotics for starters'" in said.output
    for words in ("Robotics for starters", "robotics-for-starters"):
        assert town.holds(words) == []
    told = town.holds(robotics)
    assert all(path.startswith("rpde/") for path in told), "only its id, to those who keep a copy and must delete it"
    feed = json.loads((town.folder / "public" / "rpde" / "opportunities" / "index.json").read_bytes())
    assert [one["state"] for one in feed["items"] if one["id"] == robotics] in ([], ["deleted"])
    assert town.holds("Street dance")
    standing = json.loads((town.folder / "var" / "published.json").read_bytes())
    assert not [path for path in standing if robotics in path and not path.startswith("rpde/")]
    again = small_city.line(town.folder, town.sites)
    assert again.titles("sheet") == ["Pottery on the wheel", "Street dance"]
    assert again.source("sheet").listings == 2
    assert town.holds("Robotics") == []
    assert f"{robotics}  opportunity, since 2027-03-01 09:00 UTC: a parent called" in town.say("hide").output
    shown = town.say("hide", "--undo", robotics)
    assert shown.exit_code == 0, shown.output
    assert _pages(small_city.tree(town.folder / "public")) == _pages(before)
    assert town.say("hide").output == ""


def _pages(tree: dict[str, bytes]) -> set[str]:
    """All but the feeds of changes, which tell that something went and came back."""
    return {path for path in tree if not path.startswith("rpde/")}


def test_a_hidden_provider_is_nowhere_its_page_and_its_source_included(town: Town) -> None:
    said = town.say("hide", "--reason", "they asked", "Hall")
    assert said.exit_code == 0, said.output
    assert "The provider 'Hall' (hall)" in said.output
    assert town.holds("Chess ladder") == town.holds("providers/hall") == []
    again = small_city.line(town.folder, town.sites)
    assert [one.name for one in again.contents.sources] == ["sheet"]
    assert town.holds("Chess") == []


@pytest.mark.parametrize("catalogue_url", BOTH[:1], indirect=True)
def test_it_waits_for_a_run_that_might_publish_what_it_takes_out(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "_PATIENCE", 0.01)
    there, told = home.find(town.folder, NOW), threading.Event()
    with run.alone(there):
        hiding_now = threading.Thread(
            target=removal.hide, args=(there, "Hall", "they asked", lambda: NOW), kwargs={"waits": lambda _: told.set()}
        )
        hiding_now.start()
        assert told.wait(10)
        assert [one.target for one in removal.hidden(there)] == ["hall"]
        assert town.holds("Chess ladder")
    hiding_now.join()
    assert town.holds("Chess ladder") == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("hide", "--reason", "x", "shet"), 2, "has none of this name. Did you mean sheet or Sheet?"),
        (("hide", "sheet"), 2, "Say why: --reason TEXT"),
        (("hide", "--undo", "sheet"), 2, "expected something that is hidden"),
    ],
)
def test_what_cannot_be_hidden_is_said(town: Town, words: tuple[str, ...], code: int, sentence: str) -> None:
    said = town.say(*words)
    assert (said.exit_code, sentence in said.output) == (code, True), said.output


def hide(city: City, said: str, what: hiding.What | None = None) -> Found:
    found = hiding.find(city.catalogue, said, city.sources, what)
    assert isinstance(found, Found)
    hiding.hide(city.catalogue, found, "r", city.sources, THEN)
    return found


def contents(catalogue: Catalogue, city: City) -> list[str]:
    return titles(catalogue.contents(city.sources, THEN.date(), city.settings.keep))


def test_of_an_opportunity_with_a_hidden_listing_the_rest_is_shown_without_its_words(city: City) -> None:
    one = city.index(
        college=crawl("college", course("Robots", url="http://college.example/secret")),
        library=crawl("library", course("Robots", id="L1", provider="Millbrook College")),
    )
    (robots,) = one.opportunities
    assert len(robots.listings) == 2
    hide(city, robots.listings[0].id, "listing")
    (left,) = city.catalogue.contents(city.sources, THEN.date(), city.settings.keep).opportunities
    assert (left.id, [listing.source for listing in left.listings]) == (robots.id, ["library"])
    assert "secret" not in str(left)


def test_what_joins_or_leaves_a_hidden_opportunity_is_hidden_with_it(city: City) -> None:
    first = [course("Robots", id="1"), course("Robots", id="2", start="2027-02-01"), course("Chess")]
    robots = next(one for one in city.index(college=crawl("college", *first)).opportunities if one.title == "Robots")
    assert hide(city, robots.id) == Found(target=robots.id, what="opportunity", name="Robots")
    assert contents(city.catalogue, city) == ["Chess"]
    theirs = course("Robots", id="L1", provider="Millbrook College")
    joined = city.index(1, library=crawl("library", theirs, day=1))
    assert titles(joined) == ["Chess"]
    apart = [first[0], course("Machines for all", id="2", start="2027-02-01"), first[2]]
    assert titles(city.index(2, college=crawl("college", *apart, day=2))) == ["Chess"]


def test_hidden_under_an_alias_it_stays_hidden_when_two_become_one(city: City) -> None:
    city.index(college=crawl("college", course("Robots")))
    apart = city.index(1, library=crawl("library", course("Machines", id="L1", provider="Millbrook College"), day=1))
    theirs = next(one for one in apart.opportunities if one.title == "Machines")
    hide(city, theirs.id)
    one = city.index(2, library=crawl("library", course("Robots", id="L1", provider="Millbrook College"), day=2))
    assert (titles(one), one.aliases) == ([], {})


def test_what_is_said_of_a_hidden_listing_is_hidden_too(city: City) -> None:
    url = "http://college.example/courses"
    drafts = [course("Robots", id=None, url=url), course("Drawing", id=None, url=url), course("?")]
    found = city.index(college=crawl("college", *drafts))
    assert state(found, "college").doubts
    assert state(found, "college").refusals
    for one in found.opportunities:
        hide(city, one.id)
    with city.catalogue.read() as connection:
        failed = connection.exec_driver_sql("SELECT id FROM listings WHERE title = '?'").scalar()
    hide(city, str(failed))
    after = state(city.catalogue.contents(city.sources, THEN.date(), city.settings.keep), "college")
    assert (after.listings, after.doubts, after.refusals) == (0, (), ())


def test_the_address_of_a_page_is_as_good_as_an_id(city: City) -> None:
    (robots,) = city.index(college=crawl("college", course("Robots"))).opportunities
    assert hide(city, f"https://learn.example/cy/o/{robots.id}/robots/").target == robots.id
    shown = hiding.undo(city.catalogue, f"https://learn.example/o/{robots.id}/robots/", city.sources, THEN)
    assert shown is not None
    assert contents(city.catalogue, city) == ["Robots"]
    assert hide(city, "https://learn.example/providers/p/").what == "provider"
