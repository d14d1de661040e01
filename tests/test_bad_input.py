"""What cities throw at the line: each source fails in its own way, loses nothing, and is whole again once it heals.

One city plays every failure at once. It is run three times: all is well; each source fails; all is well again.
"""

import datetime as dt
import re
import resource
import socket
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from schedules import cli
from schedules.millbrook.server import Answer
from tests import small_city
from tests.bad_answers import BAD, FLOODS, mangled
from tests.rough_hosts import Patience, Rough
from tests.small_city import NOW, Pages, Ran

HOUR = dt.timedelta(hours=1)

WELL = {
    "ical-well": "ical",
    "csv-well": "csv",
    "linked-well": "schema_org",
    "html-well": "html",
    "rpde-well": "openactive",
    "soda-well": "socrata",
}
"""Sources that never fail; each has one listing more in the second run."""

TORN = "csv-torn"
"""A sheet in whose second run a quotation mark opens in one row and is never closed."""

SOME_PAGES = "linked-some"
"""A source whose start is well while single pages of it fail."""

PATIENT = {"csv-patient": "csv", "html-patient": "html"}
"""Sources that want a second of patience in the second run."""

LATIN = {"ical-latin": "ical", "csv-latin": "csv"}
"""Sources that say UTF-8 and send something else in the second run."""


class Story(NamedTuple):
    """The three runs, what the second one took, and the portal after each."""

    well: Ran
    bad: Ran
    healed: Ran
    seconds: float
    grown: int
    """KiB by which this process and the Scrapy process together passed what they had needed before."""
    portals: tuple[dict[str, bytes], ...]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    kinds = (
        {name: bad.kind for name, bad in BAD.items()} | WELL | PATIENT | LATIN | {SOME_PAGES: "schema_org", TORN: "csv"}
    )
    folder = small_city.found(
        tmp_path_factory.mktemp("bad"), *(small_city.source(name, kind) for name, kind in kinds.items())
    )
    counts = {name: bad.count for name, bad in BAD.items()}
    good = {
        name: small_city.pages(name, kind, small_city.offers(name, counts.get(name, 4))) for name, kind in kinds.items()
    }
    portals = []

    def step(changed: dict[str, Pages | Rough | None], at: dt.datetime) -> Ran:
        hosts = {small_city.host(name): what for name, what in (good | changed).items()}
        sites = {name: what for name, what in hosts.items() if isinstance(what, dict)}
        roughs = {name: what for name, what in hosts.items() if callable(what)}
        ran = small_city.line(folder, sites, at, rough=roughs)
        portals.append(small_city.tree(folder / "public"))
        return ran

    well = step({}, NOW)
    changed: dict[str, Pages | Rough | None] = {name: bad.change(name, good[name]) for name, bad in BAD.items()}
    changed |= {name: small_city.pages(name, kind, small_city.offers(name, 5)) for name, kind in WELL.items()}
    changed |= {name: Patience(good[name], seconds=1) for name in PATIENT}
    changed |= {name: mangled(b"Pottery", "Café".encode("cp1252"))(name, good[name]) for name in LATIN}
    changed[TORN] = mangled(b"Pottery on", b'"Pottery on')(TORN, good[TORN])
    changed[SOME_PAGES] = good[SOME_PAGES] | {
        f"/courses/{SOME_PAGES}-0": Answer(b"gone", status=404),
        f"/courses/{SOME_PAGES}-1": Answer(b"broken", status=500),
    }
    before, began = _memory(), time.monotonic()
    bad = step(changed, NOW + HOUR)
    seconds, grown = time.monotonic() - began, _memory() - before
    return Story(well, bad, step({}, NOW + 2 * HOUR), seconds, grown, tuple(portals))


