"""What a person said is one opportunity, or is not, holds whatever a crawl brings, and can be taken back."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawlers.errors import CityFileError
from indexer.contents import Contents
from indexer.decisions import linking, links
from indexer.reconciling.reconcile import Known, Links, reconcile
from schedules import city as city_file
from schedules import cli
from schedules.verbs import asked
from tests import small_city
from tests.reconcile_members import member, run
from tests.small_city import HEAD, NOW, Offer
from tests.test_index import NOW as THEN
from tests.test_index import City, city, course, crawl

__all__ = ["city"]  # the fixture


def ids(contents: Contents) -> list[list[str]]:
    return sorted(sorted(listing.id for listing in one.listings) for one in contents.opportunities)


def said(city: City, one: str, two: str, what: links.How, day: int = 0) -> None:
    linking.link(city.catalogue, one, two, what, "she knows", city.sources, THEN + dt.timedelta(days=day))


def test_joined_by_hand_they_stay_one_and_come_apart_with_their_own_ids(city: City) -> None:
    crawls = {"college": crawl("college", course("Robots"), course("Machines that walk"))}
    apart = city.index(**crawls)
    robots, walking = (one.id for one in sorted(apart.opportunities, key=lambda one: one.title, reverse=True))
    said(city, robots, walking, "join")
    one = city.index(day=1)
    assert [len(opportunity.listings) for opportunity in one.opportunities] == [2]
    assert one.aliases in ({walking: robots}, {robots: walking})
    renamed = [course("Drones", id="Robots"), course("Machines that walk")]
    assert len(city.index(day=2, college=crawl("college", *renamed, day=2)).opportunities) == 1
    assert linking.unlink(city.catalogue, walking, robots, "join", city.sources, THEN) is not None
    assert {one.id for one in city.index(day=3).opportunities} >= {robots, walking}


def test_parted_by_hand_they_stay_two_however_alike(city: City) -> None:
    crawls = {"college": crawl("college", course("Robots")), "library": crawl("library", course("ROBOTS", id="Robots"))}
    (one,) = city.index(**crawls).opportunities
    first, second = (listing.id for listing in one.listings)
    said(city, first, second, "part")
    two = city.index(day=1)
    assert ids(two) == sorted([[first], [second]])
    assert two.aliases == {}
    assert ids(city.index(day=2, **{name: crawl(name, course("Robots"), day=2) for name in crawls})) == ids(two)
    assert linking.unlink(city.catalogue, first, second, "part", city.sources, THEN) is not None
    assert ids(city.index(day=3)) == [sorted([first, second])]
    assert linking.unlink(city.catalogue, first, second, "part", city.sources, THEN) is None


def test_of_three_the_third_goes_with_one_of_the_two_that_were_parted(city: City) -> None:
    drafts = [course("Robots", f"2027-01-{day}", id=str(day)) for day in (11, 18, 25)]
    (one,) = city.index(college=crawl("college", *drafts)).opportunities
    first, second, third = (listing.id for listing in one.listings)
    said(city, first, third, "part")
    found = ids(city.index(day=1))
    assert len(found) == 2
    assert [first, third] not in found
    assert sorted(name for group in found for name in group) == sorted([first, second, third])


def test_the_last_word_on_two_replaces_the_one_before(city: City) -> None:
    crawls = {"college": crawl("college", course("Robots")), "library": crawl("library", course("Robots"))}
    (one,) = city.index(**crawls).opportunities
    first, second = (listing.id for listing in one.listings)
    said(city, first, second, "part")
    said(city, second, first, "join")
    assert [link.because for link in linking.said(city.catalogue, "join")] == ["she knows"]
    assert linking.said(city.catalogue, "part") == []
    assert len(city.index(day=1).opportunities) == 1


def test_parted_holds_where_the_listing_that_was_named_is_gone() -> None:
    """The oldest that speaks for its opportunity stands for it."""
    left = [member("a-2", "Robots", run("2027-01-18")), member("c-1", "Robots", run("2027-01-18"))]
    known = Known(opportunity_of={"a-2": "a-1"}, created_at={"a-1": THEN}, first_listing={"a-1": "a-1"})
    assert len(reconcile(left, known).opportunities) == 1
    assert len(reconcile(left, known, links=Links(parted=(("a-1", "c-1"),))).opportunities) == 2
    waiting = Links(parted=(("b-9", "c-1"),), joined=(("a-1", "b-9"),))
    assert len(reconcile(left, known, links=waiting).opportunities) == 1


def test_what_may_be_one_is_asked_until_somebody_says(city: City) -> None:
    titles = ("Robots for our holidays", "Robots for our summer holidays")
    drafts = [course(title, f"2027-01-1{at}") for at, title in enumerate(titles)]
    city.index(college=crawl("college", *drafts))
    (question,) = linking.questions(city.catalogue)
    assert set(question.titles) == set(titles)
    assert 0 < question.likelihood < 1
    said(city, question.one, question.two, "part")
    assert linking.questions(city.catalogue) == []


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command at NOW, in a published city of two sources."""
    monkeypatch.setattr(asked, "clock", lambda: NOW)
    folder = small_city.found(tmp_path / "city", small_city.source("sheet", "csv"))
    offers = [Offer("s1", "Robotics for starters"), Offer("s2", "Pottery on the wheel")]
    small_city.line(folder, {small_city.host("sheet"): small_city.pages("sheet", "csv", offers)})
    return lambda *words: CliRunner().invoke(cli.main, [*words, str(folder)])


