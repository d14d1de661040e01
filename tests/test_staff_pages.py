"""staff/: pages and feeds that say the same, are for everybody who signs in, and tell of nobody."""

import csv
import datetime as dt
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urldefrag, urljoin

import lxml.html
import msgspec
import pytest
from playwright.sync_api import Browser

from indexer.contents import Contents
from indexer.counts.dimensions import ALL
from indexer.counts.disclosure import Cell
from indexer.counts.participation import Participation, Waiting
from indexer.counts.population import Population
from indexer.counts.releases import Release
from indexer.counts.returns import Problem
from indexer.quality.coverage import Coverage, Standing
from indexer.quality.fields import FIELDS, Counts, SourceFields
from indexer.quality.history import Past
from indexer.quality.roster import Entry
from indexer.settings import ParticipationSettings
from portal.publish import publish
from portal.staff import build
from tests import portal_city
from tests.browsing import barriers, launched, served, sideways, small_targets
from tests.conftest import Demo

TODAY = portal_city.TODAY
PAGES = ["", "supply/", "gaps/", "coverage/", "participation/", "sources/", "quality/", "review/", "feeds/"]
MANY = "tbody tr:nth-child(n + 3):not(:last-child), th.up:nth-child(n + 4), section:nth-of-type(n + 4)"
"""More of the same. Barriers are looked for without them, since that takes its time; their size is looked at."""
FEEDS = ["attendance", "coverage", "participation", "population", "roster", "supply", "supply-totals"]


def population() -> Population:
    """Of all areas but the last, where the youngest are not known."""
    bands = ("5-9", "10-14", "15-19", "20-24")
    people = {(area, band): 400 + 10 * n for n, area in enumerate(portal_city.AREAS) for band in bands}
    del people[portal_city.AREAS[-1], "5-9"]
    return Population(people, tuple(sorted(portal_city.AREAS)), bands[1:], "2024", ("pop.csv, row 7: expected …",))


def participation() -> Participation:
    def cell(area: str, age: str, interest: str, people: int | None) -> Cell:
        return Cell(area=area, age_band=age, interest=interest, people=people)

    release = Release(
        period="2026-10",
        first=dt.date(2026, 10, 1),
        last=dt.date(2026, 10, 31),
        released_on=dt.date(2026, 11, 14),
        fewest=10,
        returned=41,
        cells=(
            cell("Riverside", "10-14", ALL, 8123),
            cell("Castle", "10-14", ALL, None),
            cell("Riverside", ALL, ALL, 8123),
            cell("Castle", ALL, ALL, None),
            cell(ALL, "10-14", ALL, 9001),
            cell(ALL, "10-14", "music", 9001),
            cell(ALL, ALL, "music", 9001),
            cell(ALL, ALL, ALL, 9001),
        ),
        came={"Riverside": 9, "Castle": None},
    )
    problem = Problem(file="<b>a.csv", row=3, reason="the same session is returned more than once", todo="Mend it.")
    return Participation(
        settings=ParticipationSettings(folder="returns/"),
        releases=(release,),
        waiting=(Waiting("2026-11", dt.date(2026, 12, 14), 12),),
        problems=(problem,),
        files=2,
        returned=53,
    )


def files(folder: Path, contents: Contents | None = None, **values: Any) -> dict[str, bytes]:
    given: dict[str, Any] = {"population": population(), "participation": participation(), "history": history()}
    given |= {"coverage": coverage(), "fields": fields()}
    settings = portal_city.settings(folder)
    made = build(contents or portal_city.contents(), settings, TODAY, **given | values)
    found: dict[str, bytes] = {}
    for file in made:
        assert file.path not in found
        found[file.path] = file.body
    return found


def coverage() -> Coverage:
    """One organisation of each sort, two of them with hostile names."""

    def entry(row: int, name: str, area: str, *interests: str, **more: Any) -> Entry:
        return Entry(row=row, name=name, area=area, interests=interests, **more)

    return Coverage(
        standings=(
            Standing(
                entry=entry(2, "Quay Arts", "Quayside", "art", "music", host="quay.example", type="charity"),
                status="listed", provider="Quay Arts Ltd", how="by site", opportunities=3,
            ),
            Standing(entry=entry(3, "Old Town Band", "Old Town", "music"), status="silent", provider="Old Town Band"),
            Standing(entry=entry(4, "<b>Chess & Co</b>", "Elm Road", "games"), status="unknown", perhaps="<i>Che</i>"),
            Standing(entry=entry(5, "Somewhere Society", "not stated"), status="unknown"),
        ),
        problems=("<b>roster.csv, row 9: expected …",),
    )  # fmt: skip


