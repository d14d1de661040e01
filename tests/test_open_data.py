"""What the page about data says is so: every feed is there, every column is explained, every cell fits its type."""

import csv
import datetime as dt
import io
import json
import re
from itertools import chain
from pathlib import Path

import pytest
from lxml import html

from crawlers.apis import openactive
from crawlers.page import Page
from portal import columns, feeds, open_data
from portal.build import build
from portal.changes import changes
from tests import portal_city as city

NOW = dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC)
BASE = "https://learn.millbrook.example/"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("city")
    settings = city.settings(folder)
    made = build(city.contents(), settings, city.TODAY, holidays=(), revisions={})
    return {file.path: file.body for file in chain(made, changes(city.contents(), settings, folder, NOW))}


def test_everything_that_is_named_is_published(files: dict[str, bytes]) -> None:
    for feed in open_data.FEEDS:
        assert feed.path in files
        for page in ("data/index.html", "ur/data/index.html"):
            assert f'href="{"../" * page.count("/")}{feed.path}"'.encode() in files[page]
        assert f"({BASE}{feed.path})" in files["llms.txt"].decode()
    told = {feed.path for feed in open_data.FEEDS}
    assert {path for path in files if path.startswith("feeds/")} <= told, "and nothing beside it"
    assert f"{BASE}data/" in files["sitemap.xml"].decode()


def test_footer_and_about_lead_to_the_page(files: dict[str, bytes]) -> None:
    for page in ("index.html", "ur/index.html", "about/index.html"):
        assert re.search(rb'href="[./a-z]*data/"', files[page])


@pytest.mark.parametrize("table", columns.TABLES, ids=lambda table: table.name)
def test_the_schema_fits_every_row(files: dict[str, bytes], table: columns.Table) -> None:
    schema = json.loads(files[f"data/{table.name}.schema.json"])
    fields = {field["name"]: field for field in schema["fields"]}
    rows = list(csv.DictReader(io.StringIO(files[table.path].decode("utf-8-sig"))))
    assert list(rows[0]) == list(fields) == list(table.head)
    for row in rows:
        for name, cell in row.items():
            assert not cell or fits(cell, fields[name]), (name, cell)
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert all(all(key) for key in keys)


def fits(cell: str, field: dict[str, object]) -> bool:
    constraints = field.get("constraints")
    if isinstance(constraints, dict):
        return cell in constraints["enum"]
    match field["type"]:
        case "integer":
            return bool(re.fullmatch(r"-?\d+", cell))
        case "number":
            return bool(re.fullmatch(r"-?\d+(\.\d+)?", cell))
        case "boolean":
            return cell in ("yes", "no")
        case "date":
            return dt.date.fromisoformat(cell).isoformat() == cell
    return field["type"] == "string"


def test_every_column_is_explained_and_nothing_else_is() -> None:
    known = set()
    for struct in ("opportunity", "session", "place", "price", "registration"):
        made = getattr(columns, f"OF_{struct.upper()}")
        known |= {f"{struct}.{name}" for name in made}
    assert set(columns._MEANING) <= known
    assert set(columns._UNITS) <= known
    for table in columns.TABLES:
        for column in table.columns:
            assert column.meaning.endswith("."), (table.name, column.name)


def test_the_package_names_the_tables_and_the_licences(files: dict[str, bytes]) -> None:
    package = json.loads(files["data/datapackage.json"])
    assert [one["path"] for one in package["resources"]] == [BASE + table.path for table in columns.TABLES]
    for one in package["resources"]:
        assert one["schema"].removeprefix(BASE) in files
    assert {"title": "OGL-UK-3.0"} in package["licenses"]


def test_the_page_is_a_dataset_site_for_our_own_reader(files: dict[str, bytes]) -> None:
    page = Page(url=f"{BASE}data/", final_url=f"{BASE}data/", fetched_at=NOW, body=files["data/index.html"])
    (found,) = openactive.recognise(page)
    assert found.score == 95
    source = openactive.Source(name="us", provider="Us", kind="openactive", url=f"{BASE}data/")
    feeds = list(openactive.names(page, source, openactive.Options()) or ())
    assert feeds == [f"{BASE}rpde/opportunities/index.json", f"{BASE}rpde/sessions/index.json"]


def test_the_catalogue_of_datasets_names_each_feed(files: dict[str, bytes]) -> None:
    tree = html.fromstring(files["data/index.html"].decode())
    nodes = [json.loads(text) for text in tree.xpath("//script[@type='application/ld+json']/text()")]
    assert [node["@type"] for node in nodes] == ["Dataset", "DataCatalog"]
    (dataset, catalogue) = nodes
    downloads = [*dataset["distribution"], *(one["distribution"] for one in catalogue["dataset"])]
    assert {one["contentUrl"].removeprefix(BASE) for one in downloads} == {feed.path for feed in open_data.FEEDS}
    assert all(one["license"].startswith(BASE) for one in (dataset, catalogue, *catalogue["dataset"]))
    assert tree.xpath("//section/h2[@id='licences']"), "what the licence's address leads to"


def test_ages_can_be_counted_with_and_the_assumed_are_told_apart() -> None:
    o = next(one for one in city.contents().opportunities if one.id == "sport-c2")
    (row,) = csv.DictReader(io.StringIO(feeds.opportunities_csv([o], {o.id: "x"}, city.TODAY).decode("utf-8-sig")))
    assert (row["age_from"], row["age_to"], row["ages_assumed"]) == ("18", "", "yes")
