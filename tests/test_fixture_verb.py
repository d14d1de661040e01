"""A broken day becomes a fixture that the tests of the kinds read, without anybody's name in it."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawlers import fixtures
from schedules import cli
from schedules.millbrook.server import Answer
from tests import small_city
from tests.small_city import NOW

PERSON, MAIL, PHONE = "Jane Smithers", "jane@smithers.example", "07700 900461"
RUN = "20270301T090000Z"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of which a feed, a site and a sheet were read; the next day the sheet was broken."""
    names = {"changes": "openactive", "site": "schema_org", "sheet": "csv"}
    made = small_city.found(tmp_path_factory.mktemp("city"), *(small_city.source(*pair) for pair in names.items()))
    sites = {
        small_city.host(name): small_city.pages(name, kind, small_city.offers(name, 3)) for name, kind in names.items()
    }
    feed = sites[small_city.host("changes")]
    body = json.loads(feed["/feed"].body)
    body["items"][0]["data"] |= {
        "leader": {"@type": "Person", "name": PERSON, "email": MAIL, "telephone": PHONE},
        "description": f"Come to {PERSON} (smithers, jane) or ring {PHONE}",
    }
    feed["/feed"] = Answer(json.dumps(body).encode(), "application/json")
    site = sites[small_city.host("site")]
    page = site["/courses/site-1"].body.replace(b"<h1>", f'<a href="mailto:{MAIL}">{PERSON}</a><h1>'.encode())
    site["/courses/site-1"] = Answer(page)
    small_city.line(made, sites)
    torn = b"Id;Titel;Contact\r\n1;Robotics;" + PERSON.encode() + b"\r\n"
    sites[small_city.host("sheet")]["/all.csv"] = Answer(torn, "text/csv")
    small_city.line(made, sites, NOW + dt.timedelta(days=1))
    return made


def fixture(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(cli.main, ["fixture", *args[:1], str(folder), *args[1:]])


def texts(case: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(case.iterdir()))


def test_a_broken_day_is_a_case(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = fixture(folder, "sheet")
    assert made.exit_code == 0, made.output
    case = tmp_path / "fixtures" / "csv" / "sheet-20270302"
    assert sorted(path.name for path in case.iterdir()) == ["expected.json", "input.csv", "source.json"]
    assert (case / "input.csv").read_bytes() == b"Id;Titel;Contact\r\n1;Robotics;Aaaa Aaaaaaaa\r\n"
    read = fixtures.read(case)
    assert (read.source.url, read.source.provider) == (f"http://{small_city.host('sheet')}/all.csv", "Fixture")
    assert read.expected == fixtures.extracted(read)
    assert "error" in read.expected
    said = " ".join(made.output.split())
    assert "it cannot be read" in said
    assert "Masked: names 1 × (1 different people)." in said
    assert "no machine finds a name in running text without any sign of one" in said
    twice = fixture(folder, "sheet")
    assert (twice.exit_code, "there is a case of this name already" in twice.output) == (2, True)
    good = fixture(folder, "sheet", "--run", RUN, "--case", "good")
    assert good.exit_code == 0, good.output
    assert len(json.loads((case.parent / "good" / "expected.json").read_text("utf-8"))["drafts"]) == 3


def test_a_feed_is_all_its_pages_and_nobody_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = fixture(folder, "changes", "--case", "led")
    assert made.exit_code == 0, made.output
    case = tmp_path / "fixtures" / "openactive" / "led"
    said = texts(case)
    for private in ("smithers", "jane", "900461"):
        assert private not in said.lower()
    assert "Come to Aaaa Aaaaaaaa (aaaaaaaa, aaaa) or ring 05555 555001" in said
    read = fixtures.read(case)
    assert len(read.pages) == 2
    assert set(read.feeds) == {read.source.url}
    assert read.expected == fixtures.extracted(read)
    assert len(read.expected["drafts"]) == 3


def test_one_page_of_a_site_in_a_checkout(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests" / "fixtures").mkdir(parents=True)
    (tmp_path / "crawlers").mkdir()
    (tmp_path / "crawlers" / "kinds.py").touch()
    address = f"http://{small_city.host('site')}/courses/site-1"
    made = fixture(folder, "site", "--page", address)
    assert made.exit_code == 0, made.output
    (case,) = (tmp_path / "tests" / "fixtures" / "schema_org").iterdir()
    read = fixtures.read(case)
    assert (read.pages[0].url, read.pages[0].content_type) == (address, "text/html")
    assert "smithers" not in texts(case).lower()
    assert [draft["title"] for draft in fixtures.extracted(read)["drafts"]] == ["Pottery on the wheel"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("nobody",), 2, "has no source 'nobody'"),
        (("site", "--page", "http://a.example/"), 2, "expected an address of which the memory holds an answer of site"),
        (("site", "--case", "../up"), 2, "expected a name of a-z"),
        (("site", "--run", "20200101T000000Z"), 1, "expected its run 20200101T000000Z to be in the memory"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = fixture(folder, *args)
    assert (made.exit_code, words in made.output) == (code, True), made.output
    assert list(tmp_path.iterdir()) == []