def test_the_verbs(say: Callable[..., Result], tmp_path: Path) -> None:
    pages = {
        path.split("/")[2]: path.split("/")[1]
        for path in small_city.tree(tmp_path / "city" / "public")
        if path[:2] == "o/"
    }
    one, two = pages["robotics-for-starters"], pages["pottery-on-the-wheel"]
    assert "Say why" in say("join", one, two).output
    done = say("join", one, f"https://city.example/o/{two}/pottery/", "--because", "the flyer says so")
    assert done.exit_code == 0, done.output
    assert "'Robotics for starters' and 'Pottery on the wheel' are one opportunity" in done.output
    assert "the flyer says so" in say("join").output
    assert say("part").output == ""
    assert "Taken back" in say("join", two, one, "--undo").output
    assert say("join", two, one, "--undo").exit_code == 2
    assert "Did you mean" in say("part", one[:-1], two, "--because", "x").output
    assert "expected two, but both are" in say("part", one, one, "--because", "x").output
    assert "No two opportunities" in say("report", "review").output
    assert say("report", "review", "--json").output.strip() == "[]"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('prices = ["hall"]', "trust has no key 'prices'. Did you mean 'price'?"),
        ('price = ["hal"]', "trust.price: there is no source 'hal'. Did you mean 'hall'?"),
        ('price = ["hall", "hall"]', "trust.price: 'hall' stands there twice"),
    ],
)
def test_what_is_wrong_with_a_ranking(table: str, sentence: str, tmp_path: Path) -> None:
    text = f"{HEAD}\n{small_city.source('hall', 'csv')}\n[trust]\n{table}\n"
    with pytest.raises(CityFileError, match=sentence.replace("[", "\\[").replace("?", "\\?")):
        city_file.parse(text, tmp_path / "city.toml")


def test_a_ranking_goes_to_its_sources(tmp_path: Path) -> None:
    sources = f"{small_city.source('hall', 'csv')}\n{small_city.source('sheet', 'csv')}"
    text = f'{HEAD}\n{sources}\n[trust]\nprice = ["sheet", "hall"]\nages = ["hall"]\n'
    hall, sheet = city_file.parse(text, tmp_path / "city.toml").sources
    assert (hall.trusted, sheet.trusted) == ({"ages": 0, "price": 1}, {"price": 0})
