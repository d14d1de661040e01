"""A person says that a change is real: `accept` takes a refused crawl, or lets listings through that wait."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.catalogue.catalogue import Catalogue
from indexer.quality.history import history
from schedules import cli, home
from schedules.verbs import asked
from tests import small_city
from tests.small_city import NOW, Offer, Ran

DAY = dt.timedelta(days=1)


class Town:
    """One sheet that is read once a day."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "", kind: str = "csv") -> None:
        self.folder, self.now, self.kind = folder, NOW, kind
        self.offers = small_city.offers("sheet", 20)
        small_city.found(folder, small_city.source("sheet", kind, more))
        monkeypatch.setattr(asked, "clock", lambda: self.now)

    def day(self, offers: Sequence[Offer] | None = None, answer: small_city.Pages | None = None) -> Ran:
        self.now += DAY
        pages = answer or small_city.pages("sheet", self.kind, self.offers if offers is None else offers)
        return small_city.line(self.folder, {small_city.host("sheet"): pages}, self.now)

    def verb(self, *words: str, say: str | None = None) -> Result:
        return CliRunner().invoke(cli.main, [words[0], *words[1:], str(self.folder)], input=say, env={"COLUMNS": "300"})

    @property
    def verdicts(self) -> list[str]:
        with Catalogue.open(home.find(self.folder, self.now).catalogue) as catalogue:
            return [one.verdict for one in reversed(history(catalogue)["sheet"])]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    return Town(tmp_path, monkeypatch)


def test_a_source_that_has_really_shrunk(town: Town) -> None:
    for _ in range(3):
        town.day()
    shrunk = town.offers[:2]
    refused = town.day(shrunk)
    assert refused.source("sheet").verdict == "refused"
    assert "cityoflearning accept sheet" in refused.source("sheet").reasons[0]
    assert len(refused.titles("sheet")) == 20, "the last good listings stay"

    told = town.verb("accept", "sheet", say="n\n")
    assert told.exit_code == 0, told.output
    assert "has 2 listings where 20 are now; 0 of them are new" in told.output
    assert "18 are not in it and would be withdrawn:" in told.output
    assert "and 8 more" in told.output
    assert "Nothing was changed." in told.output
    assert town.verdicts == ["good", "good", "good", "refused"]

    taken = town.verb("accept", "sheet", "--because", "they closed the annexe", say="y\n")
    assert taken.exit_code == 0, taken.output
    assert town.verdicts == ["good", "good", "good", "good"]
    page = (town.folder / "public" / "feeds" / "opportunities.json").read_text()
    assert town.offers[0].title in page
    assert town.offers[9].title not in page, "it is published at once"
    with Catalogue.open(home.find(town.folder, town.now).catalogue) as catalogue:
        assert history(catalogue)["sheet"][0].accepted == "they closed the annexe"

    for _ in range(3):  # it is the new past: neither refused nor doubted for what was before
        assert town.day(shrunk).source("sheet").verdict == "good"
    gone = town.verb("accept", "sheet", "--yes")
    assert (gone.exit_code, "There is nothing to accept" in gone.output) == (2, True)


def test_too_few_for_the_city_file_are_taken_and_the_city_file_is_heeded_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(tmp_path, monkeypatch, "expect = { at_least = 40 }")
    assert town.day().source("sheet").verdict == "refused"
    taken = town.verb("accept", "sheet", "--yes")
    assert taken.exit_code == 0, taken.output
    again = town.day()
    assert (again.source("sheet").verdict, len(again.titles("sheet"))) == ("good", 20)


def test_indexing_again_changes_nothing_of_what_was_accepted(town: Town) -> None:
    for _ in range(3):
        town.day()
    town.day(town.offers[:2])
    assert town.verb("accept", "sheet", "--yes").exit_code == 0
    assert town.verb("index").exit_code == 0
    assert town.verdicts[-1] == "good"


def test_a_calendar_of_the_coming_weeks_withdraws_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(tmp_path, monkeypatch, kind="ical")
    for _ in range(3):
        town.day()
    town.day([])
    told = town.verb("accept", "sheet", say="n\n")
    assert "so they stay until over:" in told.output
    assert town.verb("accept", "sheet", "--yes").exit_code == 0
    assert len(town.day([]).titles("sheet")) == 20


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("sheet", "--yes"), "was believed (good). There is nothing to accept"),
        (("shoot", "--yes"), "has no source 'shoot'. It has: sheet"),
        (("sheet", "--all"), "expected listings that wait for review, but none does"),
        (("sheet", "--all", "--listing", "sheet-1"), "Say either --all or --listing ID"),
    ],
)
def test_where_there_is_nothing_to_accept(town: Town, words: tuple[str, ...], sentence: str) -> None:
    town.day()
    said = town.verb("accept", *words)
    assert (said.exit_code, sentence in said.output) == (2, True), said.output
    assert "Nothing waits" in town.verb("accept").output


def test_an_error_cannot_be_accepted(town: Town) -> None:
    town.day()
    town.day(answer={small_city.path("csv"): small_city.html("<h1>Sign in</h1>")})
    said = town.verb("accept", "sheet", "--yes")
    assert said.exit_code == 2
    assert "its last crawl is an error: expected a table" in said.output
    assert "sheet: refused: expected a table" in town.verb("accept").output


def test_a_crawl_that_was_read_again_since_is_not_accepted(town: Town) -> None:
    for _ in range(3):
        town.day()
    town.day([])
    kept = town.folder / "var" / "crawls" / "sheet.jsonl"
    kept.unlink()
    said = town.verb("accept", "sheet", "--yes")
    assert (said.exit_code, "it is kept no more, or it was read again" in said.output) == (2, True)


def test_a_librarian_lets_listings_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(tmp_path, monkeypatch, "review = true")
    held = town.day(town.offers[:3])
    assert (held.titles("sheet"), held.source("sheet").held) == ([], 3)
    assert "3 listings wait for review" in town.verb("report").output
    assert "+3" in town.verb("sources").output
    seen = town.verb("accept", "sheet")
    assert all(one.title.split()[0] in seen.output for one in town.offers[:3]), seen.output
    first = next(one for one in held.source("sheet").waiting if one.title == town.offers[0].title)
    assert first.first == town.offers[0].day

    one = town.verb("accept", "sheet", "--listing", first.id)
    assert "1 listing is shown now" in one.output, one.output
    ran = town.day(town.offers[:4])
    assert ran.titles("sheet") == [town.offers[0].title]
    assert (ran.source("sheet").listings, ran.source("sheet").held) == (1, 3)
    wrong = town.verb("accept", "sheet", "--listing", first.id)
    assert (wrong.exit_code, "does not. See which do" in wrong.output) == (2, True)

    assert "3 listings are shown now" in town.verb("accept", "sheet", "--all").output
    renamed = [town.offers[0]._replace(title="Axe throwing"), *(o._replace(price="£9") for o in town.offers[1:4])]
    ran = town.day(renamed)
    assert len(ran.titles("sheet")) == 3, "another thing under an old id waits again; another price does not"
    assert [one.title for one in ran.source("sheet").waiting] == ["Axe throwing"]


def test_the_list_of_sources_shows_a_small_history(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        town.day()
    town.day(town.offers[:1])
    said = town.verb("sources").output
    assert "███×" in said
    assert "sheet: refused: expected about 20 listings, as before, but only 1 came." in said
    monkeypatch.setattr("rich.console.Console.encoding", "ascii")
    said = town.verb("sources").output
    assert "888x" in said
    assert said.isascii()