def fields() -> tuple[SourceFields, ...]:
    counts = Counts(read=90, doubtful=2, inferred=4, unknown=4, example="<b>Sue's</b>")
    bad = Counts(doubtful=80, unknown=20, example="<b>Sue's</b>")
    return tuple(
        SourceFields(
            source=source.name,
            provider=source.provider,
            listings=100,
            fields=dict.fromkeys(FIELDS, counts) | {"price": bad},
        )
        for source in portal_city.contents().sources
    )


def history() -> dict[str, tuple[Past, ...]]:
    now = dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC)
    crawls = tuple(
        Past(started_at=now, verdict=v, drafts=40, refusals=1, requests=3) for v in ("refused", "good", "doubtful")
    )
    return {source.name: crawls for source in portal_city.contents().sources}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def trees(made: Mapping[str, bytes]) -> dict[str, lxml.html.HtmlElement]:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    pages = {path for path in made if path.endswith(".html")}
    return {path: lxml.html.document_fromstring(made[path], parser=parser) for path in sorted(pages)}


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def text(tree: lxml.html.HtmlElement, path: str = "//main") -> str:
    return " ".join(" ".join(one.text_content() for one in tree.xpath(path)).split())


# ---- pages


def test_every_page_is_there_and_keeps_the_rules(
    made: Mapping[str, bytes], trees: Mapping[str, lxml.html.HtmlElement]
) -> None:
    assert sorted(trees) == sorted(f"{page}index.html" for page in PAGES)
    for path, tree in trees.items():
        assert len(tree.xpath("//h1")) == 1, path
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"], path
        assert not tree.xpath("//script | //@style | //style | //@onclick"), path
        levels = [int(one.tag[1]) for one in tree.xpath("//h1|//h2|//h3")]
        assert all(later <= before + 1 for before, later in pairwise(levels)), path
        assert len(tree.xpath("//*[@aria-current='page']")) == 1, path
        assert len(gzip.compress(made[path])) <= 15_000, path
        assert all(one.xpath("count(.//th[@scope])") for one in tree.xpath("//table")), path
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path
    assert len(gzip.compress(next(body for path, body in made.items() if path.endswith(".css")))) <= 10_000
    assert made["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert b"behind a sign-in" in made["README.txt"]


def test_every_link_leads_somewhere(made: Mapping[str, bytes], trees: Mapping[str, lxml.html.HtmlElement]) -> None:
    for path, tree in trees.items():
        for href in tree.xpath("//a/@href | //link/@href"):
            if href.startswith("https:"):
                continue
            address, fragment = urldefrag(urljoin(f"http://x/{path}", href))
            target = PurePosixPath(address.removeprefix("http://x/") or ".").as_posix()
            target = "index.html" if target == "." else f"{target}/index.html" if address.endswith("/") else target
            assert target in made, f"{path}: {href}"
            assert not fragment or trees[target].xpath("//*[@id=$id]", id=fragment), f"{path}: {href}"


def test_the_map_and_its_table_say_the_same(trees: Mapping[str, lxml.html.HtmlElement]) -> None:
    tree = trees["index.html"]
    drawn = {one.text: one.xpath("string(*)") for one in tree.xpath("//*[local-name()='svg']/*[local-name()='text']")}
    rows = {row.xpath("string(th)"): row.xpath("string(td[1])") for row in tree.xpath("(//table)[1]/tbody/tr")}
    assert drawn == rows
    assert set(rows) == set(portal_city.AREAS)
    shades = set(re.findall(r"s(\d|u)", " ".join(tree.xpath("//*[local-name()='path']/@class"))))
    legend = [one.text_content().strip() for one in tree.xpath("//*[@class='legend']/li")]
    assert len(shades) == len(legend) > 2
    assert "nothing" in legend
    assert "per 1,000 young people (10-24)" in text(tree)


def test_what_says_nothing_stands_beside_the_figures(trees: Mapping[str, lxml.html.HtmlElement]) -> None:
    said = text(trees["supply/index.html"])
    assert "Not stated" in said
    assert "All, each once" in said
    assert text(trees["supply/index.html"], "//thead").count("Not stated") == 4
    assert "pop.csv, row 7: expected …" in text(trees["index.html"])


def test_gaps_are_counted(made: Mapping[str, bytes], trees: Mapping[str, lxml.html.HtmlElement]) -> None:
    tree = trees["gaps/index.html"]
    assert len(tree.xpath("//table")) == 4
    filled = {
        (row["area"], row["age_band"], row["interest"])
        for row in table(made["feeds/supply-totals.csv"])
        if row["week"] == ALL and ALL not in (row["area"], row["age_band"], row["interest"])
    }
    for section in tree.xpath("//section"):
        (band,) = re.findall(r"Ages (\S+):", section.xpath("string(h2)"))
        marked = len(section.xpath(".//td[@class='gap' or @class='unsure']"))
        some = {one for one in filled if one[1] == band and one[0] in portal_city.AREAS and one[2] != "not stated"}
        assert marked == 12 * 16 - len(some)
        assert f"{marked} gaps of 192" in section.xpath("string(h2)")
        asked = {one.xpath("string(../th)"): one.xpath("string(small)") for one in section.xpath(".//td[small]")}
        assert asked == {"Quayside": "1·0·0", "Old Town": "0·1·0", "Elm Road": "0·0·1"}
        assert all(one.xpath("string(small)") == "0·0·1" for one in section.xpath(".//td[@class='unsure']"))


def test_the_roster_tells_a_gap_in_what_is_offered_from_one_in_what_is_collected(
    trees: Mapping[str, lxml.html.HtmlElement], made: Mapping[str, bytes]
) -> None:
    tree = trees["coverage/index.html"]
    said = text(tree)
    assert [one.text_content() for one in tree.xpath("//dl[@class='figures']//b")] == ["1", "1", "2"]
    assert "Listed3 to come; taken for Quay Arts Ltd by site" in said
    assert "UnknownPerhaps <i>Che</i>?" in said, "a likeness is shown, and taken for nothing"
    assert "<b>roster.csv, row 9: expected …" in said
    rows = {(row["area"], row["interest"]): row for row in table(made["feeds/coverage.csv"])}
    assert [rows[ALL, ALL][name] for name in ("listed", "silent", "unknown")] == ["1", "1", "2"]
    assert [rows[ALL, "music"][name] for name in ("listed", "silent", "unknown")] == ["1", "1", "0"]
    totals = {
        (row["area"], row["interest"]): row
        for row in table(made["feeds/supply-totals.csv"])
        if row["week"] == ALL and row["age_band"] == ALL
    }
    for key, row in rows.items():
        assert row["opportunities"] == (totals[key]["opportunities"] if key in totals else "0")


def test_sources_and_quality(trees: Mapping[str, lxml.html.HtmlElement]) -> None:
    said = text(trees["sources/index.html"])
    labels = trees["sources/index.html"].xpath("//*[local-name()='svg']/@aria-label")
    assert labels, "a picture of each source's crawls"
    assert all(label.startswith("3 crawls, oldest first: ") for label in labels)
    assert "In figures" in said
    assert "12 listings, 130 expected." in said
    assert "<b>Bad & Co</b>" in said, "a provider's words are words"
    quality = trees["quality/index.html"]
    assert {"92%", "90%", "2%", "4%"} <= {cell.text_content() for cell in quality.xpath("//details//td")}
    assert len(quality.xpath("//details[@open]")) == 1, "all sources together"
    assert '80 of 100 say something that was not understood, such as "<b>Sue\'s</b>"' in text(quality)
    assert "On average" in text(quality)


def test_participation_shows_what_is_released_and_hides_the_rest(trees: Mapping[str, lxml.html.HtmlElement]) -> None:
    tree = trees["participation/index.html"]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in tree.xpath("(//table)[1]//tr")]
    assert rows == [
        ["Area", "10-14", "All ages"],
        ["Castle", "hidden", "hidden"],
        ["Riverside", "8,123", "8,123"],
        ["All", "9,001", "9,001"],
    ]
    said = text(tree)
    assert "90 to 100%" in said
    assert "Hidden for 1 of 2 areas" in said
    assert "<b>a.csv, row 3: the same session is returned more than once. Mend it." in said
    assert "2026-11" in said


