"""A real Meilisearch is filled, kept up to date and swapped; it answers as the rows say, and never stands empty."""

import threading
from collections.abc import Callable

import msgspec
import pytest
from meilisearch import Client
from meilisearch.errors import MeilisearchApiError

from crawlers.errors import SearchError
from indexer.contents import Contents
from indexer.search.client import Limits, Meilisearch
from indexer.search.documents import Document
from indexer.search.fill import MOST_REFUSED, send
from indexer.search.key import key_uid
from indexer.search.rows import documents
from indexer.search.server import Access
from schedules import run
from tests.conftest import Demo
from tests.meilisearch_server import index_of, put, rows
from tests.search_city import TODAY, search_city

pytestmark = pytest.mark.meilisearch
CITY = search_city(60)


def renamed(contents: Contents, id_: str, title: str) -> Contents:
    changed = (msgspec.structs.replace(o, title=title) if o.id == id_ else o for o in contents.opportunities)
    return Contents(opportunities=tuple(changed))


def test_fills_then_sends_only_what_changed(search_access: Access) -> None:
    first = put(search_access, CITY)
    assert (first.report.documents, first.report.sent, first.report.deleted) == (rows(CITY), rows(CITY), 0)
    assert first.server.index == search_access.index

    again = put(search_access, CITY)
    assert (again.report.documents, again.report.sent, again.report.deleted) == (rows(CITY), 0, 0)
    assert again.report.settings == ()
    assert again.server == first.server
    assert again.report.clause.endswith(f" serves it ({rows(CITY)} documents; nothing changed)")

    held = documents(CITY, TODAY)
    changed = held.opportunities[3].id
    mine = sum(held.opportunities[row.opportunity].id == changed for row in held.rows)
    third = put(search_access, renamed(CITY, changed, "Underwater hockey"))
    assert (third.report.sent, third.report.deleted) == (mine, 0)
    found = index_of(search_access, first.server.key).search("underwatr hockey", {"distinct": "opportunity_id"})
    assert [hit["opportunity_id"] for hit in found["hits"]][:1] == [changed]

    fewer = Contents(opportunities=tuple(o for o in CITY.opportunities if o.id != changed))
    fourth = put(search_access, fewer)
    assert (fourth.report.sent, fourth.report.deleted, fourth.report.documents) == (0, mine, rows(fewer))
    assert index_of(search_access).get_stats().number_of_documents == rows(fewer)


def test_a_server_that_was_wiped_is_filled_again_and_the_key_is_the_same(search_access: Access) -> None:
    first = put(search_access, CITY)
    index = index_of(search_access)
    index.wait_for_task(index.delete_all_documents().task_uid)
    assert put(search_access, CITY).report.sent == rows(CITY)
    client = Client(search_access.url, search_access.key)
    client.wait_for_task(client.delete_index(search_access.index).task_uid)
    client.delete_key(key_uid(search_access.index))
    again = put(search_access, CITY)
    assert again.report.sent == rows(CITY)
    assert again.server == first.server


def test_a_document_that_cannot_be_sent_is_left_out_and_named(search_access: Access) -> None:
    bad = msgspec.structs.replace(CITY.opportunities[0], id="bad id", sessions=())
    found = put(search_access, Contents(opportunities=(*CITY.opportunities, bad))).report
    assert [(one.id, one.source) for one in found.refused] == [("bad id", bad.listings[0].source)]
    assert found.refused[0].sentence == (
        f"{bad.listings[0].source}: bad id is not in the search: expected an id of a-z, A-Z, 0-9, - and _, at most 511 "
        "of them, but it is 'bad id'. It is tried again each run."
    )
    assert found.documents == rows(CITY) == index_of(search_access).get_stats().number_of_documents


def test_what_the_server_refuses_is_found_and_the_rest_is_indexed(search_access: Access) -> None:
    def fake(id_: str) -> Document:
        return Document(id_, "parks", "d", {"id": id_, "title": "x"})

    server = Meilisearch(search_access, Limits())
    server.create(search_access.index)
    told: list[tuple[int, int]] = []
    documents_ = [fake("no good" if n in (7, 110) else f"s-{n}") for n in range(120)]
    refused = send(server, search_access.index, documents_, lambda *done: told.append(done))
    assert [(one.id, one.source) for one in refused] == [("no good", "parks")] * 2
    assert 'Document identifier `"no good"` is invalid' in refused[0].reason
    assert server.size(search_access.index) == 118
    assert told[-1] == (120, 120)
    assert told == sorted(told)

    nothing_but = [fake(f"no good {n}") for n in range(MOST_REFUSED + 5)]
    with pytest.raises(
        SearchError, match=r"refuses more than 25, such as one of no good .* of parks.*: Document ident"
    ):
        send(server, search_access.index, nothing_but, lambda *_: None)


