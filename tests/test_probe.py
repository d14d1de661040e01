"""`cityoflearning try ADDRESS`: from what a person pastes to the table for the city file."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from crawlers import probe as looking
from crawlers.call import Candidate
from crawlers.probe import addresses, is_address, ranked
from crawlers.source import Expect, Source
from schedules import cli, probe
from schedules.home import Home, find, played
from schedules.verbs import asked

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)

PASTED = [
    ("https://a.example/events#top", ["https://a.example/events"]),
    ("https://a.example/#!/events", ["https://a.example/#!/events"]),
    ("  <http://a.example>  ", ["http://a.example"]),
    ("webcal://a.example/cal.ics", ["https://a.example/cal.ics", "http://a.example/cal.ics"]),
    ("WEBCALS://a.example/cal.ics", ["https://a.example/cal.ics"]),
    ("www.a.example/whats-on", ["https://www.a.example/whats-on", "http://www.a.example/whats-on"]),
]


@pytest.mark.parametrize(("pasted", "meant"), PASTED, ids=str)
def test_what_somebody_pastes_is_an_address(pasted: str, meant: list[str]) -> None:
    assert addresses(pasted) == meant
    assert is_address(pasted)


@pytest.mark.parametrize("name", ["libraries", "leisure-2", "the shed", ""])
def test_a_sources_name_is_no_address(name: str) -> None:
    assert not is_address(name)


def candidate(kind: str, url: str, score: int, **options: object) -> Candidate:
    return Candidate(kind=kind, url=url, score=score, why="it is one", options=options)


def test_each_candidate_stands_once_and_the_likeliest_first() -> None:
    weak, strong = candidate("csv", "http://a.example/t", 40), candidate("csv", "http://a.example/t", 70, sheet="x")
    other = candidate("ical", "http://a.example/c", 60)
    assert ranked([weak, other, strong, weak]) == (strong, other)


def test_what_is_printed_is_a_table_of_the_city_file() -> None:
    source = Source(
        name="hall",
        provider='The "Old" Hall – Neuadd',
        kind="html",
        url="http://hall.example/?a=1&b=2",
        licence="CC-BY-4.0",
        expect=Expect(at_least=3),
        options={
            "item": "li.a > b",
            "field": {"title": "h3", "session.url": "a\\:b"},
            "group": ["x", "y"],
            "header_row": 3,
            "flag": True,
        },
    )
    said = tomllib.loads(probe.toml(source))["source"]
    assert msgspec.convert(said, list[Source]) == [source]


@pytest.mark.parametrize(
    ("address", "taken", "name"),
    [
        ("https://www.libraries.millbrook.example/x", set(), "libraries"),
        ("https://events.college.example/", {"college"}, "college-2"),
        ("http://www.events.example", set(), "example"),
        ("http://127.0.0.1:8080/", set(), "127"),
    ],
)
def test_a_source_is_called_after_its_host(address: str, taken: set[str], name: str) -> None:
    assert probe._name(address, taken) == name


FOUND = {
    "libraries": ("ical", 30),
    "leisure": ("openactive", 30),
    "college": ("schema_org", 5),
    "museum": ("html", 20),
    "data": ("socrata", 20),
    "maltings": ("schema_org", 5),
    "holidays": ("csv", 20),
    "music": ("csv", 10),
    "shed": ("ical", 10),
    "cloud": ("csv", 15),
    "volunteer": ("csv", 12),
    "riverside": ("html", 15),
    "cylch": ("ical", 8),
    "bazm": ("html", 8),
    "stars": ("ical", 4),
    "sports": ("ical", 3),
}
"""The demo city's hosts: which kind is found from the home page, and how many opportunities it gives at least."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The demo city, its hosts within reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("probe"))
        home = find(None, NOW)
        with played(home, NOW) as reached:
            yield msgspec.structs.replace(reached, demo=False)


@pytest.mark.parametrize("host", FOUND)
def test_each_source_of_the_demo_city_is_found_by_its_home_page(host: str, town: Home) -> None:
    kind, least = FOUND[host]
    found = probe.probed(town, f"http://{host}.millbrook.example/", lambda: NOW, lambda _: None)
    assert found.best, found.look
    assert found.best.candidate.kind == kind
    assert len(found.best.attempt.opportunities) >= least
    assert tomllib.loads(probe.toml(found.best.source))["source"][0]["kind"] == kind


def test_where_nothing_can_be_read_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(asked, "clock", lambda: NOW)
    said = CliRunner().invoke(cli.main, ["try", "http://scouts.millbrook.example/"])
    assert said.exit_code == 1
    assert "Nothing here could be read" in said.output
    assert "cityoflearning template" in " ".join(said.output.split())


def test_an_address_that_does_not_answer_is_a_sentence(town: Home) -> None:
    with pytest.raises(looking.SourceError, match="nobody"):
        probe.probed(town, "http://nobody.millbrook.example/", lambda: NOW, lambda _: None)