@pytest.mark.parametrize("page", PAGES)
def test_a_city_without_anything_has_its_pages(page: str, tmp_path: Path) -> None:
    settings = msgspec.structs.replace(portal_city.settings(tmp_path), boundaries=None)
    made = {f.path: f.body for f in build(Contents(), settings, TODAY, population=None, participation=None, history={})}
    assert f"{page}index.html" in made
    assert "feeds/participation.csv" not in made
    assert b"How a city begins" in made["participation/index.html"]


# ---- feeds


def test_schemas_csv_and_json_say_the_same(made: Mapping[str, bytes]) -> None:
    assert sorted({PurePosixPath(p).stem for p in made if p.endswith(".csv")}) == FEEDS
    for name in FEEDS:
        schema = msgspec.json.decode(made[f"feeds/{name}.schema.json"])
        told = msgspec.json.decode(made[f"feeds/{name}.json"])
        strict = msgspec.json.decode(made[f"feeds/{name}.json-schema.json"])
        rows = table(made[f"feeds/{name}.csv"])
        columns = [field["name"] for field in schema["fields"]]
        assert list(rows[0]) == columns == told["columns"] == strict["properties"]["columns"]["const"]
        assert [["" if v is None else str(v) for v in row] for row in told["rows"]] == [list(r.values()) for r in rows]
        assert set(told) == set(strict["properties"]) == {*strict["required"], "about", "operator"}
        assert (told["city"], told["generated"]) == ("Millbrook", TODAY.isoformat())
        keys = [tuple(row[key] for key in schema["primaryKey"]) for row in rows]
        assert len(keys) == len(set(keys)), name
        for field, item in zip(schema["fields"], strict["properties"]["rows"]["items"]["prefixItems"], strict=True):
            assert field["description"] == item["description"]
            values = {row[field["name"]] for row in rows}
            assert "" not in values or not field.get("constraints", {}).get("required"), (name, field)
            kinds = {"integer": r"\d+", "number": r"\d+(\.\d+)?", "string": r".+"}
            assert all(re.fullmatch(kinds[field["type"]], value) for value in values - {""}), (name, field, values)
    package = msgspec.json.decode(made["feeds/datapackage.json"])
    assert sorted(one["name"] for one in package["resources"]) == FEEDS
    assert all(f"feeds/{one[key]}" in made for one in package["resources"] for key in ("path", "schema"))


