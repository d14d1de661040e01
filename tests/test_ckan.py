"""Datasets of CKAN: read whole where something has changed, asked once where not; joined, mapped, licensed."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from crawlers.apis import ckan as kind
from crawlers.crawl import crawl
from crawlers.draft import Draft, Refusal, Rights
from crawlers.errors import OptionError
from crawlers.items import Item
from crawlers.keep import Crawl
from crawlers.kinds import options_of
from crawlers.page import Page
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
PORTAL = "data.example"
CLASSES, HALLS = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
OPTIONS: dict[str, Any] = {
    "columns": {"native_id": "Course", "title": "Title", "place": "Hall", "start_time": ["Hour", "Minute"]},
    "join": {"resource": "Halls", "on": "Hall ID", "to": "ID"},
    "ignore": ["Hall ID"],
}


class Portal:
    """A CKAN portal in a world. tables: rows by resource. stamps: when each was last changed. most: rows of a page."""

    def __init__(self, world: World) -> None:
        halls = [{"ID": "7", "Hall": "Mill Hall"}]
        classes = [{"Course": n, "Title": f"Class {n}", "Hall ID": 7, "Hour": 9, "Minute": 5 * n} for n in (1, 2, 3)]
        self.tables: dict[str, list[dict[str, Any]]] = {CLASSES: classes, HALLS: halls}
        self.stamps = dict.fromkeys(self.tables, "2026-11-01T00:00:00")
        self.most = 32_000
        world.pages[f"{PORTAL}/api/3/action/package_show?*"] = self.package
        world.pages[f"{PORTAL}/api/3/action/datastore_search?*"] = self.search

    def package(self, _request: Request) -> Response:
        resources = [
            {"id": of, "name": name, "format": "CSV", "datastore_active": True, "last_modified": self.stamps[of]}
            for of, name in ((CLASSES, "Classes"), (HALLS, "Halls"))
        ]
        said = {"license_title": "Open Government Licence", "organization": {"title": "Millbrook"}, "author": "Jo Fox"}
        return answered(said | {"name": "classes", "resources": resources, "author_email": "jo@fox.example"})

    def search(self, request: Request) -> Response:
        rows = [{"_id": n, **row} for n, row in enumerate(self.tables[request.args["resource_id"]], 1)]
        offset = int(request.args["offset"])
        shown = rows[offset : offset + min(self.most, int(request.args["limit"]))]
        return answered({"records": shown, "total": len(rows), "_links": {"next": "/api/3/action/datastore_search"}})


def answered(result: Any) -> Response:
    return Response(json.dumps({"success": True, "result": result}), content_type="application/json")


@pytest.fixture
def portal(world: World) -> Portal:
    return Portal(world)


def source(url: str = f"http://{PORTAL}/dataset/classes", **options: Any) -> Source:
    return Source(name="city", provider="City", kind="ckan", url=url, options=OPTIONS | options)


def read(world: World, folder: Path, days: int = 0, **options: Any) -> tuple[Crawl, int]:
    world.log.clear()
    settings = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=world.proxy)
    now = NOW + dt.timedelta(days=days)
    found = crawl([source(**options)], settings, folder, clock=lambda: now, environment={})["city"]
    return found, sum(one.path != "/robots.txt" for one in world.log)


def test_a_table_is_read_joined_and_licensed(world: World, portal: Portal, tmp_path: Path) -> None:
    found, asked = read(world, tmp_path)
    assert (asked, found.error) == (3, None)
    drafts = [draft for _, draft in found.drafts]
    assert [(d.native_id, d.title) for d in drafts] == [("1", "Class 1"), ("2", "Class 2"), ("3", "Class 3")]
    assert {d.sessions[0].place for d in drafts} == {"Mill Hall"}
    assert [d.sessions[0].start_time for d in drafts] == ["09:05", "09:10", "09:15"]
    assert found.rights == Rights(licence="Open Government Licence", attribution="Millbrook")
    assert "fox" not in next(tmp_path.iterdir()).read_text("utf-8").casefold()


def test_an_unchanged_dataset_costs_one_request_and_a_changed_one_is_read_whole(
    world: World, portal: Portal, tmp_path: Path
) -> None:
    read(world, tmp_path)
    assert read(world, tmp_path, 1)[1] == 1
    portal.tables[CLASSES] = portal.tables[CLASSES][1:]  # the portal numbers all rows anew
    portal.stamps[CLASSES] = "2026-11-23T00:00:00"
    found, asked = read(world, tmp_path, 2)
    assert [draft.title for _, draft in found.drafts] == ["Class 2", "Class 3"]
    assert asked == 4
    assert read(world, tmp_path, 3)[1] == 1


@pytest.mark.parametrize("most", [1, 2, 3])
def test_pages_are_read_to_their_end_however_small_the_portal_makes_them(
    world: World, portal: Portal, tmp_path: Path, most: int
) -> None:
    portal.most = most
    assert len(read(world, tmp_path)[0].drafts) == 3


def test_rows_that_the_joined_table_does_not_know_are_named(world: World, portal: Portal, tmp_path: Path) -> None:
    portal.tables[CLASSES][1]["Hall ID"] = 8
    found, _ = read(world, tmp_path)
    assert len(found.drafts) == 3
    (refusal,) = found.refusals
    assert (refusal.where, refusal.wrote) == ("rows (1): 2", "Halls")


def test_a_file_is_read_where_there_is_no_table(world: World, tmp_path: Path) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["Title", "Room"], ["Judo", "A"], ["", ""], ["Chess", "B"]])
    resources = [
        {"id": "a", "name": "Map", "format": "PDF", "url": f"http://{PORTAL}/map.pdf"},
        {"id": "b", "name": "List", "format": "csv", "url": f"http://{PORTAL}/files/list.csv"},
    ]
    world.pages[f"{PORTAL}/api/3/action/package_show?*"] = lambda _request: answered({"resources": resources})
    world.pages[f"{PORTAL}/files/list.csv"] = lambda _request: Response(written.getvalue(), content_type="text/csv")
    options: dict[str, Any] = {"columns": {"title": "Title"}, "join": None, "ignore": []}
    found, asked = read(world, tmp_path, **options)
    assert (asked, [draft.title for _, draft in found.drafts]) == (2, ["Judo", "Chess"])
    reasons = [r.where for r in found.refusals]
    assert any(where.startswith("blank rows (1)") for where in reasons)
    assert "column 'Room'" in reasons
    assert read(world, tmp_path, 1, **options)[1] == 1


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://d.example/dataset/camps", "https://d.example/api/3/action/package_show?id=camps"),
        ("https://d.example/fr/dataset/camps?x=1#y", "https://d.example/fr/api/3/action/package_show?id=camps"),
        (f"https://d.example/dataset/camps/resource/{HALLS}", "https://d.example/api/3/action/package_show?id=camps"),
        (f"https://d.example/datastore/dump/{HALLS}", f"https://d.example/api/3/action/resource_show?id={HALLS}"),
        (
            f"https://d.example/api/3/action/datastore_search?resource_id={HALLS}&limit=5",
            f"https://d.example/api/3/action/resource_show?id={HALLS}",
        ),
        ("https://d.example/api/action/package_show?id=a", "https://d.example/api/3/action/package_show?id=a"),
    ],
)
def test_any_address_of_a_dataset_leads_to_it(url: str, asked: str) -> None:
    assert list(kind.start(source(url), kind.Options())) == [asked]


@pytest.mark.parametrize("url", ["https://d.example/", "https://d.example/dataset", "https://d.example/dataset/new"])
def test_another_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(OptionError, match="expected the address of a dataset"):
        list(kind.start(source(url), kind.Options()))


def test_a_lone_resource_that_the_address_names_is_read(world: World, tmp_path: Path, portal: Portal) -> None:
    url = f"http://{PORTAL}/dataset/classes/resource/{HALLS}"
    found, asked = read(world, tmp_path, url=url, join=None, columns={"title": "Hall"}, ignore=["ID"])
    assert (asked, [draft.title for _, draft in found.drafts]) == (2, ["Mill Hall"])


def test_a_pasted_page_of_a_portal_is_recognised() -> None:
    body = b'<html><meta name="generator" content="ckan 2.10"><a href="/dataset/camps">Camps</a><a href="/dataset/new">'
    page = Page(url="https://d.example/", final_url="https://d.example/", fetched_at=NOW, body=body)
    assert [one.url for one in kind.recognise(page)] == ["https://d.example/dataset/camps"]
    own = Page(url="https://d.example/dataset/a", final_url="https://d.example/dataset/a", fetched_at=NOW, body=body)
    assert [(one.url, one.score) for one in kind.recognise(own)] == [("https://d.example/dataset/a", 60)]


@pytest.mark.data
def test_a_real_table_loses_no_row(data: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((data / "ckan/toronto_drop_in_part1.csv").read_text("utf-8-sig"))))[:3_000]
    columns = {"native_id": "Course_ID", "title": "Course Title", "topics": "Section", "age_from": "Age Min"}
    columns |= {"age_to": "Age Max", "start": "First Date", "end": "Last Date", "when": "DayOftheWeek"}
    times: dict[str, Any] = {"start_time": ["Start Hour", "Start Minute"], "end_time": ["End Hour", "End Min"]}
    one = source(columns=columns | times, join=None, empty=["None"], ignore=["Location ID", "Date Range"])
    body = json.dumps({"success": True, "result": {"records": rows, "total": len(rows)}}).encode()
    url = f"http://{PORTAL}/api/3/action/datastore_search?offset=0#of=0&id={CLASSES}&stamp=x"
    page = Page(url=url, final_url=url, fetched_at=NOW, body=body)
    items = [found for found in kind.extract(page, one, options_of(one)) if isinstance(found, Item)]
    found = list(kind.assemble(items, one, options_of(one), NOW))
    drafts = [draft for draft in found if isinstance(draft, Draft)]
    assert sum(draft.count for draft in drafts) == 3_000
    assert all(session.start_time for draft in drafts for session in draft.sessions)
    assert not [r for r in found if isinstance(r, Refusal) and "differ" not in r.reason]
