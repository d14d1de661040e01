"""Platforms over HTTP, from the first request to the last: POST, logins, tokens, and pages past the end."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from werkzeug import Request, Response

from crawlers.crawl import crawl
from crawlers.keep import Crawl
from crawlers.settings import CrawlSettings
from crawlers.source import Source
from tests.world import World

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def read(
    world: World, folder: Path, kind: str, url: str, environment: dict[str, str] | None = None, **options: Any
) -> Crawl:
    source = Source(name="it", provider="Provider", kind=kind, url=url, options=options)
    settings = CrawlSettings(contact="bot@city.example", delay="0s", tries=1, proxy=world.proxy)
    return crawl([source], settings, folder, clock=lambda: NOW, environment=environment or {})["it"]


def answer(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


def activity(number: int) -> dict[str, Any]:
    return {"id": number, "name": f"Activity {number}", "date_range_start": "2027-03-02", "openings": "3"}


def test_activenet_is_asked_page_by_page_and_for_each_price(world: World, tmp_path: Path) -> None:
    asked: list[Any] = []

    def listed(request: Request) -> Response:
        # WSGI lets no header with an underscore through, so the page is counted here
        asked.append((request.method, json.loads(request.data)["activity_search_pattern"]["center_ids"]))
        told = {"page_number": len(asked), "total_page": 2, "total_records_per_page": 2, "total_records": 3}
        items = [activity(1), activity(2)] if len(asked) == 1 else [activity(3)]
        return answer({"headers": {"response_code": "0000", "page_info": told}, "body": {"activity_items": items}})

    prices = {"estimateprice": {"free": False, "prices": [{"details": [{"price": "$5.00"}]}]}}
    world.pages["parks.example/mill/rest/activities/list?*"] = listed
    for number in (1, 2, 3):
        path = f"parks.example/mill/rest/activity/detail/estimateprice/{number}?*"
        world.pages[path] = answer({"headers": {"response_code": "0000"}, "body": prices})
    url = "http://parks.example/mill/activity/search?center_ids=8"
    came = read(world, tmp_path, "activenet", url, details=["price"])
    assert came.error is None
    assert asked == [("POST", ["8"]), ("POST", ["8"])]
    drafts = [draft for _, draft in came.drafts]
    assert [draft.native_id for draft in drafts] == ["1", "2", "3"]
    assert [draft.sessions[0].price for draft in drafts] == ["$5.00"] * 3, "the answers are the same in every byte"
    assert [draft.sessions[0].places_left for draft in drafts] == ["3"] * 3
    assert came.refusals == []


def test_libcal_gets_a_token_for_its_key(world: World, tmp_path: Path) -> None:
    def events(request: Request) -> Response:
        if request.headers.get("Authorization") != "Bearer T":
            return answer({"error": "invalid_token"}, 401)
        return answer({"events": [{"id": 7, "title": "Chess", "start": "2026-12-01T10:00:00-07:00"}]})

    world.pages["lib.example/1.1/oauth/token"] = answer({"access_token": "T", "token_type": "Bearer"})
    world.pages["lib.example/1.1/events?*"] = events
    key = {"client_id": "$LIBCAL_ID", "client_secret": "$LIBCAL_SECRET"}
    url = "http://lib.example/calendar?cid=12"
    came = read(world, tmp_path, "libcal", url, {"LIBCAL_ID": "1", "LIBCAL_SECRET": "geheim"}, **key)
    assert [draft.native_id for _, draft in came.drafts] == ["7"]
    kept = "".join(file.read_text("utf-8") for file in tmp_path.rglob("*") if file.is_file())
    assert "geheim" not in kept
    assert "Bearer" not in kept
    without = read(world, tmp_path, "libcal", url, {}, **key)
    assert "both variables of the key" in (without.error or "")


def test_a_page_past_the_end_is_no_error_of_the_events_calendar(world: World, tmp_path: Path) -> None:
    api = "museum.example/wp-json/tribe/events/v1/events"
    event = {"id": 1, "title": "Clay", "url": "http://museum.example/event/clay/", "start_date": "2026-12-05 10:00:00"}
    beyond = f"http://{api}?page=2&per_page=50"
    world.pages[f"{api}?per_page=50"] = answer({"events": [event], "next_rest_url": beyond})
    world.pages[f"{api}?page=2&per_page=50"] = answer({"code": "event-archive-page-not-found"}, 404)
    came = read(world, tmp_path, "tribe_events", "http://museum.example/events/")
    assert came.error is None
    assert [draft.title for _, draft in came.drafts] == ["Clay"]
    assert [refusal.reason for refusal in came.refusals] == ["The page is gone (404)."]


def test_a_page_that_names_itself_as_the_next_ends_there(world: World, tmp_path: Path) -> None:
    body = "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='?page={}'/></feed>"
    for number in range(9):  # each names the next; the last the first
        path = f"x.example/feed?page={number}"
        world.pages[path] = Response(body.format((number + 1) % 9), content_type="application/atom+xml")
    came = read(world, tmp_path, "rss", "http://x.example/feed?page=0")
    assert came.error is None
    assert came.requests <= 11