def test_a_refused_document_is_not_left_as_it_was(search_access: Access) -> None:
    put(search_access, CITY, centroids={})
    held = documents(CITY, TODAY)
    castle = [r for r in held.rows if r.session and r.session.place and r.session.place.area == "Castle"]
    shown = [r for r in castle if r.session and r.session.place and r.session.place.visibility != "on_booking"]
    found = put(search_access, CITY, centroids={"Castle": (91, -2.6)}).report
    assert len(found.refused) == len(shown) > 5
    assert "expected a position within ±90 degrees, but lat is 91" in found.refused[0].reason
    assert found.deleted == len(shown)
    assert index_of(search_access).get_stats().number_of_documents == rows(CITY) - len(shown)


def test_a_change_of_settings_swaps_while_questions_are_answered(search_access: Access) -> None:
    key = put(search_access, CITY).server.key
    stop = threading.Event()
    totals: list[int] = []

    def ask() -> None:
        index = index_of(search_access, key)
        while not stop.is_set():
            totals.append(index.search("", {"hitsPerPage": 1})["totalHits"])

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for synonyms in ({"coding": ("computing",)}, {}):
            found = put(msgspec.structs.replace(search_access, synonyms=synonyms), CITY).report
            assert found.settings == ("synonyms",)
    finally:
        stop.set()
        asking.join()
    assert len(totals) > 20
    assert set(totals) == {rows(CITY)}
    assert names(search_access) == [search_access.index]


def names(access: Access) -> list[str]:
    every = Client(access.url, access.key).get_raw_indexes({"limit": 1000})["results"]  # type: ignore[call-overload]
    return sorted(one["uid"] for one in every if one["uid"].startswith(access.index))


def test_settings_that_somebody_else_changed_are_put_right(search_access: Access) -> None:
    put(search_access, CITY)
    index = index_of(search_access)
    index.wait_for_task(index.update_distinct_attribute("opportunity_id").task_uid)
    assert put(search_access, CITY).report.settings == ("distinctAttribute",)
    assert put(search_access, CITY).report.sent == 0


def test_synonyms_find(search_access: Access) -> None:
    first = CITY.opportunities[5].id
    city = renamed(CITY, first, "English for speakers of other languages")
    access = msgspec.structs.replace(search_access, synonyms={"esol": ("english for speakers of other languages",)})
    key = put(access, city).server.key
    found = index_of(access, key).search("ESOL", {"attributesToSearchOn": ["find.title"], "matchingStrategy": "all"})
    assert {hit["opportunity_id"] for hit in found["hits"]} == {first}


def test_the_pages_key_may_only_search_only_here(search_access: Access) -> None:
    key = put(search_access, CITY).server.key
    client = Client(search_access.url, key, timeout=10)
    mine = client.index(search_access.index)
    assert mine.search("")["hits"]
    assert client.multi_search([{"indexUid": search_access.index, "q": ""}])["results"][0]["hits"]
    forbidden: list[Callable[[], object]] = [
        lambda: mine.add_documents([{"id": "x"}]),
        mine.delete_all_documents,
        lambda: mine.update_settings({"synonyms": {}}),
        mine.get_documents,
        lambda: client.index(f"{search_access.index}-other").search(""),
        client.get_keys,
        client.get_version,
    ]
    for ask in forbidden:
        with pytest.raises(MeilisearchApiError) as refused:
            ask()
        assert refused.value.status_code == 403


def test_a_key_that_may_do_more_is_mended(search_access: Access) -> None:
    key = put(search_access, CITY).server.key
    client = Client(search_access.url, search_access.key)
    uid = key_uid(search_access.index)
    client.delete_key(uid)
    client.create_key({"uid": uid, "actions": ["*"], "indexes": ["*"], "expiresAt": None})
    assert put(search_access, CITY).server.key == key
    found = client.get_key(uid)
    assert (found.actions, found.indexes) == (["search"], [search_access.index])


def test_an_index_of_somebody_elses_is_left_alone(search_access: Access) -> None:
    index = index_of(search_access)
    index.wait_for_task(index.add_documents([{"id": n, "title": "Alien"} for n in range(3)]).task_uid)
    with pytest.raises(SearchError, match="its 3 documents were not made by this command"):
        put(search_access, CITY)
    assert index.get_stats().number_of_documents == 3


def test_an_empty_catalogue_does_not_empty_the_index(search_access: Access) -> None:
    put(search_access, CITY)
    with pytest.raises(SearchError, match="the catalogue has none"):
        put(search_access, Contents())
    assert index_of(search_access).get_stats().number_of_documents == rows(CITY)


def test_a_task_that_fails_is_told_in_the_servers_own_words(search_access: Access) -> None:
    server = Meilisearch(search_access, Limits())
    server.create(search_access.index)
    with pytest.raises(
        SearchError, match=f"make {search_access.index}, but it says: Index .* already exists"
    ) as raised:
        server.create(search_access.index)
    assert raised.value.code == "index_already_exists"


def test_the_demo_citys_documents_are_all_taken(search_access: Access, demo: Demo) -> None:
    contents = run.contents(demo.home, demo.now)
    found = put(search_access, contents, demo.now.date()).report
    assert found.refused == ()
    assert found.documents == len(documents(contents, demo.now.date()).rows) > 500
    assert put(search_access, contents, demo.now.date()).report.sent == 0