def _memory() -> int:
    """The most that this process, and the greatest of its children, ever held, in KiB."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


@pytest.mark.parametrize("name", BAD)
def test_a_source_that_fails_gets_a_sentence(story: Story, name: str) -> None:
    stands = story.bad.source(name)
    assert stands.verdict == "refused"
    sentence = stands.reasons[0]
    assert re.fullmatch(rf"{name}: expected .+, but .+[.;] .+\.", sentence, re.DOTALL), sentence
    assert sentence.count(f"{name}:") == 1
    for words in BAD[name].says:
        assert words in sentence
    assert len(sentence) < 400, "a sentence, not a dump of what came"
    assert not re.search(r"[a-z]Error|Exception|Traceback", sentence), "a sentence, not the name of an exception"


@pytest.mark.parametrize("name", BAD)
def test_what_a_failing_source_had_is_still_published(story: Story, name: str) -> None:
    had, has = story.well.of(name), story.bad.of(name)
    assert len(had) == BAD[name].count
    assert [(one.id, one.title) for one in has] == [(one.id, one.title) for one in had]
    assert [one.sessions for one in has] == [one.sessions for one in had]
    assert {listing.state for one in has for listing in one.listings} == {"seen"}
    assert {session.status for one in has for session in one.sessions} == {"scheduled"}
    published = story.portals[1]
    for one in had:
        page = published[f"o/{one.id}/{one.slug}/index.html"].decode()
        assert one.title in page


@pytest.mark.parametrize("name", BAD)
def test_a_source_that_heals_is_whole_again(story: Story, name: str) -> None:
    had, has = story.well.of(name), story.healed.of(name)
    assert story.healed.source(name).verdict == "good", story.healed.source(name).reasons
    assert [(one.id, one.title, one.sessions) for one in has] == [(one.id, one.title, one.sessions) for one in had]
    assert {listing.state for one in has for listing in one.listings} == {"seen"}
    assert story.healed.source(name).checked_at == NOW + 2 * HOUR


@pytest.mark.parametrize(
    "name", ["html-unreachable", "html-stalls", "html-404", "linked-410", "html-429", "linked-500"]
)
def test_where_the_start_cannot_be_read_nothing_else_is_asked(story: Story, name: str) -> None:
    robots, tries = 1, 2
    assert story.bad.source(name).requests <= robots + tries


def test_the_first_run_finds_everything_well(story: Story) -> None:
    assert {source.name: source.reasons for source in story.well.contents.sources if source.verdict != "good"} == {}


@pytest.mark.parametrize("name", WELL)
def test_the_other_sources_are_still_read(story: Story, name: str) -> None:
    assert story.bad.source(name).verdict == "good"
    assert story.bad.titles(name) == sorted(one.title for one in small_city.offers(name, 5))
    (new,) = {one.id for one in story.bad.of(name)} - {one.id for one in story.well.of(name)}
    assert any(path.startswith(f"o/{new}/") for path in story.portals[1])


def test_the_portal_is_published_and_the_report_names_who_failed(story: Story) -> None:
    assert story.bad.report.error is None
    assert story.bad.report.published
    assert {line.name for line in story.bad.report.refused} == set(BAD)


@pytest.mark.parametrize("name", FLOODS)
def test_200_mb_are_refused_at_the_cap(story: Story, name: str) -> None:
    assert story.bad.source(name).verdict == "refused"
    assert FLOODS[name].sent < 40_000_000


def test_no_failure_takes_long_or_fills_the_memory(story: Story) -> None:
    assert story.seconds < 30
    assert story.grown < 250 * 1024


@pytest.mark.parametrize("name", PATIENT)
def test_a_host_that_asks_for_a_pause_gets_it(story: Story, name: str) -> None:
    assert story.bad.source(name).verdict == "good"
    assert story.bad.titles(name) == story.well.titles(name)
    assert story.bad.source(name).requests > story.well.source(name).requests
    assert story.seconds > 1


@pytest.mark.parametrize("name", LATIN)
def test_letters_in_another_encoding_than_was_said_cost_no_listing(story: Story, name: str) -> None:
    assert story.bad.source(name).verdict in {"good", "doubtful"}
    assert "Café on the wheel" in story.bad.titles(name)
    assert len(story.bad.of(name)) == len(story.well.of(name))
    assert story.bad.source(name).refusals, "that the letters were guessed is said"


def test_a_broken_row_costs_itself_only(story: Story) -> None:
    assert {one.listings[0].state for one in story.bad.of(TORN)} == {"seen"}, "a row that is refused is not absent"
    assert story.bad.titles(TORN) == story.well.titles(TORN)
    (refusal,) = story.bad.source(TORN).refusals
    assert "quotation mark" in refusal.reason
    assert refusal.where == "row 3"
    assert "Pottery" in refusal.wrote
    assert {one.listings[0].state for one in story.healed.of(TORN)} == {"seen"}


def test_a_page_that_is_gone_is_absent_and_one_that_fails_keeps_what_it_said(story: Story) -> None:
    ids = {listing.url: one.id for one in story.well.of(SOME_PAGES) for listing in one.listings}
    states = {
        (listing.url or "").rpartition("-")[2]: listing.state
        for one in story.bad.of(SOME_PAGES)
        for listing in one.listings
    }
    assert (states["0"], states["1"]) == ("missing", "seen")
    assert {"Robotics for starters", "Pottery on the wheel"} <= set(story.bad.titles(SOME_PAGES))
    assert {one.id for one in story.bad.of(SOME_PAGES)} <= set(ids.values())
    assert story.bad.source(SOME_PAGES).verdict == "doubtful"
    assert "could not be read" in story.bad.source(SOME_PAGES).reasons[0]
    assert story.healed.titles(SOME_PAGES) == story.well.titles(SOME_PAGES)
    assert {x.state for one in story.healed.of(SOME_PAGES) for x in one.listings} == {"seen"}


def test_a_host_that_refuses_connections(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    sources = (small_city.source(kind, kind, url=url) for kind in ("csv", "ical"))
    head = small_city.HEAD + 'private_hosts = ["127.0.0.1"]\n'
    there = small_city.home.find(small_city.found(tmp_path, *sources, head=head), NOW)
    ran = small_city.whole(there, NOW, [])
    for name in ("csv", "ical"):
        assert ran.source(name).verdict == "refused"
        assert url in ran.source(name).reasons[0]
        assert "refuse" in ran.source(name).reasons[0].lower()
    assert ran.report.published


def test_a_typo_in_the_city_file_ends_with_2_and_a_sentence(tmp_path: Path) -> None:
    wrong = small_city.source("town", "csv").replace("[source.options.columns]", "[source.options.colums]")
    folder = small_city.found(tmp_path, wrong)
    for verb in ("check", "crawl", "index", "publish", "run", "sources"):
        said = CliRunner().invoke(cli.main, [verb, str(folder)])
        assert said.exit_code == 2
        assert "no option 'colums'. Did you mean 'columns'?" in said.output
        assert "city.toml" in said.output
        assert len(said.output.splitlines()) == 1
    assert [path.name for path in folder.iterdir()] == ["city.toml"]