def test_every_column_is_explained(trees: Mapping[str, lxml.html.HtmlElement], made: Mapping[str, bytes]) -> None:
    explained = trees["feeds/index.html"].xpath("//dt/code/text()")
    assert sorted(explained) == sorted(name for feed in FEEDS for name in table(made[f"feeds/{feed}.csv"])[0])


def test_hidden_is_empty_in_the_feeds(made: Mapping[str, bytes]) -> None:
    rows = table(made["feeds/participation.csv"])
    assert {(row["people"] == "", row["status"]) for row in rows} == {(True, "hidden"), (False, "shown")}
    assert [list(row.values()) for row in table(made["feeds/attendance.csv"])] == [
        ["2026-10", "Castle", "", "", "hidden"],
        ["2026-10", "Riverside", "0.9", "1.0", "shown"],
    ]


def test_the_same_contents_make_the_same_bytes(made: Mapping[str, bytes], tmp_path: Path) -> None:
    assert files(tmp_path) == made


# ---- the demo city


def test_counts_of_people_stand_in_staff_alone(demo: Demo) -> None:
    """public/ holds none of the words or figures of returns, and knows nothing of staff/."""
    staff, public = demo.home.staff, demo.home.public
    assert (staff / "index.html").exists()
    assert not staff.is_relative_to(public)
    figures = {row["people"] for row in table((staff / "feeds/participation.csv").read_bytes())} - {""}
    assert figures, "something of the demo city's returns is shown"
    assert all(int(figure) >= 10 for figure in figures)
    for path in public.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv", ".xml", ".txt"):
            words = path.read_text("utf-8", errors="replace")
            assert not re.search(r"\b(attended|as_of|participation\.csv)\b|/staff/", words), path
            assert not path.name.startswith(("participation", "attendance"))


def test_publishing_staff_leaves_the_portal_alone(tmp_path: Path) -> None:
    public, staff, state = tmp_path / "public", tmp_path / "staff", tmp_path / "var"
    publish([], public, state)
    (public / "index.html").write_text("portal")
    made = build(
        portal_city.contents(),
        portal_city.settings(tmp_path),
        TODAY,
        population=None,
        participation=None,
        history={},
    )
    publish(made, staff, state / "staff")
    publish([], staff, state / "staff")
    assert (public / "index.html").read_text() == "portal"
    assert not [path for path in staff.rglob("*") if path.is_file()]


# ---- the browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as started:
        yield started


@pytest.fixture(scope="module")
def origin(made: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("staff")
    for path, body in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    with served(folder) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_use_the_page(browser: Browser, origin: str, path: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{origin}{path}")
        assert sideways(page) == []
        assert small_targets(page) == []
        page.evaluate("many => document.querySelectorAll(many).forEach((one) => one.remove())", MANY)
        assert barriers(page) == []
