"""What cities throw at the line: each source fails in its own way, loses nothing, and is whole again once it heals.

One city plays every failure at once. It is run three times: all is well; each source fails; all is well again.
"""

import datetime as dt
import re
import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from schedules import cli
from schedules.millbrook.server import Answer
from tests import small_city
from tests.rough_hosts import Flood, Patience, Rough, hang_up, stall
from tests.small_city import NOW, Pages, Ran

HOUR = dt.timedelta(hours=1)

Change = Callable[[str, Pages], Pages | Rough | None]
"""(source name, its good pages) -> what its host answers instead; None: nobody plays the host."""


class Bad(NamedTuple):
    """A way to fail. says: words that the sentence must hold. count: listings that the source has while it is well."""

    kind: str
    change: Change
    says: tuple[str, ...]
    count: int = 3


def no_host(_name: str, _there: Pages) -> None:
    return None


def status(code: int, **headers: str) -> Change:
    """The start address answers this status."""

    def change(_name: str, there: Pages) -> Pages:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return there | dict.fromkeys(list(there)[:1], Answer(b"<h1>No</h1>", status=code, headers=named))

    return change


def instead(body: bytes, content_type: str, *, everywhere: bool = False) -> Change:
    """The start address (or every page) answers this body."""

    def change(_name: str, there: Pages) -> Pages:
        return there | dict.fromkeys(list(there)[: None if everywhere else 1], Answer(body, content_type))

    return change


def robots(code: int, text: str) -> Change:
    return lambda _name, there: there | {"/robots.txt": Answer(text.encode(), "text/plain", status=code)}


def only(kind: str, count: int, **changed: str) -> Change:
    """The source has only so many of its listings left, with these fields changed."""
    return lambda name, _there: small_city.pages(
        name, kind, [one._replace(**changed) for one in small_city.offers(name, 20)[:count]]
    )


def cut(at: float) -> Change:
    """The start address's body ends early, with nothing wrong in the protocol."""

    def change(_name: str, there: Pages) -> Pages:
        first = next(iter(there))
        body = there[first].body
        return there | {first: there[first]._replace(body=body[: int(len(body) * at)])}

    return change


def mangled(old: bytes, new: bytes) -> Change:
    """These bytes instead of those, in every page."""
    return lambda _name, there: {
        path: answer._replace(body=answer.body.replace(old, new)) for path, answer in there.items()
    }


def rough(behaviour: Rough) -> Change:
    return lambda _name, _there: behaviour


HTML = small_city.html("<h1>Please sign in</h1>").body
NOISE = bytes(range(128, 256)) * 40
FLOODS = {
    "ical-flood": Flood("text/calendar"),
    "csv-flood": Flood("text/csv"),
    "html-flood": Flood("text/html"),
    "csv-bomb": Flood("text/csv", packed=True),
    "linked-bomb": Flood("text/html", packed=True),
}

BAD = {
    "ical-unreachable": Bad("ical", no_host, ("502", "next crawl")),
    "html-unreachable": Bad("html", no_host, ("502", "next crawl")),
    "csv-stalls": Bad("csv", rough(stall), ("did not answer within 1s",)),
    "html-stalls": Bad("html", rough(stall), ("did not answer within 1s",)),
    "csv-hangs-up": Bad("csv", rough(hang_up), ("connection failed",)),
    "html-hangs-up": Bad("html", rough(hang_up), ("connection failed",)),
    "ical-404": Bad("ical", status(404), ("404", "all.ics", "city file")),
    "html-404": Bad("html", status(404), ("404", "whats-on", "city file")),
    "csv-410": Bad("csv", status(410), ("410", "all.csv", "city file")),
    "linked-410": Bad("schema_org", status(410), ("410", "sitemap.xml", "city file")),
    "ical-429": Bad("ical", status(429, Retry_After="3600"), ("429", "every")),
    "html-429": Bad("html", status(429, Retry_After="3600"), ("429", "every")),
    "csv-loop": Bad("csv", status(302, Location="/all.csv"), ("redirects more than 5 times",)),
    "html-moved": Bad("html", status(301, Location="http://elsewhere.example/"), ("elsewhere.example", "hosts")),
    "csv-500": Bad("csv", status(500), ("500", "next crawl")),
    "linked-500": Bad("schema_org", status(500), ("500", "next crawl")),
    "ical-is-html": Bad("ical", instead(HTML, "text/html"), ("calendar", "page")),
    "csv-is-html": Bad("csv", instead(HTML, "text/html"), ("page",)),
    "csv-is-json": Bad("csv", instead(b'{"error": "no such sheet"}', "application/json"), ("JSON",)),
    "html-is-calendar": Bad("html", instead(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar"), ("page",)),
    "ical-noise": Bad("ical", instead(NOISE, "text/calendar; charset=utf-8"), ("calendar",)),
    "csv-noise": Bad("csv", instead(NOISE, "text/csv; charset=utf-8"), ()),
    "ical-cut": Bad("ical", cut(0.1), ()),
    "csv-other-columns": Bad("csv", mangled(b"Title", b"Nom"), ("Title",)),
    "linked-torn": Bad("schema_org", mangled(b'{"@context"', b'{"@context'), ()),
    "linked-no-map": Bad("schema_org", instead(b"<urlset><url>", "application/xml"), ()),
    "ical-empty": Bad("ical", only("ical", 0), ("none came",)),
    "csv-empty": Bad("csv", only("csv", 0), ("none came",)),
    "csv-no-bytes": Bad("csv", instead(b"", "text/csv"), ("empty",)),
    "linked-empty": Bad("schema_org", only("schema_org", 0), ("none came",)),
    "html-redesigned": Bad("html", mangled(b"article", b"section"), ("none came",)),
    "csv-shrunk": Bad("csv", only("csv", 2), ("20", "2 came"), count=20),
    "html-shrunk": Bad("html", only("html", 2), ("20", "2 came"), count=20),
    "csv-untitled": Bad("csv", only("csv", 20, title=""), (), count=20),
    "html-untitled": Bad("html", only("html", 20, title=""), (), count=20),
    "ical-robots": Bad("ical", robots(200, "User-agent: *\nDisallow: /\n"), ("robots.txt", "permission")),
    "html-robots": Bad("html", robots(200, "User-agent: *\nDisallow: /\n"), ("robots.txt", "permission")),
    "csv-robots-500": Bad("csv", robots(500, ""), ("500", "robots.txt")),
    "html-robots-500": Bad("html", robots(500, ""), ("500", "robots.txt")),
    "ical-flood": Bad("ical", rough(FLOODS["ical-flood"]), ("2,000,000 bytes", "max_bytes")),
    "csv-flood": Bad("csv", rough(FLOODS["csv-flood"]), ("2,000,000 bytes", "max_bytes")),
    "csv-bomb": Bad("csv", rough(FLOODS["csv-bomb"]), ("2,000,000 bytes", "max_bytes")),
    "html-flood": Bad("html", rough(FLOODS["html-flood"]), ("2,000,000 bytes", "max_bytes")),
    "linked-bomb": Bad("schema_org", rough(FLOODS["linked-bomb"]), ("2,000,000 bytes", "max_bytes")),
}

WELL = {"ical-well": "ical", "csv-well": "csv", "linked-well": "schema_org", "html-well": "html"}
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
    states = {one.title: one.listings[0].state for one in story.bad.of(TORN)}
    assert states.pop("Pottery on the wheel") == "missing"
    assert set(states.values()) == {"seen"}
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
    there = small_city.home.find(small_city.found(tmp_path, *sources), NOW)
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
